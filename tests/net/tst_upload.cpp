#include "tests/helpers/nginx.h"
#include "tests/helpers/runnelprocess.h"
#include "tests/helpers/scriptedserver.h"
#include "tests/net/uploadfixture.h"
#include "tests/support/memory.h"
#include "tests/support/sanitizer.h"

#include <QElapsedTimer>

using namespace uploadtest;
using namespace helpers;
using State = UploadStatus::State;

class TestUpload : public QObject, UploadFixture
{
    Q_OBJECT
private slots:
    void init() { makeRecording(); }
    void aBodyArrivesUnchanged_data();
    void aBodyArrivesUnchanged();
    void aLargeBodyNeedsNoMemory();
    void itBeginsWhenTheCaptureEnds();
    void nowSendsWhatThereIs();
    void postIsSentAsPost();
    void anAnswerEndsInItsMessage_data();
    void anAnswerEndsInItsMessage();
    void nginxRefusesWithTheRightMessage_data();
    void nginxRefusesWithTheRightMessage();
    void passingTroubleIsTriedAgain();
    void retryAfterIsWaitedFor();
    void retryNowDoesNotWait();
    void anEarlyRefusalIsFoundOutAfterwards();
    void aRefusedConnectionIsSaid();
    void aStallIsTimedOut_data();
    void aStallIsTimedOut();
    void aConnectionCutInTheBodyIsTriedAgain();
    void aServerThatAnswersBeforeItHasReadAllDidNotGetIt_data();
    void aServerThatAnswersBeforeItHasReadAllDidNotGetIt();
    void garbageIsNoHttp();
    void aSelfSignedCertificateIsRefused();
    void cancelEndsIt();
    void secretsStayOutOfMessages();
};

void TestUpload::aBodyArrivesUnchanged_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 16 * 1024, 65'535, 3'000'000})
        QTest::newRow(qPrintable(QString::number(size))) << size;
}

void TestUpload::aBodyArrivesUnchanged()
{
    QFETCH(int, size);
    const Nginx nginx;
    QVERIFY2(nginx.isRunning(), qPrintable(nginx.error()));
    m_recording = recording(noise(size));
    const UploadStatus status = upload(target(nginx.url(QStringLiteral("/new/folder/x.log"))));
    QCOMPARE(status.state, State::Done);
    QCOMPARE(status.acknowledged, size);
    QCOMPARE(status.total, size);
    QCOMPARE(digest(nginx.file(QStringLiteral("/new/folder/x.log"))), digest(m_recording->capture()->path()));
}

void TestUpload::aLargeBodyNeedsNoMemory()
{
    constexpr qint64 kSize = 192 << 20;
    const Nginx nginx;
    QVERIFY2(nginx.isRunning(), qPrintable(nginx.error()));
    const QByteArray piece = noise(1 << 20);
    m_recording = newRecording();
    for (qint64 at = 0; at < kSize; at += piece.size())
        m_recording->capture()->append(piece.constData(), piece.size());
    m_recording->capture()->finish();
    const qint64 before = peakMemoryKb();
    QCOMPARE(upload(target(nginx.url(QStringLiteral("/large")))).state, State::Done);
    QCOMPARE(digest(nginx.file(QStringLiteral("/large"))), digest(m_recording->capture()->path()));
    const qint64 grown = peakMemoryKb() - before;
    QVERIFY2(kSanitized || grown < 64 * 1024, qPrintable(QString::number(grown)));
}

void TestUpload::itBeginsWhenTheCaptureEnds()
{
    ScriptedServer server(ScriptedServer::statuses({201}));
    const Recording::Ptr growing = newRecording();
    growing->capture()->append("one", 3);
    Upload upload(target(server.url()), growing, &m_network);
    QTest::qWait(50);
    QCOMPARE(upload.status().state, State::Waiting);
    QVERIFY(server.requests().isEmpty());
    growing->capture()->append("two", 3);
    growing->capture()->finish();
    QVERIFY(waitForEnd(upload));
    QCOMPARE(upload.status().state, State::Done);
    QCOMPARE(server.requests().first().length(), 6);
}

