#include "sharefixture.h"

#include <QFile>

#include <csignal>

using namespace sharetest;

namespace
{

/// A served shell line.
struct Served {
    explicit Served(const QString &line, ShareServer::CommandOptions options = {})
    {
        options.command.program = line;
        options.command.isShellLine = true;
        options.storeHome = home.path();
        auto made = ShareServer::serve(options, {});
        if (!made)
            qFatal("cannot serve: %s", qPrintable(made.error()));
        server = std::move(*made);
    }
    QTemporaryDir home;
    std::unique_ptr<ShareServer> server;
};

bool isAlive(qint64 pid)
{
    QFile state(QStringLiteral("/proc/%1/stat").arg(pid));
    return state.open(QIODevice::ReadOnly) && !state.readAll().contains(") Z ");
}

/// A client's leaving ends the command `line`, which prints the number of its process and stays.
void leaveAndWaitForTheEnd(const QString &line)
{
    Served served(line);
    qint64 pid = 0;
    {
        Client client(served.server->port());
        client.send("GET", "/", bearer(*served.server));
        pid = client.readUntil([](const Reply &reply) { return reply.body.endsWith('\n'); })
                  .body.trimmed()
                  .toLongLong();
        QVERIFY(isAlive(pid));
    }
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(pid), kPatience);
}

} // namespace

class TestServeCommand : public QObject
{
    Q_OBJECT
private slots:
    void bothStreamsComeInOrderAsTheyAreWritten();
    void theExitStatusIsATrailerAndTheLastEvent();
    void eachRequestRunsItAnew();
    void aClientThatLeavesEndsTheCommand();
    void aCommandThatIgnoresTermEndsToo();
    void aRunThatTakesTooLongIsStopped();
    void moreThanAllowedAtOnceAreToldToComeAgain();
    void nothingOfTheRequestReachesTheCommandButWhatWasNamed();
    void headRunsNothing();
    void nothingRunsWithoutTheToken();
    void aBrowserGetsThePage();
    void nothingIsKept();
};

void TestServeCommand::bothStreamsComeInOrderAsTheyAreWritten()
{
    Served served(QStringLiteral("for i in 1 2 3; do echo out $i; echo err $i >&2; sleep 0.3; done"));
    Client client(served.server->port());
    client.send("GET", "/", bearer(*served.server));
    const QByteArray first =
        client.readUntil([](const Reply &reply) { return reply.body.size() >= 12; }).body;
    QCOMPARE(first, QByteArray("out 1\nerr 1\n")); // the rest is not there yet
    QCOMPARE(client.readAll().body, QByteArray("out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n"));
}

void TestServeCommand::theExitStatusIsATrailerAndTheLastEvent()
{
    Served served(QStringLiteral("echo x; exit 5"));
    const Reply raw = get(*served.server, "/");
    QCOMPARE(raw.body, QByteArray("x\n"));
    QCOMPARE(raw.header("Trailer"), QByteArray("Runnel-Exit-Status"));
    QVERIFY(raw.trailers.contains("Runnel-Exit-Status: 5"));
    const std::vector<Event> events = eventsOf(get(*served.server, "/events").body);
    QCOMPARE(events.back().name, QByteArray("end"));
    QCOMPARE(events.back().data[QStringLiteral("exit_code")].toInt(), 5);
}

void TestServeCommand::eachRequestRunsItAnew()
{
    Served served(QStringLiteral("echo $$"));
    const QByteArray one = get(*served.server, "/").body, two = get(*served.server, "/raw").body;
    QVERIFY(one.trimmed().toInt() > 0);
    QVERIFY(one != two);
}

void TestServeCommand::aClientThatLeavesEndsTheCommand()
{
    leaveAndWaitForTheEnd(QStringLiteral("echo $$; sleep 1000"));
}

void TestServeCommand::aCommandThatIgnoresTermEndsToo()
{
    leaveAndWaitForTheEnd(QStringLiteral("trap '' TERM; echo $$; while :; do sleep 0.1; done"));
}

void TestServeCommand::aRunThatTakesTooLongIsStopped()
{
    ShareServer::CommandOptions options;
    options.timeoutMs = 200;
    Served served(QStringLiteral("echo x; sleep 1000"), options);
    const Reply reply = get(*served.server, "/");
    QCOMPARE(reply.body, QByteArray("x\n"));
    QVERIFY(reply.trailers.contains("Runnel-Exit-Status: " + QByteArray::number(128 + SIGTERM)));
}

void TestServeCommand::moreThanAllowedAtOnceAreToldToComeAgain()
{
    ShareServer::CommandOptions options;
    options.atOnce = 2;
    Served served(QStringLiteral("echo x; sleep 1000"), options);
    Client one(served.server->port()), two(served.server->port());
    for (Client *client : {&one, &two}) {
        client->send("GET", "/", bearer(*served.server));
        client->readUntil([](const Reply &reply) { return !reply.body.isEmpty(); });
    }
    const Reply third = get(*served.server, "/");
    QCOMPARE(third.status, 503);
    QVERIFY(third.header("Retry-After").toInt() > 0);
    QCOMPARE(status(*served.server)[QStringLiteral("running")].toInt(), 2);
}

void TestServeCommand::nothingOfTheRequestReachesTheCommandButWhatWasNamed()
{
    ShareServer::CommandOptions options;
    options.environment << QStringLiteral("BRANCH");
    Served served(QStringLiteral("echo \"$BRANCH|$OTHER|$PATH_INFO|$QUERY_STRING|$*\"; env | grep -c evil"),
                  options);
    const Reply reply = get(*served.server, "/?BRANCH=%24(id)%3B%20x&OTHER=evil&x", "X-Header: evil\r\n");
    QCOMPARE(reply.body, QByteArray("$(id); x||||\n0\n"));
}

void TestServeCommand::headRunsNothing()
{
    QTemporaryDir folder;
    const QString mark = folder.filePath(QStringLiteral("ran"));
    Served served(QStringLiteral("touch %1").arg(mark));
    QCOMPARE(get(*served.server, "/", {}, "HEAD").status, 200);
    QVERIFY(!QFile::exists(mark));
    QCOMPARE(get(*served.server, "/").status, 200);
    QVERIFY(QFile::exists(mark));
}

void TestServeCommand::nothingRunsWithoutTheToken()
{
    QTemporaryDir folder;
    const QString mark = folder.filePath(QStringLiteral("ran"));
    Served served(QStringLiteral("touch %1").arg(mark));
    for (const QByteArray path : {"/", "/raw", "/events"}) {
        Client client(served.server->port());
        client.send("GET", path);
        QCOMPARE(client.readAll().status, 401);
    }
    QVERIFY(!QFile::exists(mark));
}

void TestServeCommand::aBrowserGetsThePage()
{
    Served served(QStringLiteral("echo x"));
    Client client(served.server->port());
    client.send("GET", "/", "Accept: text/html,*/*\r\n");
    QVERIFY(client.readAll().body.contains("main.js"));
}

void TestServeCommand::nothingIsKept()
{
    Served served(QStringLiteral("echo x"));
    QCOMPARE(get(*served.server, "/").body, QByteArray("x\n"));
    const QDir sessions(served.home.filePath(QStringLiteral("sessions")));
    QTRY_VERIFY_WITH_TIMEOUT(sessions.entryList(QDir::Dirs | QDir::NoDotAndDotDot).isEmpty(), kPatience);
}

QTEST_GUILESS_MAIN(TestServeCommand)
#include "tst_servecommand.moc"
