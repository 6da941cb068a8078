#include "sharefixture.h"

#include <QProcess>
#include <QRegularExpression>

#include <thread>

#include <sys/resource.h>
#include <sys/socket.h>

using namespace sharetest;

class TestShareAccess : public QObject
{
    Q_OBJECT
private slots:
    void refusesWhatIsNotAllowed_data();
    void refusesWhatIsNotAllowed();
    void everyReplyForbidsWhatAPageCouldMisuse();
    void thePageHoldsNothingOfTheSession();
    void theTokenIsRandom();
    void theExchangeGivesACookieThatWorks();
    void wrongTokensAreSlowedDownButNotTheRightOne();
    void anotherNameIsTakenWhereItWasGiven();
    void otherMachinesAreLetInOnlyWhenAskedFor();
    void aPortInUseIsSaidSo();
    void anEndlessHeadIsRefused();
    void aHeadThatComesByteByByteIsCut();
    void idleConnectionsDoNotKeepOthersOut();
    void aHalfClosedConnectionEndsItsStream();
    void servesByTlsWithACertificate();
};

void TestShareAccess::refusesWhatIsNotAllowed_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("headers"); // TOKEN stands for the right one, PORT for the server's port
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *method, const char *target, const char *headers,
                        int status) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(target) << QByteArray(headers) << status;
    };
    const char *right = "Authorization: Bearer TOKEN\r\n";
    row("the right token", "GET", "/raw", right, 200);
    row("in any case", "GET", "/raw", "authorization: bearer TOKEN\r\n", 200);
    row("by the name localhost", "GET", "/raw", "Host: localhost:PORT\r\nAuthorization: Bearer TOKEN\r\n",
        200);
    row("from its own page", "GET", "/raw",
        "Origin: http://127.0.0.1:PORT\r\nAuthorization: Bearer TOKEN\r\n", 200);
    for (const char *path : {"/raw", "/events", "/status", "/download"})
        row(path, "GET", path, "", 401);
    row("wrong token", "GET", "/raw", "Authorization: Bearer wrong\r\n", 401);
    row("the token and more", "GET", "/raw", "Authorization: Bearer TOKENx\r\n", 401);
    row("another scheme", "GET", "/raw", "Authorization: Basic TOKEN\r\n", 401);
    row("no scheme", "GET", "/raw", "Authorization: TOKEN\r\n", 401);
    row("token in the address", "GET", "/raw?token=TOKEN", "", 401);
    row("a cookie of its own", "GET", "/raw", "Cookie: runnel-PORT=TOKEN\r\n", 401);
    row("foreign host", "GET", "/raw", "Host: evil.example\r\nAuthorization: Bearer TOKEN\r\n", 403);
    row("foreign address", "GET", "/raw", "Host: 10.1.2.3\r\nAuthorization: Bearer TOKEN\r\n", 403);
    row("foreign host, page", "GET", "/", "Host: evil.example:PORT\r\n", 403);
    row("a host that is none", "GET", "/", "Host: 127.0.0.1:PORT@evil.example\r\n", 403);
    row("foreign origin", "GET", "/raw", "Origin: http://evil.example\r\nAuthorization: Bearer TOKEN\r\n",
        403);
    row("null origin", "GET", "/raw", "Origin: null\r\nAuthorization: Bearer TOKEN\r\n", 403);
    row("another port's page", "GET", "/raw", "Origin: http://127.0.0.1:1\r\nAuthorization: Bearer TOKEN\r\n",
        403);
    row("another site's script", "GET", "/raw",
        "Sec-Fetch-Site: cross-site\r\nAuthorization: Bearer TOKEN\r\n", 403);
    row("parent folders", "GET", "/../../../../etc/passwd", right, 404);
    row("parent folders, encoded", "GET", "/%2e%2e/%2e%2e/etc/passwd", right, 404);
    row("parent folders of the page", "GET", "/share/../index.html", right, 404);
    row("double slash", "GET", "//raw", right, 404);
    row("a byte 0", "GET", "/raw%00x", right, 404);
    row("post", "POST", "/raw", "Content-Length: 0\r\nAuthorization: Bearer TOKEN\r\n", 405);
    row("put", "PUT", "/raw", "Content-Length: 3\r\nAuthorization: Bearer TOKEN\r\n", 405);
    row("delete", "DELETE", "/raw", right, 405);
    row("options", "OPTIONS", "/raw", "Origin: http://127.0.0.1:PORT\r\n", 405);
    row("exchange of nothing", "POST", "/session", "Content-Length: 0\r\n", 401);
    row("exchange of a wrong token", "POST", "/session",
        "Content-Length: 0\r\nAuthorization: Bearer wrong\r\n", 401);
    row("exchange for another site", "POST", "/session",
        "Content-Length: 0\r\nOrigin: http://evil.example\r\nAuthorization: Bearer TOKEN\r\n", 403);
}

