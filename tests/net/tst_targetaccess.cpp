#include "pipecore/net/upload/curlaccess.h"
#include "pipecore/net/upload/targetaccess.h"
#include "tests/net/acceptingserver.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QSignalSpy>
#include <QSslKey>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace pipecore;

namespace
{

struct Answer {
    int status = 0;
    QString error;
};

} // namespace

class TestTargetAccess : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void credentialsAreSentToTheTarget_data();
    void credentialsAreSentToTheTarget();
    void anotherOriginGetsNeitherCredentialsNorHeaders();
    void anUnknownAuthorityIsRefusedWithTheReason();
    void anAuthorityOfOnesOwnIsTrusted();
    void aCertificateForAnotherHostIsRefused();
    void thePinnedKeyIsTaken();
    void anotherKeyThanThePinnedIsRefusedBeforeAnythingIsSent();
    void aClientCertificateIsShown();
    void aLockedClientKeyIsOpened();
    void whatIsWrongWithFilesIsSaid();
    void aProxyIsUsed();
    void theSystemsProxyIsUsedButNotForThisMachine();
    void nothingSecretIsShown();
    void pinsAndProxiesAreChecked();

private:
    QString file(const QString &name) const { return m_folder.filePath(name); }
    bool openssl(const QStringList &arguments) const;
    bool makeCertificate(const QString &name, const QString &authority, const QString &subject) const;
    std::unique_ptr<AcceptingServer> tlsServer(bool asksForCertificate = false,
                                               const QString &name = QStringLiteral("server"));
    UploadTarget target(const QUrl &url) const;
    // The same request by both ways.
    Answer put(const UploadTarget &target);
    Answer putByCurl(const UploadTarget &target);

    QTemporaryDir m_folder;
};

