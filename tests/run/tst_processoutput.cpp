#include "tests/run/processrun.h"
#include "tests/support/processes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/wait.h>

using namespace runtest;
using namespace std::chrono_literals;

/// What a command writes, and the streams that it writes to.
class TestProcessOutput : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        prepareForRuns();
    }
    void cleanup() { QVERIFY(processesOf(-1, ::getpid()).empty()); } // neither running nor zombies

    void outputComesToTheLastByte();
    void streamsAreKeptApartInTheirOrder();
    void theStreamThatIsWrittenFirstIsReadFirst_data();
    void theStreamThatIsWrittenFirstIsReadFirst();
    void mergedStreamsAreOne();
    void timesCountFromTheEpochAndNeverGoBack();
    void aCommandIsHeldBackWhenNobodyReads();
    void outputLeftInThePipeWhenTheReaderIsLateIsNotLost();
    void aCommandMayCloseItsOutputEarly();
    void whatTheCommandLeftBehindIsReadOn();
    void whoHoldsTheOutputSilentlyIsNotWaitedForForEver();
    void aClosedReaderEndsTheCommandBySigpipe();
    void abandonedOutputIsNotWaitedFor();

private:
    QTemporaryDir m_folder;
};

void TestProcessOutput::outputComesToTheLastByte()
{
    Run run(shell("seq 200000"));
    QCOMPARE(run.end().outcome, RunResult::Outcome::Exited);
    QByteArray expected;
    for (int i = 1; i <= 200'000; ++i)
        expected += QByteArray::number(i) + '\n';
    QVERIFY(run.output() == expected);
    QVERIFY(run.endedCleanly());
    QVERIFY(run.hasCommandEnded());
}

void TestProcessOutput::streamsAreKeptApartInTheirOrder()
{
    Run run(helper("bothstreams", {QStringLiteral("5")}));
    QVERIFY(run.end().succeeded());
    QCOMPARE(run.output(Stream::Output), QByteArray("o0\no1\no2\no3\no4\n"));
    QCOMPARE(run.output(Stream::Error), QByteArray("e0\ne1\ne2\ne3\ne4\n"));
}

void TestProcessOutput::theStreamThatIsWrittenFirstIsReadFirst_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<Stream>("first");
    QTest::newRow("output") << QStringLiteral("echo o; echo e >&2") << Stream::Output;
    QTest::newRow("error") << QStringLiteral("echo e >&2; echo o") << Stream::Error;
}

void TestProcessOutput::theStreamThatIsWrittenFirstIsReadFirst()
{
    QFETCH(QString, line);
    QFETCH(Stream, first);
    for (int i = 0; i < 20; ++i) {
        Run run(shell(qPrintable(line)));
        QVERIFY(run.end().succeeded());
        QCOMPARE(run.chunks().size(), size_t(2));
        QCOMPARE(run.chunks().front().stream, first);
    }
}

void TestProcessOutput::mergedStreamsAreOne()
{
    Command command = shell("for i in 1 2 3 4 5 6 7 8 9; do echo o$i; echo e$i >&2; done");
    command.mergeStreams = true;
    Run run(command);
    QVERIFY(run.end().succeeded());
    QByteArray expected;
    for (int i = 1; i <= 9; ++i)
        expected += "o" + QByteArray::number(i) + "\ne" + QByteArray::number(i) + '\n';
    QCOMPARE(run.output(), expected);
    QVERIFY(run.output(Stream::Error).isEmpty());
}

void TestProcessOutput::timesCountFromTheEpochAndNeverGoBack()
{
    Run run(shell("echo a; sleep 0.2; echo b >&2; sleep 0.1; echo c"));
    QVERIFY(run.end().succeeded());
    const std::vector<Chunk> chunks = run.chunks();
    QCOMPARE(chunks.size(), 3u);
    QVERIFY(chunks[0].time >= 0);
    QVERIFY(chunks[1].time - chunks[0].time >= 150);
    QVERIFY(chunks[2].time >= chunks[1].time);
}

