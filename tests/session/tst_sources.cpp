#include "pipecore/session/session.h"
#include "pipecore/session/sessionstore.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

using namespace pipecore;

namespace
{

constexpr int kPatience = 60'000; // ms

/// A session that reads `path`.
struct Reading {
    explicit Reading(const QString &path, bool follow, const Session::Options &options = {})
        : store(folder.path()),
          session(Session::create(store, Command::reading(path, follow), options).value()),
          ended(session.get(), &Session::ended), broken(session.get(), &Session::broken)
    {
        session->start();
    }

    QByteArray bytes() const
    {
        QFile file(session->recording()->capture()->path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    bool has(const QByteArray &wanted) const
    {
        return QTest::qWaitFor([&] { return bytes() == wanted; }, kPatience);
    }
    bool hasEnded() { return !ended.isEmpty() || ended.wait(kPatience); }

    QTemporaryDir folder;
    SessionStore store;
    std::unique_ptr<Session> session;
    QSignalSpy ended, broken;
};

void append(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::Append | QIODevice::Unbuffered) && file.write(bytes) == bytes.size());
}

} // namespace

class TestSources : public QObject
{
    Q_OBJECT
private slots:
    void aFileIsFollowedAsItGrows();
    void aFileThatIsNotThereYetIsWaitedFor();
    void aReplacedFileIsReadToItsEndFirst();
    void aFileCutShortIsReadAgainFromItsStart();
    void aFileThatIsCutAndGrownAtOnceIsNoticed();
    void everyByteOfARotatedLogIsThere();
    void aFollowedFileEndsWhenStopped();
    void aFifoIsReadUntilItsWritersAreGone();
    void aFifoWithoutAWriterCanBeStopped();
    void aFifoThatIsSilentCanBeStopped();
    void whatAFifoBringsIsMasked();
    void aSocketIsReadToItsEnd();
    void aTerminalDeviceIsReadRaw();
    void standardInputIsReadToItsEnd();
    void whatCannotBeReadFails();
    void theRecordKeepsSourceAndBreaks();

private:
    QTemporaryDir m_folder;
    QString path(const QString &name) const { return m_folder.filePath(name); }
    QString path(const char *name) const { return path(QString::fromLatin1(name)); }
};

void TestSources::aFileIsFollowedAsItGrows()
{
    append(path("grows"), "one\n");
    Reading reading(path("grows"), true);
    QVERIFY(reading.has("one\n"));
    append(path("grows"), "two\n");
    QVERIFY(reading.has("one\ntwo\n"));
    QCOMPARE(reading.broken.size(), 0);
}

void TestSources::aFileThatIsNotThereYetIsWaitedFor()
{
    Reading reading(path("later"), true);
    append(path("later"), "here\n");
    QVERIFY(reading.has("here\n"));
    QCOMPARE(reading.broken.size(), 0);
}

void TestSources::aReplacedFileIsReadToItsEndFirst()
{
    append(path("log"), "old\n");
    QFile writer(path("log"));
    QVERIFY(writer.open(QIODevice::Append | QIODevice::Unbuffered));
    Reading reading(path("log"), true);
    QVERIFY(reading.has("old\n"));
    QVERIFY(QFile::rename(path("log"), path("log.1")));
    append(path("log"), "new\n");
    writer.write("late\n"); // by one who has not noticed yet
    QVERIFY(reading.has("old\nlate\nnew\n"));
    QCOMPARE(reading.broken.size(), 1);
    const auto at = reading.broken.front().front().value<StreamBreak>();
    QCOMPARE(at.offset, 9);
    QVERIFY(at.text.contains(QLatin1String("replaced")));
}

void TestSources::aFileCutShortIsReadAgainFromItsStart()
{
    append(path("cut"), "a long line\n");
    Reading reading(path("cut"), true);
    QVERIFY(reading.has("a long line\n"));
    QVERIFY(QFile::resize(path("cut"), 0));
    QVERIFY(QTest::qWaitFor([&] { return reading.broken.size() == 1; }, kPatience));
    append(path("cut"), "new\n");
    QVERIFY(reading.has("a long line\nnew\n"));
    QCOMPARE(reading.broken.front().front().value<StreamBreak>().offset, 12);
}

