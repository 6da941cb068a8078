#include "pipecore/pipe/pipe.h"
#include "pipecore/pipe/pipereader.h"
#include "pipecore/pipe/pipewriter.h"
#include "pipecore/run/chunk.h"
#include "pipecore/run/processrunner.h"

#include "tests/support/processes.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <future>

#include <fcntl.h>
#include <sys/wait.h>

using namespace pipecore;
using namespace std::chrono_literals;

namespace
{

constexpr int kPatience = 60'000;

struct Chunk {
    Stream stream;
    qint64 time;
    QByteArray bytes;
};

Command shell(const char *line)
{
    Command command;
    command.program = QString::fromUtf8(line);
    command.isShellLine = true;
    return command;
}

Command words(const QString &program, const QStringList &arguments = {})
{
    Command command;
    command.program = program;
    command.arguments = arguments;
    return command;
}

Command helper(const char *name, const QStringList &arguments = {})
{
    return words(QStringLiteral(RUNNEL_TEST_HELPERS "/") + QString::fromLatin1(name), arguments);
}

/// A run whose output is read by a thread, from readOutput() on.
class Run
{
public:
    explicit Run(const Command &command)
    {
        PipeEnds ends = makePipe();
        m_reader = std::move(ends.reader);
        runner =
            std::make_unique<ProcessRunner>(command, std::move(ends.writer), ProcessRunner::Clock::now());
        m_started = std::make_unique<QSignalSpy>(runner.get(), &ProcessRunner::started);
        m_commandEnded = std::make_unique<QSignalSpy>(runner.get(), &ProcessRunner::commandEnded);
        m_ended = std::make_unique<QSignalSpy>(runner.get(), &ProcessRunner::ended);
        runner->start();
    }
    ~Run()
    {
        m_reader->close();
        runner.reset();
        if (m_reading.valid())
            m_reading.get();
    }

    bool waitForStart() { return !m_started->isEmpty() || m_started->wait(kPatience); }
    bool hasCommandEnded() const { return !m_commandEnded->isEmpty(); }
    bool hasEnded() const { return !m_ended->isEmpty(); }
    qint64 pid() const { return m_started->isEmpty() ? 0 : m_started->front().front().toLongLong(); }

    void readOutput()
    {
        m_reading = std::async(std::launch::async, [this] {
            ChunkReader chunks(m_reader.get());
            std::vector<char> buffer(1 << 20);
            for (qint64 n = 0; (n = chunks.read(buffer.data(), qint64(buffer.size()))) > 0;) {
                const std::lock_guard lock(m_lock);
                m_chunks.push_back(
                    {static_cast<Stream>(chunks.channel()), chunks.time(), QByteArray(buffer.data(), n)});
            }
            m_clean = chunks.status().code == PipeStatus::EndOfStream;
        });
    }
    void closeReader() { m_reader->close(); }

    RunResult end()
    {
        if (!m_reading.valid())
            readOutput();
        if (!hasEnded() && !m_ended->wait(kPatience))
            return {RunResult::Outcome::NotStarted, -1, QStringLiteral("the run did not end")};
        m_reading.get();
        return qvariant_cast<RunResult>(m_ended->front().front());
    }
    std::vector<Chunk> chunks() const
    {
        const std::lock_guard lock(m_lock);
        return m_chunks;
    }
    QByteArray output(std::optional<Stream> stream = {}) const
    {
        QByteArray all;
        for (const Chunk &chunk : chunks())
            if (!stream || chunk.stream == *stream)
                all += chunk.bytes;
        return all;
    }
    bool endedCleanly() const { return m_clean; }

    std::unique_ptr<ProcessRunner> runner;

private:
    std::unique_ptr<PipeReader> m_reader;
    std::unique_ptr<QSignalSpy> m_started, m_commandEnded, m_ended;
    mutable std::mutex m_lock;
    std::vector<Chunk> m_chunks;
    std::atomic<bool> m_clean{false};
    std::future<void> m_reading;
};

} // namespace

