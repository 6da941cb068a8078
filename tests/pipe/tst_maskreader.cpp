#include "tests/pipe/maskedstream.h"

using namespace pipecore;
using namespace masktest;

class TestMaskReader : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { s_random = seededGenerator(); }
    void aSecretIsMaskedHoweverItIsCut();
    void outputWithoutASecretPassesByteForByte();
    void aBeginningThatIsRefutedComesWhole();
    void aBeginningAtTheEndOfTheStreamComesWhole();
    void randomSecretsAgreeWithTheModel();
    void overlappingSecretsAreCoveredWhole();
    void base64OfASecretIsMasked_data();
    void base64OfASecretIsMasked();
    void percentEncodedAndJsonFormsAreMasked_data();
    void percentEncodedAndJsonFormsAreMasked();
    void eachLineOfASecretOfSeveralIsMasked();
    void aLongSecretIsMaskedInPieces();
};

void TestMaskReader::aSecretIsMaskedHoweverItIsCut()
{
    const auto rules = rulesFor({kSecret});
    const QByteArray text = "key=" + kSecret + ";" + kSecret + kSecret + " end " + kSecret;
    for (qsizetype size = 1; size <= text.size(); ++size)
        QCOMPARE(masked(rules, text, size), QByteArray("key=***;****** end ***"));
}

void TestMaskReader::outputWithoutASecretPassesByteForByte()
{
    QByteArray text(300'000, Qt::Uninitialized);
    for (char &c : text)
        c = static_cast<char>(s_random.bounded(256));
    const auto rules = rulesFor({kSecret, "another-secret"}, {QStringLiteral("never[0-9]{30}this")});
    QCOMPARE(masked(rules, text, 0), text);
    QCOMPARE(masked(rules, text, 100'000), text);
}

void TestMaskReader::aBeginningThatIsRefutedComesWhole()
{
    const auto rules = rulesFor({kSecret});
    for (qsizetype n = 1; n < kSecret.size(); ++n) {
        const QByteArray text =
            "a " + kSecret.left(n) + "\xff and on " + kSecret.left(n) + kSecret.left(n) + "\n";
        QCOMPARE(masked(rules, text, 1), text);
    }
}

void TestMaskReader::aBeginningAtTheEndOfTheStreamComesWhole()
{
    const auto rules = rulesFor({kSecret});
    for (qsizetype n = 1; n < kSecret.size(); ++n)
        QCOMPARE(masked(rules, "a " + kSecret.left(n), 3), "a " + kSecret.left(n));
}

// Few letters, so that literals overlap with themselves and with each other.
void TestMaskReader::randomSecretsAgreeWithTheModel()
{
    auto &random = s_random;
    const auto word = [&random](int size, int letters) {
        QByteArray bytes;
        while (bytes.size() < size)
            bytes += static_cast<char>('a' + random.bounded(letters));
        return bytes;
    };
    for (int round = 0; round < 400; ++round) {
        const int letters = random.bounded(1, 4);
        QList<QByteArray> secrets;
        for (int i = random.bounded(1, 6); i > 0; --i)
            secrets << word(random.bounded(4, round % 2 ? 7 : 40), letters);
        QList<QByteArray> literals;
        for (const QByteArray &secret : secrets)
            literals += secretForms(secret);
        QByteArray text;
        while (text.size() < 400) {
            const QByteArray &secret = secrets[random.bounded(secrets.size())];
            text += random.bounded(3) == 0
                        ? secret.left(random.bounded(1, static_cast<int>(secret.size() + 1)))
                        : word(random.bounded(1, 30), letters);
        }
        const auto rules = rulesFor(secrets);
        const QByteArray wanted = model(literals, text);
        QCOMPARE(masked(rules, text, 0), wanted);
        QCOMPARE(masked(rules, text, 1), wanted);
        QCOMPARE(masked(rules, text, text.size()), wanted);
    }
}

void TestMaskReader::overlappingSecretsAreCoveredWhole()
{
    const auto rules = rulesFor({"abcdefgh", "efghijkl", "bcde"});
    for (qsizetype size : {1, 2, 5, 100}) {
        QCOMPARE(masked(rules, "xabcdefghijklx", size), QByteArray("x***x"));
        QCOMPARE(masked(rules, "xabcdefgx", size), QByteArray("xa***fgx"));
    }
}

void TestMaskReader::base64OfASecretIsMasked_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    for (const char *before : {"", "u", "us", "user:", "a longer text ", "\xff\xfe\xfd\xfc"})
        for (const char *after : {"", "\n", "&x", "\r\n-", " and what follows it"})
            QTest::addRow("%d bytes before, %d behind", int(qstrlen(before)), int(qstrlen(after)))
                << QByteArray(before) << QByteArray(after);
}

void TestMaskReader::base64OfASecretIsMasked()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    const auto rules = rulesFor({kSecret});
    for (const auto alphabet : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding}) {
        for (const auto padding : {QByteArray::KeepTrailingEquals, QByteArray::OmitTrailingEquals}) {
            const QByteArray encoded = (before + kSecret + after).toBase64(alphabet | padding);
            const QByteArray shown = masked(rules, "Basic " + encoded + "\n", 0);
            QVERIFY2(shown.contains("***"), shown.constData());
            // What is left of it decodes to no four bytes of the secret in a row.
            for (qsizetype cut = 0; cut < 4; ++cut) {
                for (const QByteArray &piece : shown.mid(6).trimmed().split('*')) {
                    const QByteArray decoded = QByteArray::fromBase64(piece.mid(cut), alphabet);
                    for (qsizetype i = 0; i + 4 <= kSecret.size(); ++i)
                        QVERIFY2(!decoded.contains(kSecret.mid(i, 4)), shown.constData());
                }
            }
        }
    }
}