void TestSources::aFileThatIsCutAndGrownAtOnceIsNoticed()
{
    append(path("quick"), "first\n");
    Reading reading(path("quick"), true);
    QVERIFY(reading.has("first\n"));
    // In one step for the one who follows: another content, and longer.
    QVERIFY(reading.session->recording());
    QFile file(path("quick"));
    QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
    QCOMPARE(file.write("SECOND, and longer\n"), 19);
    QVERIFY(reading.has("first\nSECOND, and longer\n"));
    QTRY_COMPARE(reading.broken.size(), 1);
}

void TestSources::everyByteOfARotatedLogIsThere()
{
    Reading reading(path("rotated"), true);
    QByteArray all;
    for (int round = 0; round < 3; ++round) {
        QFile writer(path("rotated"));
        QVERIFY(writer.open(QIODevice::Append | QIODevice::Unbuffered));
        for (int i = 0; i < 200; ++i) {
            const QByteArray line =
                QByteArray::number(round) + ' ' + QByteArray::number(i).repeated(50) + '\n';
            writer.write(line);
            all += line;
        }
        QVERIFY(reading.has(all)); // a rotation twice within one look leaves nothing to be read of the first
        QVERIFY(QFile::rename(path("rotated"), path(QStringLiteral("rotated.%1").arg(round))));
    }
    append(path("rotated"), "end\n");
    QVERIFY(reading.has(all + "end\n"));
    QCOMPARE(reading.broken.size(), 3);
}

void TestSources::aFollowedFileEndsWhenStopped()
{
    append(path("stops"), "x\n");
    Reading reading(path("stops"), true);
    QVERIFY(reading.has("x\n"));
    reading.session->stop();
    QVERIFY(reading.hasEnded());
    QCOMPARE(reading.session->record().result->exitStatus(), 0);
}

void TestSources::aFifoIsReadUntilItsWritersAreGone()
{
    const QByteArray fifo = QFile::encodeName(path("fifo"));
    QCOMPARE(::mkfifo(fifo.constData(), 0600), 0);
    Reading reading(path("fifo"), false);
    QFile writer(path("fifo"));
    QVERIFY(writer.open(QIODevice::WriteOnly | QIODevice::Unbuffered)); // waits for the reader
    const QByteArray bytes = QByteArray(1'000'000, 'z') + "end";
    QCOMPARE(writer.write(bytes), bytes.size());
    writer.close();
    QVERIFY(reading.hasEnded());
    QCOMPARE(reading.bytes(), bytes);
}

void TestSources::aFifoWithoutAWriterCanBeStopped()
{
    QCOMPARE(::mkfifo(QFile::encodeName(path("alone")).constData(), 0600), 0);
    Reading reading(path("alone"), false);
    QVERIFY(QTest::qWaitFor([&] { return reading.session->state() == Session::State::Running; }, kPatience));
    reading.session->stop();
    QVERIFY(reading.hasEnded());
}