void TestProcessOutput::aCommandIsHeldBackWhenNobodyReads()
{
    // It notes how far it came: that must stay small while nobody reads, however long that is.
    const QString progress = m_folder.filePath(QStringLiteral("progress"));
    Run run(shell(qPrintable(
        QStringLiteral(
            "i=0; while [ $i -lt 100 ]; do head -c 100000 /dev/zero; i=$((i+1)); echo $i > %1; done")
            .arg(progress))));
    QVERIFY(run.waitForStart());
    const auto written = [&] {
        QFile file(progress);
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
    };
    int before = -1;
    QTRY_VERIFY_WITH_TIMEOUT((std::exchange(before, written()) == written() && before >= 10) ||
                                 (QTest::qWait(200), false),
                             kPatience);
    QVERIFY2(written() < 20, qPrintable(QString::number(written()))); // the kernel's pipe, and one read
    QVERIFY(!run.hasEnded());
    QVERIFY(run.end().succeeded());
    QCOMPARE(run.output().size(), 10'000'000);
}

void TestProcessOutput::outputLeftInThePipeWhenTheReaderIsLateIsNotLost()
{
    // All of it fits the kernel's pipe: the command ends long before the first byte is taken, and then the
    // reader stands still for longer than silence is borne.
    PipeEnds ends = makePipe();
    ProcessRunner runner(shell("head -c 900000 /dev/zero"), std::move(ends.writer),
                         ProcessRunner::Clock::now());
    QSignalSpy commandEnded(&runner, &ProcessRunner::commandEnded), ended(&runner, &ProcessRunner::ended);
    runner.start();
    ChunkReader chunks(ends.reader.get());
    qint64 total = 0;
    auto reading = std::async(std::launch::async, [&] {
        std::vector<char> buffer(1 << 20);
        std::this_thread::sleep_for(200ms);
        for (qint64 n = 0; (n = chunks.read(buffer.data(), qint64(buffer.size()))) > 0;) {
            total += n;
            if (total == n) {
                std::this_thread::sleep_for(100ms);
                total +=
                    std::max<qint64>(0, chunks.read(buffer.data(), 1)); // of the next chunk: it is under way
                std::this_thread::sleep_for(ProcessRunner::kLinger + 500ms);
            }
        }
    });
    QVERIFY(ended.wait(kPatience));
    reading.get();
    QCOMPARE(total, 900'000);
    QVERIFY(!commandEnded.isEmpty());
}

void TestProcessOutput::aCommandMayCloseItsOutputEarly()
{
    Run run(helper("closestdout"));
    const RunResult result = run.end();
    QCOMPARE(result.code, 3);
    QCOMPARE(run.output(), QByteArray("before"));
}

void TestProcessOutput::whatTheCommandLeftBehindIsReadOn()
{
    Run run(helper("leavechild", {QStringLiteral("0.7"), QStringLiteral("late words")}));
    QVERIFY(run.waitForStart());
    run.readOutput();
    QTRY_VERIFY_WITH_TIMEOUT(run.hasCommandEnded(), kPatience);
    QVERIFY(run.end().succeeded());
    QCOMPARE(run.output(), QByteArray("late words"));
}

void TestProcessOutput::whoHoldsTheOutputSilentlyIsNotWaitedForForEver()
{
    Run run(helper("leavechild", {QStringLiteral("1000")}));
    QVERIFY(run.waitForStart());
    const auto group = static_cast<pid_t>(run.pid());
    QVERIFY(run.end().succeeded());
    QVERIFY(!run.runner->signal(SIGTERM)); // it is no longer ours
    QCOMPARE(::kill(-group, SIGKILL), 0);
    while (::waitpid(-group, nullptr, 0) > 0) {
    }
}

void TestProcessOutput::aClosedReaderEndsTheCommandBySigpipe()
{
    Run run(words(QStringLiteral("yes")));
    QVERIFY(run.waitForStart());
    run.closeReader();
    const RunResult result = run.end();
    QCOMPARE(result.outcome, RunResult::Outcome::Signalled);
    QCOMPARE(result.code, SIGPIPE);
}

void TestProcessOutput::abandonedOutputIsNotWaitedFor()
{
    Run run(helper("leavechild", {QStringLiteral("1000")}));
    run.readOutput();
    QTRY_VERIFY_WITH_TIMEOUT(run.hasCommandEnded(), kPatience);
    const auto group = static_cast<pid_t>(run.pid());
    QVERIFY(!run.hasEnded());
    run.runner->abandonOutput();
    QVERIFY(run.end().succeeded());
    ::kill(-group, SIGKILL);
    while (::waitpid(-group, nullptr, 0) > 0) {
    }
}

QTEST_GUILESS_MAIN(TestProcessOutput)
#include "tst_processoutput.moc"
