#include "pipecore/run/processgroup.h"
#include "pipecore/session/group.h"
#include "pipecore/session/grouprun.h"
#include "pipecore/session/sessionstore.h"

#include "tests/support/processes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cstdlib>

using namespace pipecore;

namespace
{

constexpr int kPatience = 60'000; // ms

/// A group that runs in a store of its own, with short delays.
struct Running {
    explicit Running(const QByteArray &toml)
        : store(home.path()), group(Group::parse(toml, home.filePath(QStringLiteral("x.group.toml"))).value())
    {
        GroupRun::Delays delays;
        delays.first = std::chrono::milliseconds(20);
        sessions.resize(group.members.size());
        ended.resize(group.members.size());
        run.emplace(
            group,
            [this](size_t member) {
                started << group.members[member].name;
                if (sessions[member])
                    ended[member].push_back(std::move(sessions[member]));
                sessions[member] = Session::create(store, group.members[member].command, {}).value();
                sessions[member]->start();
                return sessions[member].get();
            },
            delays);
    }
    bool waitFor(const std::function<bool()> &what) { return QTest::qWaitFor(what, kPatience); }
    bool hasEnded()
    {
        return waitFor([this] { return run->hasEnded(); });
    }
    QByteArray output(size_t member) const
    {
        QFile file(sessions[member]->recording()->capture()->path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir home;
    SessionStore store;
    Group group;
    QStringList started;
    std::vector<std::unique_ptr<Session>> sessions;
    std::vector<std::vector<std::unique_ptr<Session>>> ended;
    std::optional<GroupRun> run;
};

} // namespace

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
    Running running(
        "[web]\ncommand = 'echo web; exec sleep 1000'\ndepends-on = 'db'\n"
        "[db]\ncommand = 'until [ -e go ]; do sleep 0.02; done; printf \"\\033[1mdb is\\033[m ready\"; "
        "exec sleep 1000'\nready = 'is ready$'\n");
    running.run->start();
    QCOMPARE(running.started, QStringList{QStringLiteral("db")});
    QVERIFY(running.run->state(0) == GroupRun::State::Waiting);
    QVERIFY(running.run->state(1) == GroupRun::State::Starting);
    QVERIFY(QFile(running.home.filePath(QStringLiteral("go"))).open(QIODevice::WriteOnly));
    QVERIFY(running.waitFor([&] { return running.run->state(0) == GroupRun::State::Ready; }));
    QVERIFY(running.run->state(1) == GroupRun::State::Ready);
    running.run->stop();
    QVERIFY(running.hasEnded());
}

void TestGroup::oneThatDidItsWorkIsReadyForOthers()
{
    Running running("[migrate]\ncommand = 'true'\nready = 'never said'\n[web]\ncommand = 'echo "
                    "up'\ndepends-on = 'migrate'\n");
    running.run->start();
    QVERIFY(running.hasEnded());
    QCOMPARE(running.started, (QStringList{QStringLiteral("migrate"), QStringLiteral("web")}));
    QCOMPARE(running.output(1), QByteArray("up\n"));
}

void TestGroup::whatDependsOnAFailureIsNotStarted()
{
    Running running("[a]\ncommand = 'exit 3'\nready = 'x'\n[b]\ncommand = 'true'\ndepends-on = 'a'\n"
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
    Running running("[a]\ncommand = 'echo x >> log; [ $(wc -l < log) -ge 3 ]'\nrestart = 'on-failure'\n");
    running.run->start();
    QVERIFY(running.hasEnded());
    QCOMPARE(running.run->restarts(0), 2);
    QCOMPARE(running.started.size(), 3);
    QVERIFY(running.sessions[0]->record().result->succeeded());
    // From the end of one to the start of the next: 20 ms, then 40.
    const auto pause = [](const Session &before, const Session &after) {
        return before.record().ended.msecsTo(after.record().started);
    };
    QVERIFY(pause(*running.ended[0][0], *running.ended[0][1]) >= 19);
    QVERIFY(pause(*running.ended[0][1], *running.sessions[0]) >= 39);
}

void TestGroup::whatEndsWellIsOnlyRunAgainAlways()
{
    Running running(
        "[a]\ncommand = 'true'\nrestart = 'always'\n[b]\ncommand = 'true'\nrestart = 'on-failure'\n");
    running.run->start();
    QVERIFY(running.waitFor([&] { return running.run->restarts(0) >= 2; }));
    QVERIFY(running.run->state(1) == GroupRun::State::Ended);
    QCOMPARE(running.run->restarts(1), 0);
    running.run->stop();
    QVERIFY(running.hasEnded());
}

void TestGroup::stopGoesAgainstTheOrderAndLeavesNothing()
{
    Running running("[db]\ncommand = 'trap \"echo db >> log; exit\" TERM; echo on; while :; do sleep 0.02; "
                    "done'\nready = 'on'\n"
                    "[web]\ncommand = 'trap \"sleep 0.1; echo web >> log; exit\" TERM; echo on; while :; do "
                    "sleep 0.02; done'\n"
                    "ready = 'on'\ndepends-on = 'db'\n");
    running.run->start();
    QVERIFY(running.waitFor([&] { return running.run->state(1) == GroupRun::State::Ready; }));
    running.run->stop();
    QVERIFY(running.hasEnded());
    QFile log(running.home.filePath(QStringLiteral("log")));
    QVERIFY(log.open(QIODevice::ReadOnly));
    QCOMPARE(log.readAll(), QByteArray("web\ndb\n"));
}

void TestGroup::whatIsStoppedByHandStaysStopped()
{
    Running running("[a]\ncommand = 'exec sleep 1000'\nrestart = 'always'\n");
    running.run->start();
    QVERIFY(running.waitFor([&] { return running.sessions[0]->state() == Session::State::Running; }));
    running.sessions[0]->stop();
    QVERIFY(running.hasEnded());
    QCOMPARE(running.started.size(), 1);
}

void TestGroup::aChangedFileStartsItAnew()
{
    QTemporaryDir source;
    const QString path = source.filePath(QStringLiteral("a.js"));
    const auto write = [&](const QByteArray &text) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(text) == text.size();
    };
    QVERIFY(write("one"));
    Running running("[a]\ncommand = 'echo up; exec sleep 1000'\nready = 'up'\nwatch = ['" +
                    source.filePath(QStringLiteral("*.js")).toUtf8() + "']\n");
    running.run->start();
    QVERIFY(running.waitFor([&] { return running.run->state(0) == GroupRun::State::Ready; }));
    // What is next to it is nothing to it.
    QVERIFY(QFile(source.filePath(QStringLiteral("a.txt"))).open(QIODevice::WriteOnly));
    QTest::qWait(500);
    QCOMPARE(running.started.size(), 1);
    QVERIFY(write("two, and longer"));
    QVERIFY(running.waitFor(
        [&] { return running.started.size() == 2 && running.run->state(0) == GroupRun::State::Ready; }));
    // Editors put another file in its place.
    QFile other(source.filePath(QStringLiteral("new")));
    QVERIFY(other.open(QIODevice::WriteOnly) && other.write("three") == 5);
    other.close();
    QVERIFY(QFile::remove(path) && QFile::rename(other.fileName(), path));
    QVERIFY(running.waitFor(
        [&] { return running.started.size() >= 3 && running.run->state(0) == GroupRun::State::Ready; }));
    running.run->stop();
    QVERIFY(running.hasEnded());
}

void TestGroup::aCommandThatIsNotThereIsNotTriedAgain()
{
    Running running("[a]\ncommand = ['/nowhere/at/all']\nrestart = 'always'\n");
    running.run->start();
    QVERIFY(running.hasEnded());
    QCOMPARE(running.started.size(), 1);
}

QTEST_GUILESS_MAIN(TestGroup)
#include "tst_group.moc"
