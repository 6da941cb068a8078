#include "pipecore/net/upload/httpoutcome.h"
#include "pipecore/net/upload/retrydelay.h"
#include "pipecore/net/upload/uploadtarget.h"

#include <QTest>

using namespace pipecore;
using Verdict = HttpOutcome::Verdict;

class TestHttpOutcome : public QObject
{
    Q_OBJECT
private slots:
    void aStatusHasItsVerdict_data();
    void aStatusHasItsVerdict();
    void aRefusalTellsTheSize();
    void originsAreSchemeHostAndPort_data();
    void originsAreSchemeHostAndPort();
    void delaysDoubleUpToALimit_data();
    void delaysDoubleUpToALimit();
    void retryAfterIsSecondsOrADate_data();
    void retryAfterIsSecondsOrADate();
    void aUrlIsHttpAndComplete_data();
    void aUrlIsHttpAndComplete();
    void aHeaderIsANameAndAValue_data();
    void aHeaderIsANameAndAValue();
    void theUrlForPeopleHasNoPassword();
};

void TestHttpOutcome::aStatusHasItsVerdict_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<Verdict>("verdict");
    for (const int status : {200, 201, 202, 204})
        QTest::addRow("%d", status) << status << Verdict::Accepted;
    for (const int status : {408, 425, 429, 500, 502, 503, 504, 507, 599})
        QTest::addRow("%d", status) << status << Verdict::Retry;
    for (const int status : {400, 401, 403, 404, 405, 407, 409, 411, 413, 415, 422, 451, 501, 505})
        QTest::addRow("%d", status) << status << Verdict::Final;
}

void TestHttpOutcome::aStatusHasItsVerdict()
{
    QFETCH(int, status);
    QFETCH(Verdict, verdict);
    const HttpOutcome outcome = judgeStatus(status, QStringLiteral("Its Reason"), 5);
    QCOMPARE(outcome.verdict, verdict);
    QCOMPARE(outcome.status, status);
    if (verdict == Verdict::Accepted)
        return;
    QVERIFY(outcome.text.contains(QString::number(status)));
    QVERIFY(outcome.text.contains(QStringLiteral("Its Reason")));
}

