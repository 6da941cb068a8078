#include "pipecore/run/orphanreaper.h"
#include "pipecore/session/session.h"
#include "pipecore/session/sessionstore.h"
#include "tests/support/processes.h"

#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

using namespace pipecore;

namespace
{

constexpr int kPatience = 60'000; // ms

Command shell(const QString &line)
{
    Command command;
    command.program = QStringLiteral("/bin/sh");
    command.arguments = {QStringLiteral("-c"), line};
    return command;
}

bool isThere(pid_t pid) // a zombie is
{
    return ::kill(pid, 0) == 0;
}

} // namespace

class TestOrphanReaper : public QObject
{
    Q_OBJECT
private slots:
    void aJobThatEndsAfterItsCommandIsReaped_data();
    void aJobThatEndsAfterItsCommandIsReaped();
    void whoIsWaitedForIsNotReaped();
    void exitStatusesOfCommandsAreTheirOwn();

private:
    std::unique_ptr<Session> started(const Command &command)
    {
        auto session = Session::create(m_store, command, {}).value();
        session->start();
        return session;
    }
    static bool hasEnded(const Session &session)
    {
        return QTest::qWaitFor([&] { return session.state() == Session::State::Ended; }, kPatience);
    }

    const OrphanReaper m_reaper;
    QTemporaryDir m_folder;
    SessionStore m_store{m_folder.path()};
};

void TestOrphanReaper::aJobThatEndsAfterItsCommandIsReaped_data()
{
    QTest::addColumn<bool>("terminal");
    QTest::addColumn<QString>("job");
    const QString ignoringHangUp = QStringLiteral("trap '' HUP; ");
    for (const bool terminal : {false, true}) {
        const char *where = terminal ? "at a terminal" : "without a terminal";
        QTest::addRow("%s", where) << terminal << ignoringHangUp;
        QTest::addRow("%s, in a group of its own", where)
            << terminal << ignoringHangUp + QStringLiteral("set -m; ");
        QTest::addRow("%s, in a session of its own", where)
            << terminal << ignoringHangUp + QStringLiteral("exec setsid ");
    }
}

void TestOrphanReaper::aJobThatEndsAfterItsCommandIsReaped()
{
    QFETCH(bool, terminal);
    QFETCH(QString, job);
    const QString number = m_folder.filePath(QStringLiteral("number")),
                  go = m_folder.filePath(QStringLiteral("go"));
    QFile::remove(number);
    QFile::remove(go);
    const QString waiting = QStringLiteral("sh -c 'echo $$ > %1.new; mv %1.new %1; "
                                           "until [ -e %2 ]; do sleep 0.02; done' "
                                           "<&- >/dev/null 2>&1")
                                .arg(number, go);
    Command command =
        shell(QStringLiteral("(%1%2) & until [ -e %3 ]; do sleep 0.02; done").arg(job, waiting, number));
    command.terminal = terminal;
    const auto session = started(command);
    QVERIFY(hasEnded(*session));
    QFile file(number);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const pid_t pid = file.readAll().trimmed().toInt();
    QVERIFY(pid > 0 && isThere(pid));
    QVERIFY(QFile(go).open(QIODevice::WriteOnly));
    QVERIFY(QTest::qWaitFor([&] { return !isThere(pid); }, kPatience));
    QVERIFY(QTest::qWaitFor([] { return processesOf(-1, ::getpid()).empty(); }, kPatience));
}

void TestOrphanReaper::whoIsWaitedForIsNotReaped()
{
    QProcess ofTheGroup; // of this process: whoever started it waits for it
    ofTheGroup.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), QStringLiteral("exit 7")});
    QVERIFY(ofTheGroup.waitForStarted());
    pid_t leader = 0;
    {
        const OwnChild child([&] {
            leader = ::fork();
            if (leader == 0) {
                ::setpgid(0, 0);
                ::_exit(5);
            }
            return leader;
        });
        // An orphan that has ended, too, so that it is known when the reaper has looked.
        Command command = shell(QStringLiteral("(trap '' HUP; exec sleep 0.5 <&- >/dev/null 2>&1) & exit 0"));
        const auto session = started(command);
        QVERIFY(hasEnded(*session));
        // QProcess has reaped its own by then, and the reaper the orphan.
        const std::vector<pid_t> left{leader};
        QVERIFY(QTest::qWaitFor([&] { return processesOf(-1, ::getpid()) == left; }, kPatience));
        int status = 0;
        QCOMPARE(::waitpid(leader, &status, 0), leader);
        QCOMPARE(WEXITSTATUS(status), 5);
    }
    QVERIFY(QTest::qWaitFor([&] { return ofTheGroup.state() == QProcess::NotRunning; }, kPatience));
    QCOMPARE(ofTheGroup.exitCode(), 7);
}

void TestOrphanReaper::exitStatusesOfCommandsAreTheirOwn()
{
    for (int i = 0; i < 60; ++i) {
        const auto session =
            started(shell(QStringLiteral("sleep 0.03 <&- >/dev/null 2>&1 & exit %1").arg(i)));
        QVERIFY(hasEnded(*session));
        QCOMPARE(session->record().result->exitStatus(), i);
        QVERIFY(session->record().result->use.has_value());
    }
    QVERIFY(QTest::qWaitFor([] { return processesOf(-1, ::getpid()).empty(); }, kPatience));
}

QTEST_GUILESS_MAIN(TestOrphanReaper)
#include "tst_orphanreaper.moc"