void TestUpload::nowSendsWhatThereIs()
{
    ScriptedServer server(ScriptedServer::statuses({201}));
    const Recording::Ptr growing = newRecording();
    growing->capture()->append("one", 3);
    UploadTarget now = target(server.url());
    now.start = UploadTarget::Start::Now;
    Upload upload(now, growing, &m_network);
    QVERIFY(waitForEnd(upload));
    QCOMPARE(upload.status().acknowledged, 3);
}

void TestUpload::postIsSentAsPost()
{
    ScriptedServer server(ScriptedServer::statuses({200}));
    UploadTarget post = target(server.url(QStringLiteral("/a?b=c")));
    post.method = "POST";
    post.token = "t0ken";
    post.headers = {{"X-Build", "42"}, {"Content-Type", "text/plain"}};
    QCOMPARE(upload(post).state, State::Done);
    const Request request = server.requests().first();
    QCOMPARE(request.method, QByteArray("POST"));
    QCOMPARE(request.path, QByteArray("/a?b=c"));
    QCOMPARE(request.headers.value("authorization"), QByteArray("Bearer t0ken"));
    QCOMPARE(request.headers.value("x-build"), QByteArray("42"));
    QCOMPARE(request.headers.value("content-type"), QByteArray("text/plain"));
}

void TestUpload::anAnswerEndsInItsMessage_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("requests"); // of two attempts
    QTest::newRow("400") << 400 << QStringLiteral("does not understand") << 1;
    QTest::newRow("401") << 401 << QStringLiteral("wants credentials") << 1;
    QTest::newRow("403") << 403 << QStringLiteral("refuses") << 1;
    QTest::newRow("404") << 404 << QStringLiteral("is the path right?") << 1;
    QTest::newRow("405") << 405 << QStringLiteral("method") << 1;
    QTest::newRow("413") << 413 << QStringLiteral("more than it accepts") << 1;
    QTest::newRow("429") << 429 << QStringLiteral("too many requests") << 2;
    QTest::newRow("500") << 500 << QStringLiteral("in trouble") << 2;
    QTest::newRow("501") << 501 << QStringLiteral("does not know this method") << 1;
    QTest::newRow("503") << 503 << QStringLiteral("in trouble") << 2;
    QTest::newRow("507") << 507 << QStringLiteral("no room") << 2;
    QTest::newRow("304") << 304 << QStringLiteral("no answer to an upload") << 1;
}

void TestUpload::anAnswerEndsInItsMessage()
{
    QFETCH(int, status);
    QFETCH(QString, words);
    QFETCH(int, requests);
    ScriptedServer server(ScriptedServer::statuses({status}, "Retry-After: 0\r\n"));
    const UploadStatus end = upload(target(server.url(), 2));
    QCOMPARE(end.state, State::Failed);
    QVERIFY2(end.text.contains(words), qPrintable(end.text));
    QVERIFY2(end.text.contains(QString::number(status)), qPrintable(end.text));
    QCOMPARE(end.acknowledged, 0);
    QCOMPARE(server.requests().size(), requests);
}

void TestUpload::nginxRefusesWithTheRightMessage_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("words");
    QTest::newRow("credentials") << QStringLiteral("/private/x") << QStringLiteral("401");
    QTest::newRow("forbidden") << QStringLiteral("/forbidden/x") << QStringLiteral("403");
    QTest::newRow("no PUT") << QStringLiteral("/readonly/x") << QStringLiteral("405");
    QTest::newRow("too large") << QStringLiteral("/small/x") << QStringLiteral("413");
    QTest::newRow("a folder") << QStringLiteral("/folder/") << QStringLiteral("409");
}