void TestShareAccess::refusesWhatIsNotAllowed()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, headers);
    LiveRecording live;
    live.write("secret output\n");
    live.end();
    const auto server = serve(live);
    const QByteArray port = QByteArray::number(server->port());
    Client client(server->port());
    client.send(method, target.replace("TOKEN", server->token()),
                headers.replace("TOKEN", server->token()).replace("PORT", port));
    const Reply &reply = client.readAll();
    QTEST(reply.status, "status");
    if (reply.status != 200) {
        QVERIFY(!reply.body.contains("secret"));
        QVERIFY(!(reply.head + reply.body).contains(server->token()));
    }
}

void TestShareAccess::everyReplyForbidsWhatAPageCouldMisuse()
{
    LiveRecording live;
    live.end();
    const auto server = serve(live);
    for (const QByteArray path : {"/", "/main.js", "/raw", "/status", "/events", "/nothing"}) {
        const Reply reply = get(*server, path);
        QVERIFY(reply.header("Content-Security-Policy").startsWith("default-src 'none'"));
        QVERIFY(!reply.header("Content-Security-Policy").contains("unsafe"));
        QCOMPARE(reply.header("X-Content-Type-Options"), QByteArray("nosniff"));
        QCOMPARE(reply.header("Cache-Control"), QByteArray("no-store"));
        QCOMPARE(reply.header("Referrer-Policy"), QByteArray("no-referrer"));
        QVERIFY(!reply.head.toLower().contains("access-control-"));
    }
}

void TestShareAccess::thePageHoldsNothingOfTheSession()
{
    LiveRecording live;
    live.write("secret output\n");
    const auto server = serve(live);
    Client client(server->port());
    client.send("GET", "/");
    const Reply &reply = client.readAll();
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.body.contains("main.js"));
    QVERIFY(!reply.body.contains("make all"));
    QVERIFY(!reply.body.contains("secret"));
    QVERIFY(!reply.body.contains("://")); // no outside address
}

void TestShareAccess::theTokenIsRandom()
{
    LiveRecording live;
    const auto one = serve(live), two = serve(live);
    QCOMPARE(one->token().size(), 22); // 128 bits in base64
    QVERIFY(one->token() != two->token());
    QCOMPARE(
        one->link(),
        QStringLiteral("http://127.0.0.1:%1/#%2").arg(one->port()).arg(QString::fromLatin1(one->token())));
}

void TestShareAccess::theExchangeGivesACookieThatWorks()
{
    LiveRecording live;
    live.write("x");
    live.end();
    ShareOptions options;
    auto server = serve(live, options);
    const Reply reply = get(*server, "/session", "Content-Length: 0\r\n", "POST");
    QCOMPARE(reply.status, 204);
    const QByteArray cookie = reply.header("Set-Cookie");
    QVERIFY(cookie.contains("; HttpOnly"));
    QVERIFY(cookie.contains("; SameSite=Strict"));
    QVERIFY(!cookie.contains(server->token()));
    const auto withCookie = [&] {
        Client client(server->port());
        client.send("GET", "/raw", "Cookie: other=1; " + cookie.left(cookie.indexOf(';')) + "\r\n");
        return client.readAll().status;
    };
    QCOMPARE(withCookie(), 200);
    // It is as good as the token is, also for a server that is started again.
    options.port = server->port();
    options.token = server->token();
    server.reset();
    server = serve(live, options);
    QCOMPARE(withCookie(), 200);
}

void TestShareAccess::wrongTokensAreSlowedDownButNotTheRightOne()
{
    LiveRecording live;
    live.end();
    const auto server = serve(live);
    Reply last;
    for (int i = 0; i < 40; ++i) {
        Client client(server->port());
        client.send("GET", "/raw", "Authorization: Bearer guess" + QByteArray::number(i) + "\r\n");
        last = client.readAll();
    }
    QCOMPARE(last.status, 429);
    QVERIFY(last.header("Retry-After").toInt() > 0);
    QCOMPARE(get(*server, "/raw").status, 200);
}

void TestShareAccess::anotherNameIsTakenWhereItWasGiven()
{
    LiveRecording live;
    live.end();
    ShareOptions options;
    options.hosts << QStringLiteral("builds.example");
    const auto server = serve(live, options);
    QCOMPARE(get(*server, "/raw", "Host: builds.example\r\n").status, 200);
    QCOMPARE(get(*server, "/raw", "Host: other.example\r\n").status, 403);
}

void TestShareAccess::otherMachinesAreLetInOnlyWhenAskedFor()
{
    LiveRecording live;
    ShareOptions options;
    options.address = QStringLiteral("0.0.0.0");
    const auto refused = ShareServer::serve(live.recording, options);
    QVERIFY(!refused);
    QVERIFY(refused.error().contains(QLatin1String("--serve-public")));
    options.isPublic = true;
    QVERIFY(ShareServer::serve(live.recording, options).has_value());
}