class TestProcessRunner : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        adoptOrphans();
        ::setenv("SHELL", "/bin/sh", 1);
    }
    void cleanup() { QVERIFY(processesOf(-1, ::getpid()).empty()); } // neither running nor zombies

    void outputComesToTheLastByte();
    void exitCodesAreTold_data();
    void exitCodesAreTold();
    void signalsAndCrashesAreTold_data();
    void signalsAndCrashesAreTold();
    void aProgramThatIsNotThereIsNotFound();
    void whatCannotBeExecutedIsSaidSo();
    void aMissingDirectoryIsNamed();
    void theCommandIsStartedAsItSays();
    void programsAreFoundInThePathOfTheCommand();
    void withoutAPathThereIsADefaultOne();
    void aProgramIsFoundRelativeToItsDirectory();
    void aShellLineIsForTheUsersShell();
    void anEmptyShellMeansSh();
    void standardInputIsNullUnlessPassed();
    void standardInputIsPassedOn();
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
    void aSignalReachesTheWholeGroup();
    void theWholeGroupIsWaitedFor();
    void whatTheCommandUsedIsTold();
    void aSignalReachesAStoppedCommand();
    void noSignalIsSentAfterTheEnd();
    void theDestructorEndsWhatRuns();
    void abandonedOutputIsNotWaitedFor();
    void runsLeaveNoFilesThreadsOrZombies();

private:
    QTemporaryDir m_folder;
};

void TestProcessRunner::outputComesToTheLastByte()
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

void TestProcessRunner::exitCodesAreTold_data()
{
    QTest::addColumn<int>("code");
    for (const int code : {0, 1, 42, 125, 126, 127, 128, 255})
        QTest::addRow("%d", code) << code;
}

void TestProcessRunner::exitCodesAreTold()
{
    QFETCH(int, code);
    const RunResult result = Run(shell(qPrintable(QStringLiteral("exit %1").arg(code)))).end();
    QCOMPARE(result.outcome, RunResult::Outcome::Exited);
    QCOMPARE(result.code, code);
    QCOMPARE(result.exitStatus(), code);
    QCOMPARE(result.succeeded(), code == 0);
}

void TestProcessRunner::signalsAndCrashesAreTold_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<RunResult::Outcome>("outcome");
    QTest::addColumn<QString>("name");
    const auto row = [](int signal, RunResult::Outcome outcome, const char *name) {
        QTest::newRow(name) << signal << outcome << QString::fromLatin1(name);
    };
    row(SIGTERM, RunResult::Outcome::Signalled, "SIGTERM");
    row(SIGKILL, RunResult::Outcome::Signalled, "SIGKILL");
    row(SIGPIPE, RunResult::Outcome::Signalled, "SIGPIPE");
    row(SIGUSR1, RunResult::Outcome::Signalled, "SIGUSR1");
    row(SIGSEGV, RunResult::Outcome::Crashed, "SIGSEGV");
    row(SIGABRT, RunResult::Outcome::Crashed, "SIGABRT");
    row(SIGFPE, RunResult::Outcome::Crashed, "SIGFPE");
}

void TestProcessRunner::signalsAndCrashesAreTold()
{
    QFETCH(int, signal);
    QFETCH(RunResult::Outcome, outcome);
    QFETCH(QString, name);
    Run run(helper("endby", {QString::number(signal)}));
    const RunResult result = run.end();
    QCOMPARE(result.outcome, outcome);
    QCOMPARE(result.code, signal);
    QCOMPARE(result.exitStatus(), 128 + signal);
    QVERIFY2(result.message.contains(name), qPrintable(result.message));
    QCOMPARE(run.output(), QByteArray("bye"));
}

void TestProcessRunner::aProgramThatIsNotThereIsNotFound()
{
    for (const QString &program :
         {QStringLiteral("no-such-program-anywhere"), m_folder.filePath(QStringLiteral("none"))}) {
        Run run(words(program));
        const RunResult result = run.end();
        QCOMPARE(result.outcome, RunResult::Outcome::NotFound);
        QCOMPARE(result.exitStatus(), 127);
        QVERIFY2(result.message.contains(program), qPrintable(result.message));
        QVERIFY(run.output().isEmpty());
        QVERIFY(run.endedCleanly());
    }
}

