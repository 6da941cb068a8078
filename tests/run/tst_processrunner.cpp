#include "tests/run/processrun.h"
#include "tests/support/processes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <fcntl.h>
#include <sys/wait.h>

using namespace runtest;

/// How a command starts, and how it ends.
class TestProcessRunner : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        prepareForRuns();
    }
    void cleanup() { QVERIFY(processesOf(-1, ::getpid()).empty()); } // neither running nor zombies

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
    void aSignalReachesTheWholeGroup();
    void theWholeGroupIsWaitedFor();
    void whatTheCommandUsedIsTold();
    void aSignalReachesAStoppedCommand();
    void noSignalIsSentAfterTheEnd();
    void theDestructorEndsWhatRuns();
    void runsLeaveNoFilesThreadsOrZombies();

private:
    QTemporaryDir m_folder;
};

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
    // What was killed is gone once it was reaped, which another thread does.
    QTRY_VERIFY_WITH_TIMEOUT(processesOf(group).empty(), kPatience);
    for (int i = 0; i < 20; ++i)
        Run(words(QStringLiteral("sleep"), {QStringLiteral("1000")})); // at once, before or while it starts
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
