#include "pipecore/pipe/copy.h"
#include "pipecore/pipe/maskreader.h"
#include "pipecore/pipe/pipe.h"
#include "pipecore/pipe/secretforms.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <thread>

using namespace pipecore;

namespace
{

QRandomGenerator s_random;

/// Pieces of output, each of one channel and time.
class Pieces : public QIODevice, public ChannelAware
{
public:
    struct Piece {
        QByteArray bytes;
        int channel = 0;
        qint64 time = 0;
    };
    explicit Pieces(std::vector<Piece> pieces) : m_pieces(std::move(pieces)) { open(ReadOnly | Unbuffered); }
    int channel() const override { return m_now.channel; }
    qint64 time() const override { return m_now.time; }
    bool isSequential() const override { return true; }
    bool waitForReadyRead(int) override { return m_next < m_pieces.size(); }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        if (m_next == m_pieces.size())
            return -1;
        m_now = m_pieces[m_next++];
        Q_ASSERT(m_now.bytes.size() <= maxSize);
        std::copy(m_now.bytes.begin(), m_now.bytes.end(), data);
        return m_now.bytes.size();
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    std::vector<Piece> m_pieces;
    size_t m_next = 0;
    Piece m_now;
};

MaskRules::Ptr rulesFor(const QList<QByteArray> &secrets, const QStringList &patterns = {})
{
    std::vector<Pattern> compiled;
    for (const QString &pattern : patterns)
        compiled.push_back(Pattern::compile(pattern).value());
    return MaskRules::make(secrets, compiled);
}

/// What one reads of `text` when it comes in pieces of the given size; 0: of random sizes.
QByteArray masked(const MaskRules::Ptr &rules, const QByteArray &text, qsizetype pieceSize,
                  qint64 *count = nullptr)
{
    std::vector<Pieces::Piece> pieces;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype size = pieceSize > 0 ? pieceSize : 1 + s_random.bounded(12);
        pieces.push_back({text.mid(at, size), 0, 0});
        at += size;
    }
    Pieces source(std::move(pieces));
    MaskReader reader(&source, rules);
    const QByteArray all = reader.readAll();
    if (count)
        *count = reader.masked();
    return all;
}

/// The naive model: all bytes that any occurrence covers; each group of overlapping ones becomes one mark.
QByteArray model(const QList<QByteArray> &literals, const QByteArray &text)
{
    std::vector<std::pair<qsizetype, qsizetype>> found;
    for (const QByteArray &literal : literals)
        for (qsizetype at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1))
            found.emplace_back(at, at + literal.size());
    std::sort(found.begin(), found.end());
    QByteArray shown;
    qsizetype at = 0;
    for (size_t i = 0; i < found.size();) {
        auto [start, end] = found[i];
        for (; i < found.size() && found[i].first < end; ++i)
            end = std::max(end, found[i].second);
        shown += text.mid(at, start - at) + "***";
        at = end;
    }
    return shown + text.mid(at);
}

/// The reader's answers while a pipe's other end is written to at leisure.
class Live
{
public:
    explicit Live(MaskRules::Ptr rules) : m_ends(makePipe())
    {
        m_thread = std::thread([this, rules = std::move(rules)] {
            MaskReader reader(m_ends.reader.get(), rules);
            char byte;
            while (reader.read(&byte, 1) == 1) {
                const std::lock_guard lock(m_lock);
                m_shown += byte;
            }
        });
    }
    ~Live() { end(); }
    void write(const QByteArray &bytes) { m_ends.writer->write(bytes); }
    void end()
    {
        m_ends.writer->close();
        if (m_thread.joinable())
            m_thread.join();
    }
    QByteArray shown() const
    {
        const std::lock_guard lock(m_lock);
        return m_shown;
    }

private:
    mutable std::mutex m_lock;
    QByteArray m_shown;
    PipeEnds m_ends;
    std::thread m_thread;
};

const QByteArray kSecret = "hunter2-s3cr3t/Va+lue";

} // namespace

class TestMaskReader : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
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
    void patternsAreMaskedHoweverTheyAreCut_data();
    void patternsAreMaskedHoweverTheyAreCut();
    void aPatternThatMatchesWithoutEndIsBounded();
    void theStreamsAreMaskedEachForItself();
    void streamAndTimeStayWithTheBytes();
    void aSlowSecretIsNeverShown();
    void aSlowMatchOfAPatternIsNotShown();
    void aPromptIsShownAfterASilence_data();
    void aPromptIsShownAfterASilence();
    void marksAreCountedOnceForEachGroup();
    void theSourcesErrorIsPassedOn();
    void aWrongPatternIsExplained();
};

