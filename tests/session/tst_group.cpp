#include "pipecore/run/processgroup.h"
#include "pipecore/session/group.h"
#include "pipecore/session/grouprun.h"
#include "tests/session/runninggroup.h"
#include "tests/support/processes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <cstdlib>

using namespace pipecore;

class TestGroup : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        adoptOrphans();
        ::setenv("SHELL", "/bin/sh", 1);
    }
    void cleanup() { QVERIFY(processesOf(-1, ::getpid()).empty()); }

    void aProcfileIsRead();
    void tomlIsRead();
    void whatIsWrongIsToldWithItsLine_data();
    void whatIsWrongIsToldWithItsLine();
    void filesAreKnownByTheirNames();

    void aCommandWaitsForThoseItDependsOn();
    void oneThatDidItsWorkIsReadyForOthers();
    void whatDependsOnAFailureIsNotStarted();
    void aFailureIsRunAgainWithGrowingDelays();
    void whatEndsWellIsOnlyRunAgainAlways();
    void startsAreApartAlsoAnew();
    void stopGoesAgainstTheOrderAndLeavesNothing();
    void whatIsStoppedByHandStaysStopped();
    void aChangedFileStartsItAnew();
    void aCommandThatIsNotThereIsNotTriedAgain();
};

void TestGroup::aProcfileIsRead()
{
    const auto group = Group::parse("# all of it\n\nweb: node server.js -p $PORT\nworker_1:  sleep 5\n",
                                    QStringLiteral("/srv/app/Procfile"));
    QVERIFY2(group, qPrintable(group ? QString() : group.error()));
    QCOMPARE(group->name, QStringLiteral("app"));
    QCOMPARE(group->members.size(), size_t(2));
    QCOMPARE(group->members[0].name, QStringLiteral("web"));
    QCOMPARE(group->members[0].command.program, QStringLiteral("node server.js -p $PORT"));
    QVERIFY(group->members[0].command.isShellLine);
    QCOMPARE(group->members[0].command.directory, QStringLiteral("/srv/app"));
    QCOMPARE(group->members[1].name, QStringLiteral("worker_1"));
    QCOMPARE(group->members[1].command.program, QStringLiteral("sleep 5"));
}

void TestGroup::tomlIsRead()
{
    const auto group = Group::parse(R"(
[web]
command = ["node", "a b.js"]
cwd = "sub/dir"
env = { PORT = "3000", X = "1=2" }
pty = true
restart = "on-failure"
depends-on = ["db"]
ready = "listening on \\d+"
watch = ["src/*.js", "/etc/hosts"]
[db]
command = "postgres | cat"
)",
                                    QStringLiteral("/srv/app/group.toml"));
    QVERIFY2(group, qPrintable(group ? QString() : group.error()));
    QCOMPARE(group->members.size(), size_t(2));
    const Group::Member &web = group->members[0], &db = group->members[1];
    QCOMPARE(web.name, QStringLiteral("web"));
    QCOMPARE(web.command.words(), (QStringList{QStringLiteral("node"), QStringLiteral("a b.js")}));
    QVERIFY(!web.command.isShellLine && web.command.terminal);
    QCOMPARE(web.command.directory, QStringLiteral("/srv/app/sub/dir"));
    QCOMPARE(web.command.environment.size(), size_t(2));
    QCOMPARE(web.command.environment[0].first, QStringLiteral("PORT"));
    QCOMPARE(web.command.environment[1].second, QStringLiteral("1=2"));
    QVERIFY(web.restart == Group::Member::Restart::OnFailure);
    QCOMPARE(web.dependsOn, std::vector<size_t>{1});
    QCOMPARE(web.ready, QStringLiteral("listening on \\d+"));
    QCOMPARE(web.watch, (QStringList{QStringLiteral("/srv/app/src/*.js"), QStringLiteral("/etc/hosts")}));
    QVERIFY(db.command.isShellLine && !db.command.terminal && db.dependsOn.empty());
    QCOMPARE(db.command.directory, QStringLiteral("/srv/app"));
}