void TestProcessRunner::whatCannotBeExecutedIsSaidSo()
{
    const QString script = m_folder.filePath(QStringLiteral("script"));
    QFile file(script);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("#!/no/such/interpreter\n");
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner));
    for (const QString &program : {script, m_folder.path()}) {
        const RunResult result = Run(words(program)).end();
        QCOMPARE(result.outcome, RunResult::Outcome::NotExecutable);
        QCOMPARE(result.exitStatus(), 126);
        QVERIFY2(result.message.contains(program), qPrintable(result.message));
    }
    // Found in PATH, but not executable.
    Command command = words(QStringLiteral("script"));
    command.environment = {{QStringLiteral("PATH"), m_folder.path()}};
    QCOMPARE(Run(command).end().exitStatus(), 126);
    // Executable, but the system refuses it.
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::ExeOwner));
    const RunResult refused = Run(words(script)).end();
    QCOMPARE(refused.outcome, RunResult::Outcome::NotExecutable);
    QVERIFY(!refused.message.isEmpty());
}

void TestProcessRunner::aMissingDirectoryIsNamed()
{
    Command command = shell("echo no");
    command.directory = m_folder.filePath(QStringLiteral("missing"));
    Run run(command);
    const RunResult result = run.end();
    QCOMPARE(result.outcome, RunResult::Outcome::NoDirectory);
    QCOMPARE(result.exitStatus(), 125);
    QVERIFY2(result.message.contains(command.directory), qPrintable(result.message));
    QVERIFY(run.output().isEmpty());
}

void TestProcessRunner::theCommandIsStartedAsItSays()
{
    ::setenv("RUNNEL_TEST_A", "old", 1);
    ::setenv("RUNNEL_TEST_B", "inherited", 1);
    std::signal(SIGPIPE, SIG_IGN); // as a program that writes to sockets does; its commands must not
    Command command = helper("describe", {QStringLiteral("two words"), QString(), QStringLiteral("*$'\"")});
    command.directory = m_folder.path();
    command.environment = {{QStringLiteral("RUNNEL_TEST_A"), QStringLiteral("new")},
                           {QStringLiteral("RUNNEL_TEST_C"), QStringLiteral("ü=1")}};
    Run run(command);
    QVERIFY(run.end().succeeded());
    std::signal(SIGPIPE, SIG_DFL);
    QByteArrayList told = run.output().split('\n');
    std::sort(told.begin(), told.end());
    const QByteArray size = "pipe " + QByteArray::number(1 << 20);
    // Where a user's share of pipe memory is used up it is less.
    const bool smaller =
        told.removeIf([](const QByteArray &t) { return t.startsWith("pipe "); }) == 1 && ::getuid() != 0;
    QVERIFY(smaller || run.output().contains(size));
    QByteArrayList expected{"",
                            "argument ",
                            "argument *$'\"",
                            "argument two words",
                            "directory " + QFile::encodeName(QDir(m_folder.path()).canonicalPath()),
                            "environment RUNNEL_TEST_A=new",
                            "environment RUNNEL_TEST_B=inherited",
                            "environment RUNNEL_TEST_C=\xc3\xbc=1",
                            "group leader",
                            "input 0 "};
    QCOMPARE(told, expected);
}

void TestProcessRunner::programsAreFoundInThePathOfTheCommand()
{
    Command command = words(QStringLiteral("describe"));
    QCOMPARE(Run(command).end().outcome, RunResult::Outcome::NotFound);
    command.environment = {{QStringLiteral("PATH"), QStringLiteral("/nowhere:" RUNNEL_TEST_HELPERS)}};
    QVERIFY(Run(command).end().succeeded());
}

void TestProcessRunner::withoutAPathThereIsADefaultOne()
{
    const QByteArray path = qgetenv("PATH");
    qunsetenv("PATH");
    const RunResult result = Run(words(QStringLiteral("true"))).end();
    qputenv("PATH", path);
    QVERIFY2(result.succeeded(), qPrintable(result.message));
}

void TestProcessRunner::aProgramIsFoundRelativeToItsDirectory()
{
    Command command = words(QStringLiteral("./describe"));
    command.directory = QStringLiteral(RUNNEL_TEST_HELPERS);
    QVERIFY(Run(command).end().succeeded());
    command.directory = m_folder.path();
    QCOMPARE(Run(command).end().outcome, RunResult::Outcome::NotFound);
}