void TestShareAccess::aPortInUseIsSaidSo()
{
    LiveRecording live;
    const auto server = serve(live);
    ShareOptions options;
    options.port = server->port();
    const auto second = ShareServer::serve(live.recording, options);
    QVERIFY(!second);
    QVERIFY(second.error().contains(QLatin1String("another program uses that port")));
}

void TestShareAccess::anEndlessHeadIsRefused()
{
    LiveRecording live;
    live.end();
    const auto server = serve(live);
    Client client(server->port());
    client.socket().write("GET /raw HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ");
    const QByteArray piece(1'000'000, 'x');
    qint64 sent = 0;
    while (client.socket().state() == QAbstractSocket::ConnectedState && sent < 100'000'000) {
        client.socket().write(piece);
        client.socket().waitForBytesWritten(1000);
        sent = sent + piece.size() - client.socket().bytesToWrite();
        if (client.socket().bytesAvailable() > 0)
            break;
    }
    QVERIFY(sent < 50'000'000);
    QCOMPARE(get(*server, "/raw").status, 200);
}

void TestShareAccess::aHeadThatComesByteByByteIsCut()
{
    LiveRecording live;
    live.end();
    ShareOptions options;
    options.limits.headMs = 300;
    const auto server = serve(live, options);
    Client client(server->port());
    const QDeadlineTimer deadline(kPatience);
    while (client.socket().state() == QAbstractSocket::ConnectedState && !deadline.hasExpired()) {
        client.socket().write("G");
        client.socket().waitForReadyRead(20);
    }
    QVERIFY(client.socket().state() != QAbstractSocket::ConnectedState);
}

void TestShareAccess::idleConnectionsDoNotKeepOthersOut()
{
    LiveRecording live;
    live.end();
    const auto server = serve(live);
    // The sockets of both ends are this process's.
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const int count = std::min<int>(1000, static_cast<int>(limit.rlim_cur) - 250);
    std::vector<std::unique_ptr<Client>> idle;
    for (int i = 0; i < count; ++i)
        idle.push_back(std::make_unique<Client>(server->port()));
    QVERIFY(count > HttpServer::kUntrusted);
    QCOMPARE(get(*server, "/raw").status, 200);
    int left = 0;
    const QDeadlineTimer deadline(kPatience);
    do {
        left = 0;
        for (const auto &client : idle) {
            client->socket().waitForReadyRead(0);
            left += client->socket().state() == QAbstractSocket::ConnectedState;
        }
    } while (left > HttpServer::kUntrusted && !deadline.hasExpired());
    QVERIFY(left <= HttpServer::kUntrusted);
}

void TestShareAccess::aHalfClosedConnectionEndsItsStream()
{
    LiveRecording live;
    const auto server = serve(live);
    Client client(server->port());
    client.send("GET", "/raw", bearer(*server));
    QTRY_COMPARE_WITH_TIMEOUT(server->viewers().size(), size_t(1), kPatience);
    ::shutdown(static_cast<int>(client.socket().socketDescriptor()), SHUT_WR);
    QTRY_COMPARE_WITH_TIMEOUT(server->viewers().size(), size_t(0), kPatience);
    live.end(server.get());
    QCOMPARE(get(*server, "/raw").status, 200);
}

void TestShareAccess::servesByTlsWithACertificate()
{
    QTemporaryDir folder;
    const QString certificate = folder.filePath(QStringLiteral("c.pem")),
                  key = folder.filePath(QStringLiteral("k.pem"));
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
                  {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                   QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-days"),
                   QStringLiteral("2"), QStringLiteral("-subj"), QStringLiteral("/CN=localhost"),
                   QStringLiteral("-addext"), QStringLiteral("subjectAltName=IP:127.0.0.1"),
                   QStringLiteral("-out"), certificate, QStringLiteral("-keyout"), key});
    QVERIFY2(openssl.waitForFinished(kPatience) && openssl.exitCode() == 0, "needs openssl");
    LiveRecording live;
    live.write(QByteArray(200'000, 'x'));
    live.end();
    ShareOptions options;
    const auto tls = readTls(certificate, key);
    QVERIFY(tls.has_value());
    options.tls = *tls;
    const auto server = serve(live, options);
    QVERIFY(server->link().startsWith(QLatin1String("https://")));
    QProcess curl;
    curl.start(QStringLiteral("curl"),
               {QStringLiteral("-s"), QStringLiteral("--cacert"), certificate, QStringLiteral("-H"),
                QString::fromLatin1("Authorization: Bearer " + server->token()),
                server->address() + QStringLiteral("raw")});
    QVERIFY(curl.waitForFinished(kPatience));
    QCOMPARE(curl.exitCode(), 0);
    QCOMPARE(curl.readAllStandardOutput(), live.all);

    QVERIFY(!readTls(certificate, folder.filePath(QStringLiteral("none"))));
    options.tls.key = "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n";
    QVERIFY(!ShareServer::serve(live.recording, options));
}

QTEST_GUILESS_MAIN(TestShareAccess)
#include "tst_shareaccess.moc"