void TestGroup::whatIsWrongIsToldWithItsLine_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("told");
    const auto toml = [](const char *name, const QByteArray &text, const char *told) {
        QTest::newRow(name) << QStringLiteral("/x/group.toml") << text << QString::fromLatin1(told);
    };
    toml("no TOML", "[a]\ncommand = ", "line 2");
    toml("no table", "command = 'x'\n", "line 1: \"command\" stands outside");
    toml("unknown key", "[a]\ncommand = 'x'\ncomand = 'y'\n", "line 3: \"comand\" is not known");
    toml("no command", "\n[a]\npty = true\n", "[a] has no \"command\"");
    toml("empty command", "[a]\ncommand = ' '\n", "\"command\" is empty");
    toml("a number", "[a]\ncommand = 5\n", "line 2: \"command\" is to be a string");
    toml("wrong restart", "[a]\ncommand = 'x'\nrestart = 'sometimes'\n", "line 3: \"restart\" is to be");
    toml("wrong pattern", "[a]\ncommand = 'x'\nready = '('\n", "line 3: \"ready\" is no regular expression");
    toml("nobody", "[a]\ncommand = 'x'\ndepends-on = ['b']\n", "depends on \"b\", which there is not");
    toml("itself", "[a]\ncommand = 'x'\ndepends-on = ['a']\n", "in a circle");
    toml("a circle", "[a]\ncommand='x'\ndepends-on='b'\n[b]\ncommand='x'\ndepends-on='a'\n", "in a circle");
    toml("nothing", "# nothing\n", "there is no command in it");
    const auto procfile = [](const char *name, const QByteArray &text, const char *told) {
        QTest::newRow(name) << QStringLiteral("/x/Procfile") << text << QString::fromLatin1(told);
    };
    procfile("no name", "a: x\nwhat\n", "line 2: \"name: command\" is wanted");
    procfile("no line", "a:\n", "line 1");
    procfile("twice", "a: x\na: y\n", "\"a\" stands there twice");
    procfile("empty", "\n", "there is no command in it");
}

void TestGroup::whatIsWrongIsToldWithItsLine()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, text);
    QFETCH(QString, told);
    const auto group = Group::parse(text, file);
    QVERIFY(!group);
    QVERIFY2(group.error().contains(told), qPrintable(group.error()));
}

void TestGroup::filesAreKnownByTheirNames()
{
    for (const char *name : {"Procfile", "/a/Procfile.dev", "x.group.toml", "/a/group.toml"})
        QVERIFY2(Group::isGroupFile(QString::fromLatin1(name)), name);
    for (const char *name : {"procfile", "/Procfile/a", "Cargo.toml", "a.log", ""})
        QVERIFY2(!Group::isGroupFile(QString::fromLatin1(name)), name);
}

void TestGroup::aCommandWaitsForThoseItDependsOn()
{
    RunningGroup running(
        "[web]\ncommand = 'echo web; exec sleep 1000'\ndepends-on = 'db'\n"
        "[db]\ncommand = 'until [ -e go ]; do sleep 0.02; done; printf \"\\033[1mdb is\\033[m ready\"; "
        "exec sleep 1000'\nready = 'is ready$'\n");
    running.run->start();
    QCOMPARE(running.started, QStringList{QStringLiteral("db")});
    QVERIFY(running.run->state(0) == GroupRun::State::Waiting);
    QVERIFY(running.run->state(1) == GroupRun::State::Starting);
    QVERIFY(QFile(running.folder() + QStringLiteral("/go")).open(QIODevice::WriteOnly));
    QVERIFY(running.waitFor([&] { return running.run->state(0) == GroupRun::State::Ready; }));
    QVERIFY(running.run->state(1) == GroupRun::State::Ready);
    running.run->stop();
    QVERIFY(running.hasEnded());
}

void TestGroup::oneThatDidItsWorkIsReadyForOthers()
{
    RunningGroup running("[migrate]\ncommand = 'true'\nready = 'never said'\n[web]\ncommand = 'echo "
                         "up'\ndepends-on = 'migrate'\n");
    running.run->start();
    QVERIFY(running.hasEnded());
    QCOMPARE(running.started, (QStringList{QStringLiteral("migrate"), QStringLiteral("web")}));
    QCOMPARE(running.output(1), QByteArray("up\n"));
}

void TestGroup::whatDependsOnAFailureIsNotStarted()
{
    RunningGroup running("[a]\ncommand = 'exit 3'\nready = 'x'\n[b]\ncommand = 'true'\ndepends-on = 'a'\n"
                         "[c]\ncommand = 'true'\ndepends-on = 'b'\n");
    running.run->start();
    QVERIFY(running.hasEnded());
    QCOMPARE(running.started, QStringList{QStringLiteral("a")});
    QVERIFY(running.run->state(1) == GroupRun::State::Blocked &&
            running.run->state(2) == GroupRun::State::Blocked);
}

void TestGroup::aFailureIsRunAgainWithGrowingDelays()
{
    // Fails twice, then does its work.
    RunningGroup running(
        "[a]\ncommand = 'echo x >> log; [ $(wc -l < log) -ge 3 ]'\nrestart = 'on-failure'\n");
    running.run->start();
    QVERIFY(running.hasEnded());
    QCOMPARE(running.run->restarts(0), 2);
    QCOMPARE(running.started.size(), 3);
    QVERIFY(running.sessions[0]->record().result->succeeded());
    // From the end of one to the start of the next: 20 ms, then 40.
    const auto pause = [](const Session &before, const Session &after) {
        return before.record().ended.msecsTo(after.record().started);
    };
    QVERIFY(pause(*running.earlier[0][0], *running.earlier[0][1]) >= 19);
    QVERIFY(pause(*running.earlier[0][1], *running.sessions[0]) >= 39);
}

