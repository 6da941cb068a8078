#include "pipecore/net/share/eventencoder.h"
#include "pipecore/net/share/httpparse.h"

#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace pipecore;

class TestShareParse : public QObject
{
    Q_OBJECT
private slots:
    void hosts_data();
    void hosts();
    void listenAddresses_data();
    void listenAddresses();
    void bearerTokens();
    void encodings();
    void encodedOutputIsTheSameBytesWhateverTheRoom();
    void aCharacterIsNotTorn();
};

void TestShareParse::hosts_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("host");
    const auto row = [](const char *header, const char *host) {
        QTest::newRow(header) << QByteArray(header) << QByteArray(host);
    };
    row("127.0.0.1", "127.0.0.1");
    row("127.0.0.1:80", "127.0.0.1");
    row("LocalHost:8080", "localhost");
    row("[::1]:80", "::1");
    row("[::1]", "::1");
    row("[0:0:0:0:0:0:0:1]", "::1");
    row("", "");
    row(":80", "");
    row("host:port", "");
    row("host:80:80", "");
    row("host:123456", "");
    row("[::1", "");
    row("[127.0.0.1]", "");
    row("[::1]x", "");
    row("user@host", "");
    row("host/path", "");
    row("ho st", "");
}

void TestShareParse::hosts()
{
    QFETCH(QByteArray, header);
    QTEST(parseHost(header), "host");
}

void TestShareParse::listenAddresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("address"); // empty: refused
    QTest::addColumn<int>("port");
    const auto row = [](const char *text, const char *address, int port) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(address) << port;
    };
    row("", "127.0.0.1", 0);
    row("8080", "127.0.0.1", 8080);
    row(":8080", "127.0.0.1", 8080);
    row("localhost:1", "127.0.0.1", 1);
    row("0.0.0.0:65535", "0.0.0.0", 65535);
    row("192.168.1.5", "192.168.1.5", 0);
    row("[::1]:80", "::1", 80);
    row("::1", "::1", 0);
    row("65536", "", 0);
    row("host:80", "", 0);
    row("make", "", 0);
    row("[::1]80", "", 0);
    row("[::1", "", 0);
    row("127.0.0.1:x", "", 0);
    row("127.0.0.1:-1", "", 0);
}

void TestShareParse::listenAddresses()
{
    QFETCH(QString, text);
    QFETCH(QString, address);
    const auto parsed = parseListenAddress(text);
    QCOMPARE(parsed.has_value(), !address.isEmpty());
    if (parsed) {
        QCOMPARE(parsed->address, address);
        QTEST(int(parsed->port), "port");
    } else {
        QVERIFY(!parsed.error().isEmpty());
    }
}

void TestShareParse::bearerTokens()
{
    QCOMPARE(parseBearer("Bearer abc"), QByteArray("abc"));
    QCOMPARE(parseBearer("bearer   abc "), QByteArray("abc"));
    for (const QByteArray none : {"", "Bearer", "Bearer ", "Basic abc", "abc"})
        QVERIFY(parseBearer(none).isNull());
}

void TestShareParse::encodings()
{
    QVERIFY(acceptsGzip("gzip"));
    QVERIFY(acceptsGzip("br, GZip;q=0.1"));
    QVERIFY(!acceptsGzip("gzip; q=0"));
    QVERIFY(!acceptsGzip("gzip;q=0.000"));
    QVERIFY(!acceptsGzip("br, zstd"));
    QVERIFY(!acceptsGzip(""));
    QVERIFY(namesEtag("\"a\", W/\"b\"", "\"b\""));
    QVERIFY(namesEtag("*", "\"b\""));
    QVERIFY(!namesEtag("\"a\"", "\"b\""));
}

void TestShareParse::encodedOutputIsTheSameBytesWhateverTheRoom()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    for (int round = 0; round < 300; ++round) {
        QByteArray bytes;
        const bool isText = random.bounded(2);
        while (bytes.size() < 3000)
            bytes +=
                isText ? QByteArray("\xe6\xbc\xa2\x1b\"\\\n\xf0\x9f\x98\x80x").mid(random.bounded(2) ? 0 : 3)
                       : QByteArray(1, char(random.bounded(256)));
        QByteArray back;
        qint64 at = 0;
        while (at < bytes.size()) {
            const qint64 room = 160 + random.bounded(4000);
            const EncodedOutput event =
                encodeOutput(QByteArrayView(bytes).sliced(at), {1000 + at, 7, Stream::Error}, room);
            QVERIFY(event.taken > 0);
            QVERIFY(event.text.size() <= room);
            QVERIFY(event.text.endsWith("\n\n"));
            QCOMPARE(event.text.count('\n'), 3); // nothing of the output ends a line of the event
            const QByteArrayList lines = event.text.split('\n');
            at += event.taken;
            QCOMPARE(lines[0], "id: " + QByteArray::number(1000 + at));
            const QJsonObject json = QJsonDocument::fromJson(lines[1].mid(6)).object();
            QVERIFY(!json.isEmpty());
            back += json.contains(QStringLiteral("b64"))
                        ? QByteArray::fromBase64(json[QStringLiteral("b64")].toString().toLatin1())
                        : json[QStringLiteral("text")].toString().toUtf8();
        }
        QCOMPARE(back, bytes);
    }
}

void TestShareParse::aCharacterIsNotTorn()
{
    const QByteArray bytes = QByteArray("\xe6\xbc\xa2").repeated(20'000);
    for (qint64 room = 200; room < 260; ++room) {
        const EncodedOutput event = encodeOutput(bytes, {}, room);
        QCOMPARE(event.taken % 3, qint64(0));
        QVERIFY(event.text.contains("\"text\""));
    }
}

QTEST_GUILESS_MAIN(TestShareParse)
#include "tst_shareparse.moc"
