#include "pipecore/run/processgroup.h"
#include "pipecore/session/session.h"
#include "pipecore/session/sessionstore.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace pipecore;

namespace
{

constexpr int kPatience = 60'000; // ms

/// A command at a terminal, or with a pipe to its standard input.
struct Run {
    explicit Run(const QString &line, bool terminal = true, TerminalSize size = {}) : store(folder.path())
    {
        Command command;
        command.program = QStringLiteral("/bin/sh");
        command.arguments = {QStringLiteral("-c"), line};
        command.terminal = terminal;
        command.terminalSize = size;
        command.openInput = !terminal;
        session = Session::create(store, command, {}).value();
        ended = std::make_unique<QSignalSpy>(session.get(), &Session::ended);
        session->start();
    }

    QByteArray bytes() const
    {
        QFile file(session->recording()->capture()->path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    bool shows(const QByteArray &wanted) const
    {
        return QTest::qWaitFor([&] { return bytes().contains(wanted); }, kPatience);
    }
    bool hasEnded() { return !ended->isEmpty() || ended->wait(kPatience); }
    int exitStatus() const { return session->record().result->exitStatus(); }

    QTemporaryDir folder;
    SessionStore store;
    std::unique_ptr<Session> session;
    std::unique_ptr<QSignalSpy> ended;
};

} // namespace

class TestTerminal : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { ::signal(SIGPIPE, SIG_IGN); } // as the program does
    void theCommandSeesATerminalOfTheGivenSize();
    void aResizeReachesTheCommand();
    void whatIsTypedIsReadAndEchoed();
    void theEndOfInputEndsAReader();
    void whatIsTypedBeforeTheStartIsNotLost();
    void interruptReachesTheForegroundOfAShell();
    void stopEndsAnInteractiveShell();
    void stopLetsACommandEndInItsOwnWay();
    void aSignalComesOnce();
    void killingAShellKillsItsJobs();
    void theEndOfInputWithinALineEndsAReader();
    void theExitStatusIsTheCommands();
    void aFloodIsKeptWhole();
    void aPipeTakesInputAndItsEnd();
    void aCommandThatReadsNothingDoesNotBlockTheWriter();
    void theTerminalIsInTheRecord();
};

void TestTerminal::theCommandSeesATerminalOfTheGivenSize()
{
    Run run(QStringLiteral("test -t 0 && test -t 1 && test -t 2 && stty size && echo $TERM"), true, {97, 31});
    QVERIFY(run.hasEnded());
    QCOMPARE(run.bytes(), QByteArray("31 97\r\nxterm-256color\r\n"));
}

void TestTerminal::aResizeReachesTheCommand()
{
    Run run(QStringLiteral("trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.05; done"));
    QVERIFY(run.shows("ready"));
    run.session->resizeTerminal({120, 50});
    QVERIFY(run.hasEnded());
    QVERIFY(run.bytes().contains("50 120"));
}

void TestTerminal::whatIsTypedIsReadAndEchoed()
{
    Run run(QStringLiteral("read line; echo got:$line"));
    QVERIFY(QTest::qWaitFor([&] { return run.session->writeInput("hello\r"); }, kPatience));
    QVERIFY(run.hasEnded());
    QCOMPARE(run.bytes(), QByteArray("hello\r\ngot:hello\r\n"));
}

void TestTerminal::theEndOfInputEndsAReader()
{
    Run run(QStringLiteral("stty -echo; echo ready; cat; echo over"));
    QVERIFY(run.shows("ready"));
    run.session->writeInput("x\n");
    QVERIFY(run.shows("x\r\n"));
    run.session->endInput();
    QVERIFY(run.hasEnded());
    QVERIFY(run.bytes().endsWith("over\r\n"));
}

void TestTerminal::whatIsTypedBeforeTheStartIsNotLost()
{
    Run run(QStringLiteral("cat; echo over"));
    QVERIFY(run.session->writeInput("early\n")); // nothing runs yet
    run.session->endInput();
    QVERIFY(run.hasEnded());
    QVERIFY(run.bytes().contains("early\r\n") && run.bytes().endsWith("over\r\n"));
}

void TestTerminal::interruptReachesTheForegroundOfAShell()
{
    Run run(QStringLiteral("exec bash --norc -i"));
    QVERIFY(QTest::qWaitFor([&] { return run.session->writeInput("echo a''b; sleep 1000; echo c''d $?\r"); },
                            kPatience));
    QVERIFY(run.shows("ab\r\n"));
    QElapsedTimer patience;
    patience.start();
    while (!run.bytes().contains("^C") && patience.elapsed() < kPatience) {
        run.session->writeInput("\x03"); // as typed; once sleep has the terminal
        QTest::qWait(50);
    }
    QVERIFY(run.bytes().contains("^C"));
    run.session->writeInput("exit 7\r");
    QVERIFY(run.hasEnded());
    QCOMPARE(run.exitStatus(), 7);
}

void TestTerminal::stopEndsAnInteractiveShell()
{
    Run run(QStringLiteral("exec bash --norc -i"));
    QVERIFY(QTest::qWaitFor([&] { return run.session->writeInput("echo a''b\r"); }, kPatience));
    QVERIFY(run.shows("ab\r\n"));
    run.session->stop();
    QVERIFY(run.hasEnded());
    QVERIFY(run.session->record().result->outcome == RunResult::Outcome::Signalled);
}

void TestTerminal::stopLetsACommandEndInItsOwnWay()
{
    Run run(QStringLiteral("trap 'echo cleaned; exit 3' TERM; echo ready; while :; do sleep 0.05; done"));
    QVERIFY(run.shows("ready"));
    run.session->stop();
    QVERIFY(run.hasEnded());
    QVERIFY(run.bytes().endsWith("cleaned\r\n"));
    QCOMPARE(run.exitStatus(), 3);
}

void TestTerminal::aSignalComesOnce()
{
    Run run(QStringLiteral("trap 'n=${n}x; echo got$n' USR1; trap 'echo had$n; exit' TERM; echo ready; "
                           "while :; do sleep 0.05; done"));
    QVERIFY(run.shows("ready"));
    run.session->sendSignal(SIGUSR1);
    QVERIFY(run.shows("gotx"));
    run.session->stop();
    QVERIFY(run.hasEnded());
    QVERIFY2(run.bytes().endsWith("hadx\r\n"), run.bytes());
}

void TestTerminal::killingAShellKillsItsJobs()
{
    adoptOrphans(); // as the program does
    Run run(QStringLiteral("exec bash --norc -i"));
    QVERIFY(
        QTest::qWaitFor([&] { return run.session->writeInput("sleep 1000 & echo jo''b=$!.\r"); }, kPatience));
    QVERIFY(run.shows("job="));
    QVERIFY(QTest::qWaitFor([&] { return run.bytes().contains(".\r\n"); }, kPatience));
    const QByteArray text = run.bytes();
    const qsizetype from = text.indexOf("job=") + 4;
    const pid_t job = text.mid(from, text.indexOf('.', from) - from).toInt();
    QVERIFY(job > 0 && ::kill(job, 0) == 0);
    run.session->stop();
    run.session->stop(); // who asks twice does not want to wait
    QVERIFY(run.hasEnded());
    QVERIFY(QTest::qWaitFor([&] { return ::kill(job, 0) != 0; }, kPatience));
}

void TestTerminal::theEndOfInputWithinALineEndsAReader()
{
    Run run(QStringLiteral("stty -echo; echo ready; cat; echo :over"));
    QVERIFY(run.shows("ready"));
    run.session->writeInput("abc");
    run.session->endInput();
    QVERIFY(run.hasEnded());
    QVERIFY2(run.bytes().endsWith("abc:over\r\n"), run.bytes());
}

void TestTerminal::theExitStatusIsTheCommands()
{
    Run run(QStringLiteral("exit 5"));
    QVERIFY(run.hasEnded());
    QCOMPARE(run.exitStatus(), 5);
}

void TestTerminal::aFloodIsKeptWhole()
{
    Run run(QStringLiteral("stty -opost; i=0; seq 1 200000"));
    QVERIFY(run.hasEnded());
    QByteArray wanted;
    for (int i = 1; i <= 200'000; ++i)
        wanted += QByteArray::number(i) + '\n';
    QVERIFY(run.bytes() == wanted);
}

void TestTerminal::aPipeTakesInputAndItsEnd()
{
    Run run(QStringLiteral("wc -c"), false);
    const QByteArray piece(100'000, 'x');
    for (int i = 0; i < 5; ++i)
        QVERIFY(QTest::qWaitFor([&] { return run.session->writeInput(piece); }, kPatience));
    run.session->endInput();
    QVERIFY(!run.session->writeInput("more"));
    QVERIFY(run.hasEnded());
    QCOMPARE(run.bytes().trimmed(), QByteArray("500000"));
}

void TestTerminal::aCommandThatReadsNothingDoesNotBlockTheWriter()
{
    Run run(QStringLiteral("echo ready; sleep 1000"), false);
    QVERIFY(run.shows("ready"));
    const QByteArray piece(100'000, 'x');
    int taken = 0;
    while (taken < 100 && run.session->writeInput(piece))
        ++taken;
    QVERIFY(taken > 0 && taken < 100);
    run.session->stop();
    QVERIFY(run.hasEnded());
}

void TestTerminal::theTerminalIsInTheRecord()
{
    Run run(QStringLiteral("true"), true, {101, 37});
    QVERIFY(run.hasEnded());
    const auto record = run.store.find(QStringLiteral("last"));
    QVERIFY(record.has_value() && record->command.terminal);
    QVERIFY((record->command.terminalSize == TerminalSize{101, 37}));
}

QTEST_GUILESS_MAIN(TestTerminal)
#include "tst_terminal.moc"