void TestUpload::nginxRefusesWithTheRightMessage()
{
    QFETCH(QString, path);
    QFETCH(QString, words);
    const Nginx nginx;
    QVERIFY2(nginx.isRunning(), qPrintable(nginx.error()));
    m_recording = recording(noise(8 << 20)); // more than fits the socket: nginx answers before it is all sent
    const UploadStatus status = upload(target(nginx.url(path)));
    QCOMPARE(status.state, State::Failed);
    QVERIFY2(status.text.contains(words), qPrintable(status.text));
    QVERIFY(!QFile::exists(nginx.file(path)));
}

void TestUpload::passingTroubleIsTriedAgain()
{
    ScriptedServer server(ScriptedServer::statuses({500, 503, 201}, "Retry-After: 0\r\n"));
    const UploadStatus status = upload(target(server.url(), 4));
    QCOMPARE(status.state, State::Done);
    QCOMPARE(status.attempt, 3);
    QCOMPARE(server.requests().size(), 3);
}

void TestUpload::retryAfterIsWaitedFor()
{
    ScriptedServer server(ScriptedServer::statuses({503, 201}, "Retry-After: 2\r\n"));
    QElapsedTimer clock;
    clock.start();
    QCOMPARE(upload(target(server.url(), 4)).state, State::Done);
    QVERIFY2(clock.elapsed() >= 2000, qPrintable(QString::number(clock.elapsed())));
}

void TestUpload::retryNowDoesNotWait()
{
    ScriptedServer server(ScriptedServer::statuses({503, 201}, "Retry-After: 300\r\n"));
    Upload upload(target(server.url(), 4), m_recording, &m_network);
    QVERIFY(QTest::qWaitFor([&] { return upload.status().state == State::Retrying; }, kPatience));
    QVERIFY(upload.status().nextAttempt > 0);
    upload.retryNow();
    QVERIFY(waitForEnd(upload));
    QCOMPARE(upload.status().state, State::Done);
}

void TestUpload::anEarlyRefusalIsFoundOutAfterwards()
{
    // The refusal is lost with the connection that is reset while the body comes; asked without one it is
    // seen.
    ScriptedServer server([](Connection &connection) {
        const auto request = connection.request();
        if (request && request->method == "HEAD")
            return connection.answer(401);
        connection.body(100);
        connection.reset();
    });
    m_recording = recording(noise(8 << 20));
    const UploadStatus status = upload(target(server.url(), 4));
    QCOMPARE(status.state, State::Failed);
    QVERIFY2(status.text.contains(QStringLiteral("401")), qPrintable(status.text));
    QCOMPARE(status.attempt, 1);
}

void TestUpload::aRefusedConnectionIsSaid()
{
    const quint16 port = unusedPort();
    const UploadStatus status = upload(target(QUrl(QStringLiteral("http://127.0.0.1:%1/x").arg(port))));
    QCOMPARE(status.state, State::Failed);
    QVERIFY2(status.text.contains(QStringLiteral("refused the connection")), qPrintable(status.text));
    QVERIFY2(status.text.contains(QString::number(port)), qPrintable(status.text));
}

void TestUpload::aStallIsTimedOut_data()
{
    QTest::addColumn<bool>("reads");
    QTest::newRow("a server that stops reading") << false;
    QTest::newRow("a server that never answers") << true;
}

void TestUpload::aStallIsTimedOut()
{
    QFETCH(bool, reads);
    ScriptedServer server([reads](Connection &connection) {
        const auto request = connection.request();
        connection.body(reads && request ? request->length() : 1000);
        connection.hang();
    });
    m_recording = recording(noise(16 << 20));
    UploadTarget slow = target(server.url());
    slow.timeoutMs = 1500;
    const UploadStatus status = upload(slow);
    QCOMPARE(status.state, State::Failed);
    QVERIFY2(status.text.contains(QStringLiteral("said nothing")), qPrintable(status.text));
    QCOMPARE(status.acknowledged, 0);
}