void TestMaskReader::percentEncodedAndJsonFormsAreMasked_data()
{
    QTest::addColumn<QByteArray>("form");
    QTest::newRow("encodeURIComponent") << QByteArray("p%40ss%20%2F%2Bw%22rd%5C!%c3%a4");
    QTest::newRow("lower case digits") << QByteArray("p%40ss%20%2f%2bw%22rd%5c!%c3%a4");
    QTest::newRow("upper case digits") << QByteArray("p%40ss%20%2F%2Bw%22rd%5C!%C3%A4");
    QTest::newRow("all") << QByteArray("p%40ss%20%2F%2Bw%22rd%5C%21%C3%A4");
    QTest::newRow("a path") << QByteArray("p%40ss%20/%2Bw%22rd%5C%21%C3%A4");
    QTest::newRow("encodeURI") << QByteArray("p@ss%20/+w%22rd%5C!%C3%A4");
    QTest::newRow("a form") << QByteArray("p%40ss+%2F%2Bw%22rd%5C%21%C3%A4");
    QTest::newRow("JSON") << QByteArray("p@ss /+w\\\"rd\\\\!\xc3\xa4");
    QTest::newRow("JSON of PHP") << QByteArray("p@ss \\/+w\\\"rd\\\\!\xc3\xa4");
}

void TestMaskReader::percentEncodedAndJsonFormsAreMasked()
{
    QFETCH(QByteArray, form);
    const auto rules = rulesFor({"p@ss /+w\"rd\\!\xc3\xa4"});
    // No encoder mixes the digits' cases.
    if (QByteArray(QTest::currentDataTag()) == "encodeURIComponent")
        form = form.replace("%c3%a4", "%C3%A4");
    QCOMPARE(masked(rules, "a=" + form + "&b", 0), QByteArray("a=***&b"));
}

void TestMaskReader::eachLineOfASecretOfSeveralIsMasked()
{
    const auto rules = rulesFor({"-----BEGIN KEY-----\nfirst line of it\nsecond line of it\n"});
    QCOMPARE(masked(rules, "> -----BEGIN KEY-----\r\n> first line of it\r\n> second line of it\r\n", 0),
             QByteArray("> ***\r\n> ***\r\n> ***\r\n"));
}

void TestMaskReader::aLongSecretIsMaskedInPieces()
{
    QByteArray secret;
    while (secret.size() < 2 * kLongestPiece + 1)
        secret += QByteArray::number(s_random.generate64(), 36);
    const auto rules = rulesFor({secret});
    const QByteArray shown = masked(rules, "a " + secret + " b", 0);
    QCOMPARE(QByteArray(shown).replace("*", ""), QByteArray("a  b"));
}

QTEST_GUILESS_MAIN(TestMaskReader)
#include "tst_maskreader.moc"
