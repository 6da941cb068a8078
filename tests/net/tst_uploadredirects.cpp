#include "tests/helpers/scriptedserver.h"
#include "tests/net/uploadfixture.h"

using namespace uploadtest;
using namespace helpers;
using State = UploadStatus::State;

/// Where an upload goes when its target names another place.
class TestUploadRedirects : public QObject, UploadFixture
{
    Q_OBJECT
private slots:
    void init() { makeRecording(); }
    void redirectsAreFollowedWithinTheOrigin_data();
    void redirectsAreFollowedWithinTheOrigin();
    void redirectsElsewhereAreReported_data();
    void redirectsElsewhereAreReported();
    void aCircleOfRedirectsEnds();
};

void TestUploadRedirects::redirectsAreFollowedWithinTheOrigin_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("location");
    QTest::newRow("307") << 307 << QByteArray("/moved");
    QTest::newRow("308") << 308 << QByteArray("/moved");
    QTest::newRow("relative") << 307 << QByteArray("moved");
}

void TestUploadRedirects::redirectsAreFollowedWithinTheOrigin()
{
    QFETCH(int, status);
    QFETCH(QByteArray, location);
    QByteArray received;
    ScriptedServer server(ScriptedServer::answering(
        [&](Connection &connection, const Request &request, const QByteArray &body) {
            if (request.path != "/moved")
                return connection.answer(status, "Location: " + location + "\r\n");
            received = body;
            connection.answer(201);
        }));
    UploadTarget moved = target(server.url());
    moved.token = "t0ken";
    QCOMPARE(upload(moved).state, State::Done);
    const QList<Request> requests = server.requests();
    QCOMPARE(requests.last().method, QByteArray("PUT"));
    QCOMPARE(requests.last().headers.value("authorization"), QByteArray("Bearer t0ken"));
    QCOMPARE(received, QByteArray("hello\n"));
}

void TestUploadRedirects::redirectsElsewhereAreReported_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("sameOrigin");
    for (const int status : {301, 302, 303})
        QTest::addRow("%d within the origin", status) << status << true;
    for (const int status : {301, 302, 303, 307, 308})
        QTest::addRow("%d to another", status) << status << false;
}

void TestUploadRedirects::redirectsElsewhereAreReported()
{
    QFETCH(int, status);
    QFETCH(bool, sameOrigin);
    ScriptedServer other(ScriptedServer::statuses({201}));
    const QByteArray place =
        sameOrigin ? QByteArray("/moved") : other.url(QStringLiteral("/moved")).toEncoded();
    ScriptedServer server(ScriptedServer::statuses({status}, "Location: " + place + "\r\n"));
    UploadTarget secret = target(server.url(), 3);
    secret.token = "t0ken";
    const UploadStatus end = upload(secret);
    QCOMPARE(end.state, State::Failed);
    QVERIFY2(end.text.contains(QStringLiteral("/moved")), qPrintable(end.text));
    QCOMPARE(server.requests().size(), 1);
    QVERIFY(other.requests().isEmpty());
}

void TestUploadRedirects::aCircleOfRedirectsEnds()
{
    ScriptedServer server(ScriptedServer::statuses({307}, "Location: /x.log\r\n"));
    const UploadStatus status = upload(target(server.url(), 3));
    QCOMPARE(status.state, State::Failed);
    QVERIFY2(status.text.contains(QStringLiteral("circle")), qPrintable(status.text));
    QVERIFY(server.requests().size() < 10);
}

QTEST_GUILESS_MAIN(TestUploadRedirects)
#include "tst_uploadredirects.moc"