void TestMaskReader::initTestCase()
{
    const quint32 seed = qEnvironmentVariableIsSet("RUNNEL_TEST_SEED")
                             ? qEnvironmentVariable("RUNNEL_TEST_SEED").toUInt()
                             : QRandomGenerator::system()->generate();
    qInfo("seed %u (RUNNEL_TEST_SEED repeats it)", seed);
    s_random.seed(seed);
}

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

void TestMaskReader::patternsAreMaskedHoweverTheyAreCut_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("wanted");
    const auto row = [](const char *name, const char *pattern, const char *text, const char *wanted) {
        QTest::newRow(name) << QString::fromUtf8(pattern) << QByteArray(text) << QByteArray(wanted);
    };
    row("a class", "ghp_[A-Za-z0-9]{8}", "t ghp_abcdEF12 u ghp_abc", "t *** u ghp_abc");
    row("greedy", "password=.*", "a password=hunter2 x\nb", "a ***\nb");
    row("at the end", "password=.*", "a password=hunter2", "a ***");
    row("a line's start", "^tok:\\w+", "tok:abc\nx tok:abc\ntok:def", "***\nx tok:abc\n***");
    row("a line's end", "\\d{4}$", "1234\n1234 5\n5678", "***\n1234 5\n***");
    row("a word's edge", "\\bkey\\b", "key keys akey key", "*** keys akey ***");
    row("looking back", "(?<=token: )\\w+", "token: abc, token:abc", "token: ***, token:abc");
    row("\\K", "token=\\K\\w+", "token=abc&x token=", "token=***&x token=");
    row("several lines", "BEGIN[\\s\\S]*?END", "x BEGIN\n1\n2\nEND y BEGIN", "x *** y BEGIN");
    row("empty matches", "x*", "axxb", "a***b");
    row("bytes", "\\xff\\xfe+", "a\xff\xfe\xfe b", "a*** b");
}

void TestMaskReader::patternsAreMaskedHoweverTheyAreCut()
{
    QFETCH(QString, pattern);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, wanted);
    const auto rules = rulesFor({}, {pattern});
    for (qsizetype size = 1; size <= text.size(); ++size)
        QCOMPARE(masked(rules, text, size), wanted);
    const QByteArray filler = QByteArray(40'000, '-') + '\n'; // more than a pattern looks at at once
    QCOMPARE(masked(rules, filler + text, 0), filler + wanted);
}