void TestHttpOutcome::aRefusalTellsTheSize()
{
    const QString text = judgeStatus(413, {}, 3'000'000'000).text;
    QVERIFY2(text.contains(QStringLiteral("3.0 GB")), qPrintable(text));
}

void TestHttpOutcome::originsAreSchemeHostAndPort_data()
{
    QTest::addColumn<QString>("other");
    QTest::addColumn<bool>("same"); // as http://host/a
    QTest::newRow("another path") << QStringLiteral("http://host/b?c#d") << true;
    QTest::newRow("the standard port") << QStringLiteral("http://host:80/") << true;
    QTest::newRow("another case") << QStringLiteral("HTTP://HOST/") << true;
    QTest::newRow("a user") << QStringLiteral("http://user@host/") << true;
    QTest::newRow("another port") << QStringLiteral("http://host:8080/") << false;
    QTest::newRow("another scheme") << QStringLiteral("https://host/") << false;
    QTest::newRow("another scheme on the port") << QStringLiteral("https://host:80/") << false;
    QTest::newRow("a host below") << QStringLiteral("http://a.host/") << false;
    QTest::newRow("a host that begins like it") << QStringLiteral("http://host.example/") << false;
    QTest::newRow("the host as a user") << QStringLiteral("http://host@other/") << false;
}

void TestHttpOutcome::originsAreSchemeHostAndPort()
{
    QFETCH(QString, other);
    QFETCH(bool, same);
    QCOMPARE(sameOrigin(QUrl(QStringLiteral("http://host/a")), QUrl(other)), same);
    QCOMPARE(sameOrigin(QUrl(other), QUrl(QStringLiteral("http://host/a"))), same);
}

void TestHttpOutcome::delaysDoubleUpToALimit_data()
{
    QTest::addColumn<int>("attempt");
    QTest::addColumn<qint64>("full");
    QTest::newRow("1") << 1 << qint64(500);
    QTest::newRow("2") << 2 << qint64(1000);
    QTest::newRow("3") << 3 << qint64(2000);
    QTest::newRow("6") << 6 << qint64(16'000);
    QTest::newRow("7") << 7 << qint64(30'000);
    QTest::newRow("1000000") << 1'000'000 << qint64(30'000);
}

void TestHttpOutcome::delaysDoubleUpToALimit()
{
    QFETCH(int, attempt);
    QFETCH(qint64, full);
    qint64 least = full, most = 0;
    for (int i = 0; i < 200; ++i) {
        const qint64 delay = retryDelay(attempt);
        least = std::min(least, delay);
        most = std::max(most, delay);
    }
    QVERIFY(least >= full / 2);
    QVERIFY(most <= full);
    QVERIFY2(most - least > full / 10, "it is not spread");
}

void TestHttpOutcome::retryAfterIsSecondsOrADate_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("ms"); // at noon of 2024-02-29, a Thursday
    QTest::newRow("seconds") << QByteArray("120") << qint64(120'000);
    QTest::newRow("none") << QByteArray("0") << qint64(0);
    QTest::newRow("spaces") << QByteArray(" 7 ") << qint64(7'000);
    QTest::newRow("too long") << QByteArray("86400") << qint64(300'000);
    QTest::newRow("far too long") << QByteArray("9223372036854775807") << qint64(300'000);
    QTest::newRow("a date") << QByteArray("Thu, 29 Feb 2024 12:01:30 GMT") << qint64(90'000);
    QTest::newRow("a date gone by") << QByteArray("Thu, 29 Feb 2024 11:00:00 GMT") << qint64(0);
    QTest::newRow("a date far ahead") << QByteArray("Fri, 01 Mar 2024 12:00:00 GMT") << qint64(300'000);
    QTest::newRow("negative") << QByteArray("-5") << qint64(-1);
    QTest::newRow("empty") << QByteArray() << qint64(-1);
    QTest::newRow("words") << QByteArray("soon") << qint64(-1);
    QTest::newRow("too large a number") << QByteArray("99999999999999999999") << qint64(-1);
}

void TestHttpOutcome::retryAfterIsSecondsOrADate()
{
    QFETCH(QByteArray, value);
    QFETCH(qint64, ms);
    const QDateTime noon(QDate(2024, 2, 29), QTime(12, 0), Qt::UTC);
    QCOMPARE(parseRetryAfter(value, noon), ms);
}

void TestHttpOutcome::aUrlIsHttpAndComplete_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("problem"); // empty: none
    QTest::newRow("http") << QStringLiteral("http://host/x.log") << QString();
    QTest::newRow("https, port, query") << QStringLiteral("https://host:8443/a%20b?c=d") << QString();
    QTest::newRow("address") << QStringLiteral("http://[::1]:80/") << QString();
    QTest::newRow("spaces around") << QStringLiteral("  http://host/ ") << QString();
    QTest::newRow("empty") << QString() << QStringLiteral("URL");
    QTest::newRow("no scheme") << QStringLiteral("host/x.log") << QStringLiteral("begin with http");
    QTest::newRow("a path") << QStringLiteral("/x.log") << QStringLiteral("begin with http");
    QTest::newRow("no host") << QStringLiteral("http:///x.log") << QStringLiteral("begin with http");
    QTest::newRow("ftp") << QStringLiteral("ftp://host/x") << QStringLiteral("http and https");
    QTest::newRow("file") << QStringLiteral("file://host/x") << QStringLiteral("http and https");
    QTest::newRow("bad port") << QStringLiteral("http://host:99999/") << QStringLiteral("not a URL");
    QTest::newRow("space inside") << QStringLiteral("http://ho st/") << QStringLiteral("not a URL");
}

void TestHttpOutcome::aUrlIsHttpAndComplete()
{
    QFETCH(QString, text);
    QFETCH(QString, problem);
    const auto url = UploadTarget::parseUrl(text);
    QCOMPARE(url.has_value(), problem.isEmpty());
    if (!url)
        QVERIFY2(url.error().contains(problem), qPrintable(url.error()));
}

void TestHttpOutcome::aHeaderIsANameAndAValue_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("name"); // empty: refused
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("plain") << QStringLiteral("X-Build: 42") << QByteArray("X-Build") << QByteArray("42");
    QTest::newRow("no space") << QStringLiteral("a:b") << QByteArray("a") << QByteArray("b");
    QTest::newRow("colons") << QStringLiteral("a: b: c") << QByteArray("a") << QByteArray("b: c");
    QTest::newRow("empty value") << QStringLiteral("a:") << QByteArray("a") << QByteArray();
    QTest::newRow("UTF-8") << QStringLiteral("a: grün") << QByteArray("a") << QByteArray("gr\xc3\xbcn");
    QTest::newRow("no colon") << QStringLiteral("a") << QByteArray() << QByteArray();
    QTest::newRow("no name") << QStringLiteral(": b") << QByteArray() << QByteArray();
    QTest::newRow("space in the name") << QStringLiteral("a b: c") << QByteArray() << QByteArray();
    QTest::newRow("a second line") << QStringLiteral("a: b\r\nEvil: c") << QByteArray() << QByteArray();
    QTest::newRow("a line feed") << QStringLiteral("a: b\nEvil: c") << QByteArray() << QByteArray();
    QTest::newRow("NUL") << QStringLiteral("a: b") + QChar(0) + u'c' << QByteArray() << QByteArray();
}

void TestHttpOutcome::aHeaderIsANameAndAValue()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    const auto header = UploadTarget::parseHeader(text);
    QCOMPARE(header.has_value(), !name.isEmpty());
    if (!header)
        return;
    QCOMPARE(header->first, name);
    QCOMPARE(header->second, value);
}

void TestHttpOutcome::theUrlForPeopleHasNoPassword()
{
    UploadTarget target;
    target.url = QUrl(QStringLiteral("https://user:passw0rd@host/x"));
    QCOMPARE(target.displayUrl(), QStringLiteral("https://host/x"));
}

QTEST_GUILESS_MAIN(TestHttpOutcome)
#include "tst_httpoutcome.moc"
