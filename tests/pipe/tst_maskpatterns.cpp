#include "tests/pipe/maskedstream.h"

using namespace pipecore;
using namespace masktest;

class TestMaskPatterns : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { s_random = seededGenerator(); }
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

void TestMaskPatterns::patternsAreMaskedHoweverTheyAreCut_data()
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

void TestMaskPatterns::patternsAreMaskedHoweverTheyAreCut()
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

void TestMaskPatterns::aPatternThatMatchesWithoutEndIsBounded()
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

void TestMaskPatterns::theStreamsAreMaskedEachForItself()
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

void TestMaskPatterns::streamAndTimeStayWithTheBytes()
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

void TestMaskPatterns::aSlowSecretIsNeverShown()
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

void TestMaskPatterns::aSlowMatchOfAPatternIsNotShown()
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

void TestMaskPatterns::aPromptIsShownAfterASilence_data()
{
    QTest::addColumn<QByteArray>("prompt");
    QTest::newRow("nothing of a secret") << QByteArray("Continue? ");
    QTest::newRow("the first byte of one") << QByteArray("Go to h");
    QTest::newRow("three bytes of one") << QByteArray("Go to hun");
    QTest::newRow("the beginning of a match") << QByteArray("Token: ");
}

void TestMaskPatterns::aPromptIsShownAfterASilence()
{
    QFETCH(QByteArray, prompt);
    Live live(rulesFor({kSecret}, {QStringLiteral("Token: \\w{20}")}));
    live.write(prompt);
    QTRY_COMPARE(live.shown(), prompt);
}

void TestMaskPatterns::marksAreCountedOnceForEachGroup()
{
    qint64 count = 0;
    masked(rulesFor({"aaaa"}), "aaaaaaaa b aaaa", 1, &count);
    QCOMPARE(count, 2);
    masked(rulesFor({"abcd"}), "abcdabcd", 3, &count);
    QCOMPARE(count, 2);
    masked(rulesFor({"abcd"}), "nothing", 3, &count);
    QCOMPARE(count, 0);
}

void TestMaskPatterns::theSourcesErrorIsPassedOn()
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

void TestMaskPatterns::aWrongPatternIsExplained()
{
    const auto pattern = Pattern::compile(QStringLiteral("(abc"));
    QVERIFY(!pattern);
    QVERIFY2(pattern.error().contains(QStringLiteral("\"(abc\"")), qPrintable(pattern.error()));
    QVERIFY2(pattern.error().contains(QStringLiteral("parenthesis")), qPrintable(pattern.error()));
}

QTEST_GUILESS_MAIN(TestMaskPatterns)
#include "tst_maskpatterns.moc"