void TestMaskReader::aPatternThatMatchesWithoutEndIsBounded()
{
    QByteArray text = "start ";
    while (text.size() < 1'000'000)
        text += "abcdefgh";
    const auto rules = rulesFor({}, {QStringLiteral("start.*stop")});
    std::vector<Pieces::Piece> pieces;
    for (qsizetype at = 0; at < text.size(); at += 50'000)
        pieces.push_back({text.mid(at, 50'000)});
    Pieces source(std::move(pieces));
    MaskReader reader(&source, rules);
    QCOMPARE(reader.read(6), QByteArray("start ")); // long before the end
    QCOMPARE(reader.readAll().size(), text.size() - 6);
}

void TestMaskReader::theStreamsAreMaskedEachForItself()
{
    const auto rules = rulesFor({kSecret});
    std::vector<Pieces::Piece> pieces;
    for (qsizetype i = 0; i < kSecret.size(); ++i)
        for (int channel : {0, 1})
            pieces.push_back({kSecret.mid(i, 1), channel, i});
    pieces.push_back({"out\n", 0, 100});
    pieces.push_back({"err\n", 1, 100});
    Pieces source(std::move(pieces));
    MaskReader reader(&source, rules);
    QByteArray shown[2];
    char buffer[64];
    for (qint64 n = reader.read(buffer, 64); n > 0; n = reader.read(buffer, 64))
        shown[reader.channel()].append(buffer, n);
    QCOMPARE(shown[0], QByteArray("***out\n"));
    QCOMPARE(shown[1], QByteArray("***err\n"));
    QCOMPARE(reader.masked(), 2);
}

void TestMaskReader::streamAndTimeStayWithTheBytes()
{
    const auto rules = rulesFor({"secret"});
    Pieces source({{"one\n", 0, 5}, {"two\n", 1, 7}, {"se", 0, 9}, {"three\n", 1, 11}, {"e\n", 0, 13}});
    MaskReader reader(&source, rules);
    QByteArray seen;
    char buffer[64];
    for (qint64 n = reader.read(buffer, 64); n > 0; n = reader.read(buffer, 64))
        seen += QByteArray::number(reader.channel()) + '@' + QByteArray::number(reader.time()) + ' ' +
                QByteArray(buffer, n).trimmed() + ';';
    // "se" could not be told before "three", and time does not go back.
    QCOMPARE(seen, QByteArray("0@5 one;1@7 two;1@11 three;0@11 se;0@13 e;"));
}

void TestMaskReader::aSlowSecretIsNeverShown()
{
    const QByteArray secret = "hunter2-s3cr";
    Live live(rulesFor({secret}));
    live.write("Token: ");
    for (const char c : secret) {
        live.write(QByteArray(1, c));
        QTest::qWait(static_cast<int>(MaskReader::kSilence.count()) + 60);
    }
    live.write("\n");
    live.end();
    // Three bytes may go by before they tell anything; how many did is a matter of the machine's speed.
    QVERIFY2(QByteArray("Token: hun***\n").startsWith(live.shown().left(7)), live.shown().constData());
    QVERIFY2(!live.shown().contains("hunt") && live.shown().endsWith("***\n"), live.shown().constData());
    QVERIFY2(live.shown().size() <= 14, live.shown().constData());
}

void TestMaskReader::aSlowMatchOfAPatternIsNotShown()
{
    Live live(rulesFor({}, {QStringLiteral("token: [a-z0-9]{8}"), QStringLiteral("password=.*")}));
    live.write("token: ");
    QTRY_COMPARE(live.shown(), QByteArray("token: "));
    for (const char *piece : {"h", "u", "nter", "22", "\n", "password", "=", "h", "unter"}) {
        live.write(piece);
        QTest::qWait(static_cast<int>(MaskReader::kSilence.count()) + 60);
    }
    live.end();
    QCOMPARE(live.shown(), QByteArray("token: ***\n***"));
}

void TestMaskReader::aPromptIsShownAfterASilence_data()
{
    QTest::addColumn<QByteArray>("prompt");
    QTest::newRow("nothing of a secret") << QByteArray("Continue? ");
    QTest::newRow("the first byte of one") << QByteArray("Go to h");
    QTest::newRow("three bytes of one") << QByteArray("Go to hun");
    QTest::newRow("the beginning of a match") << QByteArray("Token: ");
}

void TestMaskReader::aPromptIsShownAfterASilence()
{
    QFETCH(QByteArray, prompt);
    Live live(rulesFor({kSecret}, {QStringLiteral("Token: \\w{20}")}));
    live.write(prompt);
    QTRY_COMPARE(live.shown(), prompt);
}

void TestMaskReader::marksAreCountedOnceForEachGroup()
{
    qint64 count = 0;
    masked(rulesFor({"aaaa"}), "aaaaaaaa b aaaa", 1, &count);
    QCOMPARE(count, 2);
    masked(rulesFor({"abcd"}), "abcdabcd", 3, &count);
    QCOMPARE(count, 2);
    masked(rulesFor({"abcd"}), "nothing", 3, &count);
    QCOMPARE(count, 0);
}

void TestMaskReader::theSourcesErrorIsPassedOn()
{
    PipeEnds ends = makePipe(64);
    ends.writer->write("some hun");
    ends.writer->closeWithError(QStringLiteral("the disk is gone"));
    MaskReader reader(ends.reader.get(), rulesFor({kSecret}));
    QBuffer sink;
    sink.open(QIODevice::WriteOnly);
    QString error;
    QCOMPARE(pipecore::copy(reader, sink, &error), 8);
    QCOMPARE(sink.data(), QByteArray("some hun"));
    QCOMPARE(error, QStringLiteral("the disk is gone"));
    QCOMPARE(reader.status().code, PipeStatus::Error);
}

void TestMaskReader::aWrongPatternIsExplained()
{
    const auto pattern = Pattern::compile(QStringLiteral("(abc"));
    QVERIFY(!pattern);
    QVERIFY2(pattern.error().contains(QStringLiteral("\"(abc\"")), qPrintable(pattern.error()));
    QVERIFY2(pattern.error().contains(QStringLiteral("parenthesis")), qPrintable(pattern.error()));
}

QTEST_GUILESS_MAIN(TestMaskReader)
#include "tst_maskreader.moc"