void TestUpload::aConnectionCutInTheBodyIsTriedAgain()
{
    auto cuts = std::make_shared<std::atomic<int>>(0);
    ScriptedServer server([cuts](Connection &connection) {
        const auto request = connection.request();
        if (!request || request->method == "HEAD")
            return connection.answer(404);
        connection.body(cuts->fetch_add(1) == 0 ? 100'000 : request->length());
        if (*cuts == 1)
            return connection.reset();
        connection.answer(201);
    });
    m_recording = recording(noise(8 << 20));
    const UploadStatus status = upload(target(server.url(), 3));
    QCOMPARE(status.state, State::Done);
    QCOMPARE(status.acknowledged, 8 << 20);
}

void TestUpload::aServerThatAnswersBeforeItHasReadAllDidNotGetIt_data()
{
    QTest::addColumn<bool>("closes");
    QTest::newRow("and waits") << false;
    QTest::newRow("and closes") << true;
}

void TestUpload::aServerThatAnswersBeforeItHasReadAllDidNotGetIt()
{
    QFETCH(bool, closes);
    ScriptedServer server([closes](Connection &connection) {
        if (!connection.request())
            return;
        connection.answer(200);
        if (!closes)
            connection.hang();
    });
    m_recording = recording(noise(32 << 20)); // more than the sockets' buffers hold
    UploadTarget lost = target(server.url());
    lost.timeoutMs = 1500;
    const UploadStatus status = upload(lost);
    QCOMPARE(status.state, State::Failed);
    QCOMPARE(status.acknowledged, 0);
    QVERIFY(!status.text.isEmpty());
}

void TestUpload::garbageIsNoHttp()
{
    ScriptedServer server([](Connection &connection) {
        const auto request = connection.request();
        connection.body(request ? request->length() : 0);
        connection.send("SSH-2.0-OpenSSH_9.2\r\n\r\n");
    });
    const UploadStatus status = upload(target(server.url()));
    QCOMPARE(status.state, State::Failed);
    QVERIFY2(!status.text.isEmpty(), qPrintable(status.text));
    QCOMPARE(status.acknowledged, 0);
}

void TestUpload::aSelfSignedCertificateIsRefused()
{
    const Nginx nginx(Nginx::SelfSigned);
    QVERIFY2(nginx.isRunning(), qPrintable(nginx.error()));
    const UploadStatus status = upload(target(nginx.url(QStringLiteral("/x")), 3));
    QCOMPARE(status.state, State::Failed);
    QCOMPARE(status.attempt, 1);
    QVERIFY2(status.text.contains(QStringLiteral("self-signed")), qPrintable(status.text));
    QVERIFY(!QFile::exists(nginx.file(QStringLiteral("/x"))));
}

void TestUpload::cancelEndsIt()
{
    ScriptedServer server([](Connection &connection) {
        connection.request();
        connection.hang();
    });
    m_recording = recording(noise(16 << 20));
    Upload upload(target(server.url()), m_recording, &m_network);
    QVERIFY(QTest::qWaitFor([&] { return !server.requests().isEmpty(); }, kPatience));
    upload.cancel();
    QCOMPARE(upload.status().state, State::Cancelled);
}

void TestUpload::secretsStayOutOfMessages()
{
    ScriptedServer server(ScriptedServer::statuses({403}));
    QUrl url = server.url();
    url.setUserInfo(QStringLiteral("user:passw0rd"));
    const UploadTarget secret = target(url);
    const UploadStatus status = upload(secret);
    QCOMPARE(status.state, State::Failed);
    QVERIFY(!status.text.contains(QStringLiteral("passw0rd")));
    QVERIFY(!secret.displayUrl().contains(QStringLiteral("passw0rd")));
    QCOMPARE(server.requests().first().headers.value("authorization"),
             "Basic " + QByteArray("user:passw0rd").toBase64());
}

QTEST_GUILESS_MAIN(TestUpload)
#include "tst_upload.moc"