void TestSources::aFifoThatIsSilentCanBeStopped()
{
    QCOMPARE(::mkfifo(QFile::encodeName(path("silent")).constData(), 0600), 0);
    Reading reading(path("silent"), false);
    QFile writer(path("silent"));
    QVERIFY(writer.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    QCOMPARE(writer.write("before\n"), 7);
    QVERIFY(reading.has("before\n"));
    reading.session->stop();
    QVERIFY(reading.hasEnded());
    QCOMPARE(reading.session->record().result->outcome, RunResult::Outcome::Exited);
    QCOMPARE(reading.session->streamError(), QString());
}

// A prompt comes also while its answer, which would be masked, does not.
void TestSources::whatAFifoBringsIsMasked()
{
    QCOMPARE(::mkfifo(QFile::encodeName(path("secret")).constData(), 0600), 0);
    Session::Options options;
    options.masks.patterns = {QStringLiteral("hunter[0-9]+"), QStringLiteral("Password: [a-z]+")};
    Reading reading(path("secret"), false, options);
    QFile writer(path("secret"));
    QVERIFY(writer.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    const QByteArray prompt = "it is hunter2 now\nPassword: ";
    QCOMPARE(writer.write(prompt), prompt.size());
    QVERIFY(reading.has("it is *** now\nPassword: "));
    QCOMPARE(writer.write("secret\n"), 7);
    writer.close();
    QVERIFY(reading.hasEnded());
    QCOMPARE(reading.bytes(), QByteArray("it is *** now\nPassword: ***\n"));
}

void TestSources::aSocketIsReadToItsEnd()
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray name = QFile::encodeName(path("socket"));
    std::copy(name.begin(), name.end(), address.sun_path);
    const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    QCOMPARE(::bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
    QCOMPARE(::listen(listener, 1), 0);
    Reading reading(path("socket"), false);
    const int peer = ::accept(listener, nullptr, nullptr);
    QCOMPARE(::write(peer, "hello\n", 6), 6);
    ::close(peer);
    ::close(listener);
    QVERIFY(reading.hasEnded());
    QCOMPARE(reading.bytes(), QByteArray("hello\n"));
}

void TestSources::aTerminalDeviceIsReadRaw()
{
    const int line = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    QVERIFY(line >= 0 && ::grantpt(line) == 0 && ::unlockpt(line) == 0);
    const int keep =
        ::open(::ptsname(line), O_RDWR | O_NOCTTY | O_CLOEXEC); // so that it is not hung up early
    Reading reading(QString::fromLocal8Bit(::ptsname(line)), false);
    // Raw once the source has opened it: no waiting for a newline, no \r made \n.
    QVERIFY(QTest::qWaitFor(
        [&] {
            termios settings{};
            return ::tcgetattr(keep, &settings) == 0 && !(settings.c_lflag & ICANON);
        },
        kPatience));
    QCOMPARE(::write(line, "a\rb", 3), 3);
    QVERIFY(reading.has("a\rb"));
    ::close(keep);
    ::close(line);
    QVERIFY(reading.hasEnded());
}

void TestSources::standardInputIsReadToItsEnd()
{
    int ends[2];
    QCOMPARE(::pipe(ends), 0);
    const int before = ::dup(STDIN_FILENO);
    ::dup2(ends[0], STDIN_FILENO);
    ::close(ends[0]);
    Reading reading(QStringLiteral("-"), false);
    QCOMPARE(::write(ends[1], "in\n", 3), 3);
    QVERIFY(reading.has("in\n"));
    ::close(ends[1]);
    const bool ended = reading.hasEnded();
    ::dup2(before, STDIN_FILENO);
    ::close(before);
    QVERIFY(ended);
}

void TestSources::whatCannotBeReadFails()
{
    Reading missing(path("missing"), false);
    QVERIFY(missing.hasEnded());
    QCOMPARE(missing.session->record().result->exitStatus(), 125);
    QVERIFY(missing.session->record().result->message.contains(QLatin1String("missing")));
    Reading noFolder(path("no/such/file"), true);
    QVERIFY(noFolder.hasEnded());
    QCOMPARE(noFolder.session->record().result->exitStatus(), 125);
}

void TestSources::theRecordKeepsSourceAndBreaks()
{
    SessionRecord record;
    record.command = Command::reading(QStringLiteral("/var/log/x"), true);
    record.breaks = {{12, QStringLiteral("cut")}, {40, QStringLiteral("replaced")}};
    const auto again = SessionRecord::fromJson(QJsonDocument(record.toJson()).toJson());
    QVERIFY(again.has_value());
    QVERIFY(again->command.source == Command::Source::Follow);
    QCOMPARE(again->command.program, QStringLiteral("/var/log/x"));
    QVERIFY(again->breaks == record.breaks);
}

QTEST_GUILESS_MAIN(TestSources)
#include "tst_sources.moc"