void TestProcessRunner::aShellLineIsForTheUsersShell()
{
    Run run(shell("echo $((6*7)) | tr 2 3; echo \"$0\""));
    QVERIFY(run.end().succeeded());
    QCOMPARE(run.output(), QByteArray("43\n/bin/sh\n"));
    Command other = shell("two words; -c");
    other.environment = {{QStringLiteral("SHELL"), QStringLiteral(RUNNEL_TEST_HELPERS "/describe")}};
    Run described(other);
    QVERIFY(described.end().succeeded());
    QVERIFY(described.output().startsWith("argument -c\nargument two words; -c\n"));
}

void TestProcessRunner::anEmptyShellMeansSh()
{
    Command command = shell("echo yes");
    command.environment = {{QStringLiteral("SHELL"), QString()}};
    Run run(command);
    run.end();
    QCOMPARE(run.output(), QByteArray("yes\n"));
}

void TestProcessRunner::standardInputIsNullUnlessPassed()
{
    Run run(shell("cat; readlink /proc/self/fd/0"));
    QVERIFY(run.end().succeeded());
    QCOMPARE(run.output(), QByteArray("/dev/null\n"));
}

void TestProcessRunner::standardInputIsPassedOn()
{
    const QString path = m_folder.filePath(QStringLiteral("input"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("from outside");
    file.close();
    const int before = ::dup(STDIN_FILENO);
    const int input = ::open(QFile::encodeName(path).constData(), O_RDONLY);
    ::dup2(input, STDIN_FILENO);
    Command command = shell("cat");
    command.passInput = true;
    Run run(command);
    const RunResult result = run.end();
    ::dup2(before, STDIN_FILENO);
    ::close(input);
    ::close(before);
    QVERIFY(result.succeeded());
    QCOMPARE(run.output(), QByteArray("from outside"));
}

void TestProcessRunner::streamsAreKeptApartInTheirOrder()
{
    Run run(helper("bothstreams", {QStringLiteral("5")}));
    QVERIFY(run.end().succeeded());
    QCOMPARE(run.output(Stream::Output), QByteArray("o0\no1\no2\no3\no4\n"));
    QCOMPARE(run.output(Stream::Error), QByteArray("e0\ne1\ne2\ne3\ne4\n"));
}

void TestProcessRunner::theStreamThatIsWrittenFirstIsReadFirst_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<Stream>("first");
    QTest::newRow("output") << QStringLiteral("echo o; echo e >&2") << Stream::Output;
    QTest::newRow("error") << QStringLiteral("echo e >&2; echo o") << Stream::Error;
}

void TestProcessRunner::theStreamThatIsWrittenFirstIsReadFirst()
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

void TestProcessRunner::mergedStreamsAreOne()
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

void TestProcessRunner::timesCountFromTheEpochAndNeverGoBack()
{
    Run run(shell("echo a; sleep 0.2; echo b >&2; sleep 0.1; echo c"));
    QVERIFY(run.end().succeeded());
    const std::vector<Chunk> chunks = run.chunks();
    QCOMPARE(chunks.size(), 3u);
    QVERIFY(chunks[0].time >= 0);
    QVERIFY(chunks[1].time - chunks[0].time >= 150);
    QVERIFY(chunks[2].time >= chunks[1].time);
}

void TestProcessRunner::aCommandIsHeldBackWhenNobodyReads()
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

void TestProcessRunner::outputLeftInThePipeWhenTheReaderIsLateIsNotLost()
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

void TestProcessRunner::aCommandMayCloseItsOutputEarly()
{
    Run run(helper("closestdout"));
    const RunResult result = run.end();
    QCOMPARE(result.code, 3);
    QCOMPARE(run.output(), QByteArray("before"));
}

void TestProcessRunner::whatTheCommandLeftBehindIsReadOn()
{
    Run run(helper("leavechild", {QStringLiteral("0.7"), QStringLiteral("late words")}));
    QVERIFY(run.waitForStart());
    run.readOutput();
    QTRY_VERIFY_WITH_TIMEOUT(run.hasCommandEnded(), kPatience);
    QVERIFY(run.end().succeeded());
    QCOMPARE(run.output(), QByteArray("late words"));
}

void TestProcessRunner::whoHoldsTheOutputSilentlyIsNotWaitedForForEver()
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

void TestProcessRunner::aClosedReaderEndsTheCommandBySigpipe()
{
    Run run(words(QStringLiteral("yes")));
    QVERIFY(run.waitForStart());
    run.closeReader();
    const RunResult result = run.end();
    QCOMPARE(result.outcome, RunResult::Outcome::Signalled);
    QCOMPARE(result.code, SIGPIPE);
}

void TestProcessRunner::aSignalReachesTheWholeGroup()
{
    Run run(shell("sleep 1000 & sleep 1000 & echo ready; wait"));
    run.readOutput();
    QTRY_COMPARE_WITH_TIMEOUT(run.output(), QByteArray("ready\n"), kPatience);
    QVERIFY(run.runner->signal(SIGTERM));
    QCOMPARE(run.end().code, SIGTERM);
    QTRY_VERIFY_WITH_TIMEOUT(processesOf(static_cast<pid_t>(run.pid())).empty() ||
                                 (::waitpid(-1, nullptr, WNOHANG), false),
                             kPatience);
}

void TestProcessRunner::whatTheCommandUsedIsTold()
{
    Run run(shell(
        "x=$(head -c 30000000 /dev/zero | tr '\\0' a); i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"));
    const RunResult result = run.end();
    QVERIFY(result.succeeded());
    QVERIFY(result.use);
    QVERIFY2(result.use->peakRssKb > 29'000 && result.use->peakRssKb < 1'000'000,
             qPrintable(QString::number(result.use->peakRssKb)));
    QVERIFY(result.use->userMs + result.use->systemMs > 5);
}

void TestProcessRunner::theWholeGroupIsWaitedFor()
{
    // The command obeys; what it started does not, and holds no output that would tell of it.
    Run run(shell("(trap '' TERM; echo ready; exec sleep 1000 >/dev/null 2>&1) & wait"));
    run.readOutput();
    QTRY_COMPARE_WITH_TIMEOUT(run.output(), QByteArray("ready\n"), kPatience);
    run.runner->waitForWholeGroup();
    QVERIFY(run.runner->signal(SIGTERM));
    QTRY_VERIFY_WITH_TIMEOUT(run.hasCommandEnded(), kPatience);
    QTest::qWait(100);
    QVERIFY(!run.hasEnded());
    QVERIFY(run.runner->signal(SIGKILL));
    QCOMPARE(run.end().code, SIGTERM);
    QVERIFY(processesOf(static_cast<pid_t>(run.pid())).empty());
}

void TestProcessRunner::aSignalReachesAStoppedCommand()
{
    Run run(shell("echo ready; kill -STOP $$; sleep 1000"));
    run.readOutput();
    QTRY_COMPARE_WITH_TIMEOUT(run.output(), QByteArray("ready\n"), kPatience);
    QTest::qWait(50);
    QVERIFY(run.runner->signal(SIGTERM));
    QCOMPARE(run.end().code, SIGTERM);
}

void TestProcessRunner::noSignalIsSentAfterTheEnd()
{
    Run run(shell("exit 0"));
    QVERIFY(run.end().succeeded());
    QVERIFY(!run.runner->signal(0));
    QVERIFY(!run.runner->signal(SIGTERM));
}

void TestProcessRunner::theDestructorEndsWhatRuns()
{
    pid_t group = 0;
    {
        Run run(shell("trap '' TERM HUP; sleep 1000 & sleep 1000 & echo ready; wait; wait"));
        run.readOutput();
        QTRY_COMPARE_WITH_TIMEOUT(run.output(), QByteArray("ready\n"), kPatience);
        group = static_cast<pid_t>(run.pid());
    }
    QVERIFY(processesOf(group).empty());
    for (int i = 0; i < 20; ++i)
        Run(words(QStringLiteral("sleep"), {QStringLiteral("1000")})); // at once, before or while it starts
}

void TestProcessRunner::abandonedOutputIsNotWaitedFor()
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

void TestProcessRunner::runsLeaveNoFilesThreadsOrZombies()
{
    const auto once = [] { return Run(shell("echo out; echo err >&2")).end().succeeded(); };
    QVERIFY(once());
    const qsizetype filesBefore = openFiles(), threadsBefore = threads();
    for (int i = 0; i < 100; ++i)
        QVERIFY(once());
    QTRY_VERIFY(threads() <= threadsBefore);
    QCOMPARE(openFiles(), filesBefore);
    QVERIFY(processesOf(-1, ::getpid()).empty());
}

QTEST_GUILESS_MAIN(TestProcessRunner)
#include "tst_processrunner.moc"