bool TestTargetAccess::openssl(const QStringList &arguments) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("openssl"), arguments);
    if (process.waitForFinished(60'000) && process.exitCode() == 0)
        return true;
    qWarning("openssl %s: %s", qPrintable(arguments.join(u' ')), process.readAll().constData());
    return false;
}

bool TestTargetAccess::makeCertificate(const QString &name, const QString &authority,
                                       const QString &subject) const
{
    const QString alternative = QStringLiteral("subjectAltName=") + subject;
    QStringList arguments{QStringLiteral("req"),         QStringLiteral("-x509"),
                          QStringLiteral("-newkey"),     QStringLiteral("ec"),
                          QStringLiteral("-pkeyopt"),    QStringLiteral("ec_paramgen_curve:prime256v1"),
                          QStringLiteral("-nodes"),      QStringLiteral("-days"),
                          QStringLiteral("2"),           QStringLiteral("-subj"),
                          QStringLiteral("/CN=") + name, QStringLiteral("-keyout"),
                          name + QStringLiteral(".key"), QStringLiteral("-out"),
                          name + QStringLiteral(".pem")};
    if (!authority.isEmpty())
        arguments << QStringLiteral("-CA") << authority + QStringLiteral(".pem") << QStringLiteral("-CAkey")
                  << authority + QStringLiteral(".key") << QStringLiteral("-addext") << alternative
                  << QStringLiteral("-addext") << QStringLiteral("basicConstraints=critical,CA:FALSE");
    return openssl(arguments);
}

void TestTargetAccess::initTestCase()
{
    QVERIFY(makeCertificate(QStringLiteral("authority"), {}, {}));
    QVERIFY(makeCertificate(QStringLiteral("other"), {}, {}));
    QVERIFY(makeCertificate(QStringLiteral("server"), QStringLiteral("authority"),
                            QStringLiteral("IP:127.0.0.1")));
    QVERIFY(makeCertificate(QStringLiteral("elsewhere"), QStringLiteral("authority"),
                            QStringLiteral("DNS:a.test")));
    QVERIFY(
        makeCertificate(QStringLiteral("client"), QStringLiteral("authority"), QStringLiteral("DNS:client")));
    QVERIFY(
        openssl({QStringLiteral("ec"), QStringLiteral("-in"), QStringLiteral("client.key"),
                 QStringLiteral("-aes128"), QStringLiteral("-passout"), QStringLiteral("pass:open sesame"),
                 QStringLiteral("-out"), QStringLiteral("locked.key")}));
}

void TestTargetAccess::init()
{
    for (const char *name :
         {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTPS_PROXY", "ALL_PROXY"})
        qunsetenv(name);
}

std::unique_ptr<AcceptingServer> TestTargetAccess::tlsServer(bool asksForCertificate, const QString &name)
{
    auto server = std::make_unique<AcceptingServer>(true);
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificateChain(QSslCertificate::fromPath(file(name + QStringLiteral(".pem"))));
    QFile key(file(name + QStringLiteral(".key")));
    if (key.open(QIODevice::ReadOnly))
        tls.setPrivateKey(QSslKey(&key, QSsl::Ec));
    tls.setCaCertificates(QSslCertificate::fromPath(file(QStringLiteral("authority.pem"))));
    tls.setPeerVerifyMode(asksForCertificate ? QSslSocket::VerifyPeer : QSslSocket::VerifyNone);
    server->setSslConfiguration(tls);
    return server;
}

UploadTarget TestTargetAccess::target(const QUrl &url) const
{
    UploadTarget made;
    made.url = url;
    made.timeoutMs = 60'000;
    return made;
}

Answer TestTargetAccess::put(const UploadTarget &to)
{
    const auto access = TargetAccess::open(to);
    if (!access)
        return {0, access.error()};
    QNetworkAccessManager manager;
    access->prepare(&manager);
    const std::unique_ptr<QNetworkReply> reply(manager.put(access->request(to.url), QByteArray("output")));
    if (!reply->isFinished() && !QSignalSpy(reply.get(), &QNetworkReply::finished).wait(60'000))
        return {0, QStringLiteral("no answer came")};
    const QString refusal = TargetAccess::refusal(*reply);
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
            refusal.isEmpty() ? reply->errorString() : refusal};
}

Answer TestTargetAccess::putByCurl(const UploadTarget &to)
{
    auto done = std::async(std::launch::async, [&to] {
        CURL *curl = curl_easy_init();
        char detail[CURL_ERROR_SIZE] = {};
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "PUT");
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "output");
        const CurlHeaders headers = applyAccess(curl, to);
        const CURLcode code = curl_easy_perform(curl);
        long status = 0;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        const QString refusal = curlTlsRefusal(code, detail, to.url);
        curl_easy_cleanup(curl);
        return Answer{static_cast<int>(status), refusal.isEmpty() ? QString::fromLocal8Bit(detail) : refusal};
    });
    while (done.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready)
        QCoreApplication::processEvents();
    return done.get();
}

void TestTargetAccess::credentialsAreSentToTheTarget_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QString>("userInfo");
    QTest::addColumn<QByteArray>("wanted");
    QTest::newRow("a token") << QByteArray("t0k") << QByteArray() << QString() << QByteArray("Bearer t0k");
    QTest::newRow("a user") << QByteArray() << QByteArray("me:p:w") << QString()
                            << "Basic " + QByteArray("me:p:w").toBase64();
    QTest::newRow("in the address") << QByteArray() << QByteArray() << QStringLiteral("me:p%40w")
                                    << "Basic " + QByteArray("me:p@w").toBase64();
}

void TestTargetAccess::credentialsAreSentToTheTarget()
{
    QFETCH(QByteArray, token);
    QFETCH(QByteArray, user);
    QFETCH(QString, userInfo);
    QFETCH(QByteArray, wanted);
    AcceptingServer server;
    UploadTarget to = target(server.url());
    to.token = token;
    to.user = user;
    to.url.setUserInfo(userInfo);
    to.headers = {{"X-Build", "42"}};
    QCOMPARE(put(to).status, 201);
    QCOMPARE(putByCurl(to).status, 201);
    QCOMPARE(server.requests.size(), 2);
    for (const QByteArray &request : server.requests) {
        QVERIFY2(request.startsWith("PUT /x.log HTTP/1.1\r\n"), request.constData());
        QVERIFY2(request.contains("\r\nAuthorization: " + wanted), request.constData());
        QVERIFY2(request.contains("\r\nX-Build: 42"), request.constData());
    }
}

void TestTargetAccess::anotherOriginGetsNeitherCredentialsNorHeaders()
{
    UploadTarget to = target(QUrl(QStringLiteral("https://a.test/x")));
    to.token = "t0k";
    to.headers = {{"X-Api-Key", "k3y"}};
    const auto access = TargetAccess::open(to);
    QVERIFY(access);
    QVERIFY(access->request(QUrl(QStringLiteral("https://a.test:443/y"))).hasRawHeader("Authorization"));
    for (const char *url :
         {"https://b.test/x", "http://a.test/x", "https://a.test:444/x", "https://a.test.b.test/"}) {
        const QNetworkRequest request = access->request(QUrl(QString::fromLatin1(url)));
        QVERIFY2(request.rawHeaderList().isEmpty(), url);
    }
}

void TestTargetAccess::anUnknownAuthorityIsRefusedWithTheReason()
{
    const auto server = tlsServer();
    for (const QString &authorities : {QString(), file(QStringLiteral("other.pem"))}) {
        UploadTarget to = target(server->url());
        to.token = "t0k";
        to.tls.authorities = authorities;
        for (const Answer &answer : {put(to), putByCurl(to)}) {
            QCOMPARE(answer.status, 0);
            QVERIFY2(answer.error.contains(QStringLiteral("certificate")), qPrintable(answer.error));
        }
    }
    QVERIFY(server->requests.isEmpty());
}

void TestTargetAccess::anAuthorityOfOnesOwnIsTrusted()
{
    const auto server = tlsServer();
    UploadTarget to = target(server->url());
    to.tls.authorities = file(QStringLiteral("authority.pem"));
    for (const Answer &answer : {put(to), putByCurl(to)})
        QVERIFY2(answer.status == 201, qPrintable(answer.error));
}

void TestTargetAccess::aCertificateForAnotherHostIsRefused()
{
    const auto server = tlsServer(false, QStringLiteral("elsewhere"));
    UploadTarget to = target(server->url());
    to.tls.authorities = file(QStringLiteral("authority.pem"));
    for (const Answer &answer : {put(to), putByCurl(to)})
        QCOMPARE(answer.status, 0);
    QVERIFY(server->requests.isEmpty());
}

void TestTargetAccess::thePinnedKeyIsTaken()
{
    // Made as curl's manual says it, so that our own code is not asked about itself.
    QVERIFY(openssl({QStringLiteral("x509"), QStringLiteral("-in"), QStringLiteral("server.pem"),
                     QStringLiteral("-pubkey"), QStringLiteral("-noout"), QStringLiteral("-out"),
                     QStringLiteral("public.pem")}));
    QVERIFY(openssl({QStringLiteral("pkey"), QStringLiteral("-pubin"), QStringLiteral("-in"),
                     QStringLiteral("public.pem"), QStringLiteral("-outform"), QStringLiteral("der"),
                     QStringLiteral("-out"), QStringLiteral("public.der")}));
    QVERIFY(openssl({QStringLiteral("dgst"), QStringLiteral("-sha256"), QStringLiteral("-binary"),
                     QStringLiteral("-out"), QStringLiteral("digest"), QStringLiteral("public.der")}));
    QFile digest(file(QStringLiteral("digest")));
    QVERIFY(digest.open(QIODevice::ReadOnly));
    const auto server = tlsServer();
    UploadTarget to = target(server->url());
    to.tls.authorities = file(QStringLiteral("authority.pem"));
    to.tls.pin = "sha256//" + digest.readAll().toBase64();
    for (const Answer &answer : {put(to), putByCurl(to)})
        QVERIFY2(answer.status == 201, qPrintable(answer.error));
}

void TestTargetAccess::anotherKeyThanThePinnedIsRefusedBeforeAnythingIsSent()
{
    const auto server = tlsServer();
    UploadTarget to = target(server->url());
    to.tls.authorities = file(QStringLiteral("authority.pem"));
    to.tls.pin = "sha256//" + QByteArray(32, 'x').toBase64();
    for (const Answer &answer : {put(to), putByCurl(to)}) {
        QCOMPARE(answer.status, 0);
        QVERIFY2(answer.error.contains(QStringLiteral("pinned")), qPrintable(answer.error));
    }
    QVERIFY(server->requests.isEmpty());
}

void TestTargetAccess::aClientCertificateIsShown()
{
    const auto server = tlsServer(true);
    UploadTarget to = target(server->url());
    to.tls.authorities = file(QStringLiteral("authority.pem"));
    QCOMPARE(put(to).status, 0);
    QVERIFY(server->requests.isEmpty());
    to.tls.certificate = file(QStringLiteral("client.pem"));
    to.tls.key = file(QStringLiteral("client.key"));
    for (const Answer &answer : {put(to), putByCurl(to)})
        QVERIFY2(answer.status == 201, qPrintable(answer.error));
}

void TestTargetAccess::aLockedClientKeyIsOpened()
{
    const auto server = tlsServer(true);
    UploadTarget to = target(server->url());
    to.tls.authorities = file(QStringLiteral("authority.pem"));
    to.tls.certificate = file(QStringLiteral("client.pem"));
    to.tls.key = file(QStringLiteral("locked.key"));
    to.tls.keyPassword = "open sesame";
    for (const Answer &answer : {put(to), putByCurl(to)})
        QVERIFY2(answer.status == 201, qPrintable(answer.error));
    to.tls.keyPassword = "wrong";
    const Answer answer = put(to);
    QVERIFY2(answer.error.contains(QStringLiteral("is locked")), qPrintable(answer.error));
    QVERIFY2(!answer.error.contains(QStringLiteral("wrong")), qPrintable(answer.error));
}

void TestTargetAccess::whatIsWrongWithFilesIsSaid()
{
    UploadTarget to = target(QUrl(QStringLiteral("https://a.test/")));
    to.tls.authorities = file(QStringLiteral("missing.pem"));
    QVERIFY2(put(to).error.contains(QStringLiteral("missing.pem")), qPrintable(put(to).error));
    to.tls.authorities = file(QStringLiteral("server.key"));
    QVERIFY2(put(to).error.contains(QStringLiteral("no certificate")), qPrintable(put(to).error));
    to.tls.authorities.clear();
    to.tls.certificate = file(QStringLiteral("client.pem")); // without the key
    QVERIFY2(put(to).error.contains(QStringLiteral("no private key")), qPrintable(put(to).error));
}

void TestTargetAccess::aProxyIsUsed()
{
    AcceptingServer proxy;
    UploadTarget to = target(QUrl(QStringLiteral("http://a.test/x.log")));
    to.proxy = QStringLiteral("http://127.0.0.1:%1").arg(proxy.serverPort());
    QCOMPARE(put(to).status, 201);
    QCOMPARE(putByCurl(to).status, 201);
    for (const QByteArray &request : proxy.requests)
        QVERIFY2(request.startsWith("PUT http://a.test/x.log HTTP/1.1\r\n"), request.constData());
    QCOMPARE(proxy.requests.size(), 2);
}

void TestTargetAccess::theSystemsProxyIsUsedButNotForThisMachine()
{
    AcceptingServer proxy, server;
    qputenv("http_proxy", "http://me:pw@127.0.0.1:" + QByteArray::number(proxy.serverPort()));
    qputenv("no_proxy", "b.test,.c.test");
    UploadTarget to = target(QUrl(QStringLiteral("http://a.test/x.log")));
    QCOMPARE(put(to).status, 201);
    QCOMPARE(putByCurl(to).status, 201);
    QCOMPARE(proxy.requests.size(), 2);
    QCOMPARE(put(target(server.url())).status, 201);
    QCOMPARE(putByCurl(target(server.url())).status, 201);
    QCOMPARE(server.requests.size(), 2);
    for (const char *host :
         {"http://b.test/", "http://x.b.test/", "http://c.test/", "http://localhost/", "http://[::1]/"})
        QVERIFY2(proxyFor(to, QUrl(QString::fromLatin1(host))).isEmpty(), host);
    to.proxy = QStringLiteral("none");
    QVERIFY(proxyFor(to, to.url).isEmpty());
}

void TestTargetAccess::nothingSecretIsShown()
{
    QCOMPARE(UploadTarget::displayUrl(QUrl(QStringLiteral("https://me:pw@a.test:8443/x?sig=abc#tok"))),
             QStringLiteral("https://a.test:8443/x?***"));
    for (const char *name : {"Authorization", "cookie", "X-Api-Key", "PRIVATE-TOKEN", "X-Auth", "DD-API-KEY"})
        QVERIFY2(UploadTarget::isSecretHeader(name), name);
    for (const char *name : {"Content-Type", "X-Build", "Range", "User-Agent"})
        QVERIFY2(!UploadTarget::isSecretHeader(name), name);
}

void TestTargetAccess::pinsAndProxiesAreChecked()
{
    QVERIFY(UploadTarget::parsePin(QString::fromLatin1("sha256//" + QByteArray(32, 'a').toBase64())));
    for (const char *pin : {"", "sha256//", "sha256//YWJj", "sha1//YWJj"})
        QVERIFY2(!UploadTarget::parsePin(QString::fromLatin1(pin)), pin);
    QCOMPARE(UploadTarget::parseProxy(QStringLiteral("system")).value(), QString());
    QVERIFY(UploadTarget::parseProxy(QStringLiteral("socks5://h:1080")));
    for (const char *proxy : {"ftp://h", "h:8080", "http://"})
        QVERIFY2(!UploadTarget::parseProxy(QString::fromLatin1(proxy)), proxy);
    const auto refused = UploadTarget::parseProxy(QStringLiteral("http://me:s3cr3t@h:1"));
    QVERIFY(!refused);
    QVERIFY2(!refused.error().contains(QStringLiteral("s3cr3t")), qPrintable(refused.error()));
}

QTEST_GUILESS_MAIN(TestTargetAccess)
#include "tst_targetaccess.moc"
