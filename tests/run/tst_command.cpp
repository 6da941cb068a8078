#include "pipecore/run/chunk.h"
#include "pipecore/run/command.h"
#include "pipecore/run/runresult.h"

#include <QBuffer>
#include <QProcess>
#include <QTest>

#include <cstring>

using namespace pipecore;

class TestCommand : public QObject
{
    Q_OBJECT
private slots:
    void aLineIsRunAsItIsOrByTheShell_data();
    void aLineIsRunAsItIsOrByTheShell();
    void theTextMeansTheSameToAShell();
    void startsThatFailedHaveTheShellsStatus();
    void chunksComeOutAsTheyWentIn();
    void aBufferedChunkIsOneWriteFromThePagesStart();
    void aReadNeverSpansTwoChunks();
    void aChunkThatIsCutIsAnEnd();
};

void TestCommand::aLineIsRunAsItIsOrByTheShell_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QStringList>("words"); // empty: for the shell
    const auto plain = [](const char *line, const QStringList &words) {
        QTest::newRow(line) << QString::fromUtf8(line) << words;
    };
    plain("make", {QStringLiteral("make")});
    plain("  make  -j 4 ", {QStringLiteral("make"), QStringLiteral("-j"), QStringLiteral("4")});
    plain("ls /tmp/ü", {QStringLiteral("ls"), QStringLiteral("/tmp/ü")});
    plain("cdrecord x", {QStringLiteral("cdrecord"), QStringLiteral("x")});
    plain("a=b", {});
    plain("env a=b", {QStringLiteral("env"), QStringLiteral("a=b")});
    for (const char *line :
         {"a | b",        "a && b", "a; b", "a > b",   "echo $HOME", "echo `a`",  "echo 'a b'",
          "echo \"a b\"", "ls *.c", "ls ?", "cat ~/x", "a # b",      "cd /tmp",   "export A",
          "A=1 b",        "{ a; }", "! a",  "a\\ b",   "ls [ab]",    "time make", ". ./env"})
        plain(line, {});
}

void TestCommand::aLineIsRunAsItIsOrByTheShell()
{
    QFETCH(QString, line);
    QFETCH(QStringList, words);
    const Command command = Command::fromLine(line);
    QCOMPARE(command.isShellLine, words.isEmpty());
    QCOMPARE(command.words(), words.isEmpty() ? QStringList(line.trimmed()) : words);
    QVERIFY(Command::fromLine(QStringLiteral("  ")).isEmpty());
}

void TestCommand::theTextMeansTheSameToAShell()
{
    Command command;
    command.program = QStringLiteral("printf");
    command.arguments = {
        QStringLiteral("%s\\n"), QString(),           QStringLiteral("it's"),   QStringLiteral("a b"),
        QStringLiteral("$HOME"), QStringLiteral("*"), QStringLiteral("\"\\`!"), QStringLiteral("ü\nz"),
        QStringLiteral("-n"),    QStringLiteral("~"), QStringLiteral("plain")};
    QProcess shell;
    shell.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), command.text()});
    QVERIFY(shell.waitForFinished());
    QCOMPARE(QString::fromUtf8(shell.readAll()), command.arguments.mid(1).join(u'\n') + u'\n');
}

void TestCommand::startsThatFailedHaveTheShellsStatus()
{
    using Outcome = RunResult::Outcome;
    const std::pair<Outcome, int> expected[] = {{Outcome::NotFound, 127},
                                                {Outcome::NotExecutable, 126},
                                                {Outcome::NoDirectory, 125},
                                                {Outcome::NotStarted, 125}};
    for (const auto &[outcome, status] : expected) {
        const RunResult result{outcome, 0, {}};
        QCOMPARE(result.exitStatus(), status);
        QVERIFY(!result.started());
        QVERIFY(!result.succeeded());
    }
    QVERIFY(RunResult::exited(0).succeeded());
    QVERIFY(!RunResult::endedBySignal(15).succeeded());
    QVERIFY(RunResult::endedBySignal(11).started());
    QCOMPARE(signalName(9), QStringLiteral("SIGKILL"));
    QVERIFY(!signalName(64).isEmpty());
}

void TestCommand::chunksComeOutAsTheyWentIn()
{
    QBuffer pipe;
    pipe.open(QIODevice::ReadWrite);
    QVERIFY(writeChunk(pipe, Stream::Output, 5, "one", 3));
    QVERIFY(writeChunk(pipe, Stream::Error, 70'000'000'000, "\0two", 4));
    pipe.seek(0);
    ChunkReader reader(&pipe);
    QCOMPARE(reader.read(100), QByteArray("one"));
    QCOMPARE(static_cast<Stream>(reader.channel()), Stream::Output);
    QCOMPARE(reader.time(), 5);
    QCOMPARE(reader.read(100), QByteArray("\0two", 4));
    QCOMPARE(static_cast<Stream>(reader.channel()), Stream::Error);
    QCOMPARE(reader.time(), 70'000'000'000);
    QCOMPARE(reader.bytesRead(), 7);
}

void TestCommand::aBufferedChunkIsOneWriteFromThePagesStart()
{
    struct : QBuffer {
        int writes = 0;
        qint64 writeData(const char *data, qint64 size) override
        {
            ++writes;
            return QBuffer::writeData(data, size);
        }
    } pipe;
    pipe.open(QIODevice::ReadWrite | QIODevice::Unbuffered);
    const ChunkBuffer buffer(4096);
    QCOMPARE(buffer.size(), 4096);
    QCOMPARE(reinterpret_cast<quintptr>(buffer.data()) % 4096, quintptr(0));
    std::memcpy(buffer.data(), "one\0", 4);
    QVERIFY(buffer.write(pipe, Stream::Error, 7, 4));
    QCOMPARE(pipe.writes, 1);
    pipe.seek(0);
    ChunkReader reader(&pipe);
    QCOMPARE(reader.read(100), QByteArray("one\0", 4));
    QCOMPARE(static_cast<Stream>(reader.channel()), Stream::Error);
    QCOMPARE(reader.time(), 7);
}

void TestCommand::aReadNeverSpansTwoChunks()
{
    QBuffer pipe;
    pipe.open(QIODevice::ReadWrite);
    writeChunk(pipe, Stream::Output, 1, "abcd", 4);
    writeChunk(pipe, Stream::Error, 2, "efgh", 4);
    pipe.seek(0);
    ChunkReader reader(&pipe);
    char data[10];
    QCOMPARE(reader.read(data, 3), 3);
    QCOMPARE(reader.read(data, 3), 1);
    QCOMPARE(static_cast<Stream>(reader.channel()), Stream::Output);
    QCOMPARE(reader.read(data, 10), 4);
    QCOMPARE(static_cast<Stream>(reader.channel()), Stream::Error);
    QCOMPARE(reader.read(data, 10), -1);
}

void TestCommand::aChunkThatIsCutIsAnEnd()
{
    QBuffer pipe;
    pipe.open(QIODevice::ReadWrite);
    writeChunk(pipe, Stream::Output, 1, "abcd", 4);
    pipe.buffer().chop(2);
    pipe.seek(0);
    ChunkReader reader(&pipe);
    char data[10];
    QCOMPARE(reader.read(data, 10), 2);
    QVERIFY(reader.read(data, 10) <= 0);
}

QTEST_APPLESS_MAIN(TestCommand)
#include "tst_command.moc"