void TestGroup::whatEndsWellIsOnlyRunAgainAlways()
{
    RunningGroup running(
        "[a]\ncommand = 'true'\nrestart = 'always'\n[b]\ncommand = 'true'\nrestart = 'on-failure'\n");
    running.run->start();
    // Also before the other one has started, it does not hold it up.
    QVERIFY(running.waitForState(1, GroupRun::State::Ended));
    QVERIFY(running.waitFor([&] { return running.run->restarts(0) >= 2; }));
    QCOMPARE(running.run->restarts(1), 0);
    running.run->stop();
    QVERIFY(running.hasEnded());
}

// Also when all have the same delay, and end together.
void TestGroup::startsAreApartAlsoAnew()
{
    RunningGroup running(
        "[a]\ncommand = 'true'\nrestart = 'always'\n[b]\ncommand = 'true'\nrestart = 'always'\n"
        "[c]\ncommand = 'true'\nrestart = 'always'\n");
    std::vector<std::chrono::steady_clock::time_point> starts;
    running.onStart = [&](size_t) { starts.push_back(std::chrono::steady_clock::now()); };
    running.run->start();
    QVERIFY(running.waitFor([&] { return starts.size() >= 9; }));
    running.run->stop();
    QVERIFY(running.hasEnded());
    for (size_t i = 1; i < starts.size(); ++i)
        QVERIFY(starts[i] - starts[i - 1] >= GroupRun::Delays().between - std::chrono::milliseconds(5));
}

void TestGroup::stopGoesAgainstTheOrderAndLeavesNothing()
{
    RunningGroup running(
        "[db]\ncommand = 'trap \"echo db >> log; exit\" TERM; echo on; while :; do sleep 0.02; "
        "done'\nready = 'on'\n"
        "[web]\ncommand = 'trap \"sleep 0.1; echo web >> log; exit\" TERM; echo on; while :; do "
        "sleep 0.02; done'\n"
        "ready = 'on'\ndepends-on = 'db'\n");
    running.run->start();
    QVERIFY(running.waitFor([&] { return running.run->state(1) == GroupRun::State::Ready; }));
    running.run->stop();
    QVERIFY(running.hasEnded());
    QFile log(running.folder() + QStringLiteral("/log"));
    QVERIFY(log.open(QIODevice::ReadOnly));
    QCOMPARE(log.readAll(), QByteArray("web\ndb\n"));
}

void TestGroup::whatIsStoppedByHandStaysStopped()
{
    RunningGroup running("[a]\ncommand = 'exec sleep 1000'\nrestart = 'always'\n");
    running.run->start();
    QVERIFY(running.waitFor([&] { return running.sessions[0]->state() == Session::State::Running; }));
    running.sessions[0]->stop();
    QVERIFY(running.hasEnded());
    QCOMPARE(running.started.size(), 1);
}

void TestGroup::aChangedFileStartsItAnew()
{
    QTemporaryDir source;
    const auto put = [&](const char *name, const QByteArray &text) {
        QFile file(source.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(text) == text.size();
    };
    QVERIFY(put("a.js", "one"));
    RunningGroup running("[a]\ncommand = 'echo up; exec sleep 1000'\nready = 'up'\nwatch = ['" +
                         source.filePath(QStringLiteral("*.js")).toUtf8() + "']\n" +
                         "[b]\ncommand = 'echo up; exec sleep 1000'\nready = 'up'\nwatch = ['" +
                         source.filePath(QStringLiteral("*.txt")).toUtf8() + "']\n");
    const auto isUp = [&](size_t member, qsizetype starts) {
        return running.waitFor([&, member, starts] {
            return running.started.count(running.group.members[member].name) == starts &&
                   running.run->state(member) == GroupRun::State::Ready;
        });
    };
    running.run->start();
    QVERIFY(isUp(0, 1) && isUp(1, 1));
    // What is next to it is nothing to it: it hears of that when the other does, who acts on it.
    QVERIFY(put("a.txt", "one"));
    QVERIFY(isUp(1, 2));
    QVERIFY(put("a.js", "two, and longer"));
    QVERIFY(isUp(0, 2));
    // Editors put another file in its place.
    QVERIFY(put("new", "three"));
    QCOMPARE(::rename(qPrintable(source.filePath(QStringLiteral("new"))),
                      qPrintable(source.filePath(QStringLiteral("a.js")))),
             0);
    QVERIFY(isUp(0, 3));
    QCOMPARE(running.started.count(QStringLiteral("b")), 2);
    running.run->stop();
    QVERIFY(running.hasEnded());
}

void TestGroup::aCommandThatIsNotThereIsNotTriedAgain()
{
    RunningGroup running("[a]\ncommand = ['/nowhere/at/all']\nrestart = 'always'\n");
    running.run->start();
    QVERIFY(running.hasEnded());
    QCOMPARE(running.started.size(), 1);
}

QTEST_GUILESS_MAIN(TestGroup)
#include "tst_group.moc"
