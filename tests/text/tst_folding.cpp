#include "pipecore/text/humanize.h"
#include "pipecore/text/linewriter.h"
#include "pipecore/text/utf8.h"

#include "tests/support/randomtest.h"

#include <QElapsedTimer>
#include <QTest>

using namespace pipecore;

namespace
{

/// Columns as characters: '.' blank, '>' the rest of a wide one or of a tab, "<xx>" an invalid byte or a
/// control.
QString cells(const CellLine &line)
{
    QString text;
    for (int column = 0; column < line.columns(); ++column) {
        const char32_t c = line.at(column);
        if (c == cell::Blank)
            text += u'.';
        else if (c == cell::WideTail)
            text += u'>';
        else if (c & (cell::Invalid | cell::Control))
            text += QStringLiteral("<%1>").arg(c & 0xff, 2, 16, QLatin1Char('0'));
        else
            appendCharacter(text, c);
        text += line.marksAt(column);
    }
    return text;
}

} // namespace

class TestFolding : public QObject
{
    Q_OBJECT
private slots:
    void aRowShowsItsLastState_data();
    void aRowShowsItsLastState();
    void aRowShowsItsLastStateHoweverItIsCut_data() { aRowShowsItsLastState_data(); }
    void aRowShowsItsLastStateHoweverItIsCut();
    void stylesGoOnFromRowToRow();
    void aSequenceMayGoOnInTheNextRow();
    void erasedCellsTakeTheBackground();
    void textLeavesControlsAndTrailingBlanksOut();
    void aRowHasABound();
    void hostileRowsAreFoldedWithoutMuchWork_data();
    void hostileRowsAreFoldedWithoutMuchWork();
    void randomRowsAreHarmless();
    void plainRowsWrittenOverFoldAsByteForByte();
    void utf8IsDecodedAsTheStandardSays_data();
    void utf8IsDecodedAsTheStandardSays();
    void everyCharacterIsDecoded();
    void widthsAreThoseOfUnicode_data();
    void widthsAreThoseOfUnicode();
    void figuresReadWell();
};

void TestFolding::aRowShowsItsLastState_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *name, const QByteArray &bytes, const char *shown) {
        QTest::newRow(name) << bytes << QString::fromUtf8(shown);
    };
    row("plain", "hello", "hello");
    row("carriage return", "10%\r20%\r100%", "100%");
    row("a shorter line over a longer", "longer\rab", "abnger");
    row("and erased", "longer\r\x1b[Kab", "ab");
    row("carriage return at the end", "kept\r", "kept");
    row("backspace", "abc\b\bX", "aXc");
    row("backspace at the start", "\b\bX", "X");
    row("tab", "a\tb", "a\t>>>>>>b");
    row("tab at a tab stop", "12345678\tb", "12345678\t>>>>>>>b");
    row("tab over text leaves it", "abcdefghij\r\tX", "abcdefghXj");
    row("tab at the end", "a\t", "a\t>>>>>>");
    row("text over a tab", "a\tb\r\x1b[3CX", "a..X....b");
    row("EL 0", "abcdef\x1b[3G\x1b[K", "ab");
    row("EL 1", "abcdef\x1b[3G\x1b[1K", "...def");
    row("EL 2", "abcdef\x1b[2KX", "......X");
    row("ECH", "abcdef\x1b[2G\x1b[2X", "a..def");
    row("ECH beyond the end", "abc\x1b[2G\x1b[99X", "a");
    row("CHA", "abcdef\x1b[2GX", "aXcdef");
    row("CHA without a number", "abc\x1b[GX", "Xbc");
    row("HPA", "abc\x1b[2`X", "aXc");
    row("CUF", "a\x1b[2Cb", "a..b");
    row("CUF over text", "abcd\r\x1b[CX", "aXcd");
    row("CUB", "abcd\x1b[2DX", "abXd");
    row("CUB beyond the start", "abcd\x1b[99DX", "Xbcd");
    row("HPR", "a\x1b[3ab", "a...b");
    row("CHT", "a\x1b[2Ib", "a...............b");
    row("CBT", "0123456789\x1b[ZX", "01234567X9");
    row("CBT from a tab stop", "0123456701234567\x1b[ZX", "01234567X1234567");
    row("ICH", "abcd\x1b[2G\x1b[2@X", "aX.bcd");
    row("DCH", "abcdef\x1b[2G\x1b[2P", "adef");
    row("DCH beyond the end", "abc\x1b[2G\x1b[99P", "a");
    row("REP", "ab\x1b[3b", "abbbb");
    row("REP of nothing", "\x1b[3bx", "x");
    row("private sequences are not SGR or EL", "abc\r\x1b[?1K\x1b[>1m", "abc");
    row("nor are those with intermediates", "abc\r\x1b[1 P\x1b[2 @", "abc");
    row("titles and links are swallowed",
        "\x1b]0;title\x07"
        "a\x1b]8;;http://x/\x1b\\b\x1b]8;;\x1b\\",
        "ab");
    row("the bell is not shown", "a\ab", "ab");
    row("other controls are", QByteArray("a\0b\x01\x7f", 5), "a<00>b<01><7f>");
    row("vertical tab and form feed are", "a\vb\fc", "a<0b>b<0c>c");
    row("shifts are not",
        "a\x0e\x0f"
        "b",
        "ab");
    row("wide", "\xe4\xb8\x96\xe7\x95\x8c!", "世>界>!");
    row("over the left half of a wide one", "\xe4\xb8\x96\xe7\x95\x8c\rX", "X 界>");
    row("over the right half of a wide one", "\xe4\xb8\x96\xe7\x95\x8c\x1b[2GX", " X界>");
    row("a wide one over two halves", "\xe4\xb8\x96\xe7\x95\x8c\x1b[2G\xe6\x9c\xac", " 本> ");
    row("the tab counts columns", "\xe4\xb8\x96\tb", "世>\t>>>>>b");
    row("emoji", "\xf0\x9f\x98\x80!", "😀>!");
    row("combining", "e\xcc\x81x", "e\xcc\x81x");
    row("combining on a wide one", "\xe4\xb8\x96\xcc\x81", "世\xcc\x81>");
    row("combining on nothing", "\xcc\x81x", "x");
    row("two marks", "e\xcc\x81\xcc\xa3", "e\xcc\x81\xcc\xa3");
    row("marks added on the way back", "ab\xcc\x81\x1b[2G\xcc\xa3",
        "a\xcc\xa3"
        "b\xcc\x81");
    row("marks go with their letter", "e\xcc\x81\rx", "x");
    row("marks move with their letter", "ae\xcc\x81i\xcc\x81\r\x1b[P", "e\xcc\x81i\xcc\x81");
    row("marks make room with their letter", "ae\xcc\x81\r\x1b[2@", "..ae\xcc\x81");
    row("zero width joiner and space",
        "a\xe2\x80\x8d"
        "b",
        "a\xe2\x80\x8d"
        "b");
    row("invalid UTF-8", "a\xff\xc3z", "a<ff><c3>z");
    row("UTF-8 cut by a control", "\xe4\xb8\rz", "z<b8>");
    row("UTF-8 cut at the end", "a\xe4\xb8", "a<e4><b8>");
    row("a surrogate is invalid", "\xed\xa0\x80", "<ed><a0><80>");
    row("C1 controls as characters",
        "a\xc2\x9b"
        "1mb",
        "a<9b>1mb");
    row("DECSTR", "a\x1b[!pb", "ab");
}

void TestFolding::aRowShowsItsLastState()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, shown);
    RowFolder folder;
    QCOMPARE(cells(folder.fold(bytes)), shown);
}

void TestFolding::aRowShowsItsLastStateHoweverItIsCut()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, shown);
    class Pieces : public LineWriter
    {
    public:
        Pieces() : LineWriter(Controls::Show) { setLine(&m_line); }
        EscapeParser parser;

    private:
        CellLine m_line;
    };
    for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
        Pieces pieces;
        pieces.parser.feed(bytes.constData(), cut, pieces);
        pieces.parser.feed(bytes.constData() + cut, bytes.size() - cut, pieces);
        pieces.flushText();
        QCOMPARE(cells(pieces.line()), shown);
    }
}

void TestFolding::stylesGoOnFromRowToRow()
{
    RowFolder folder;
    const CellLine first = folder.fold("a\x1b[1;31mb");
    QVERIFY(first.styleAt(0).isPlain());
    QCOMPARE(first.styleAt(1).foreground, TextColor::indexed(1));
    const CellLine second = folder.fold("c\x1b[md\x1b[32m");
    QCOMPARE(second.styleAt(0), first.styleAt(1));
    QVERIFY(second.styleAt(1).isPlain());
    QCOMPARE(folder
                 .fold("e\x1b"
                       "c\x1b[mf")
                 .styleAt(0)
                 .foreground,
             TextColor::indexed(2));
    folder.fold("\x1b[7m\x1b[!p");
    QVERIFY(folder.fold("g").styleAt(0).isPlain());
}

void TestFolding::aSequenceMayGoOnInTheNextRow()
{
    RowFolder folder;
    QCOMPARE(cells(folder.fold("a\x1b[3")), QStringLiteral("a"));
    const CellLine next = folder.fold("1mb");
    QCOMPARE(cells(next), QStringLiteral("b"));
    QCOMPARE(next.styleAt(0).foreground, TextColor::indexed(1));
}

void TestFolding::erasedCellsTakeTheBackground()
{
    RowFolder folder;
    const CellLine line = folder.fold("abcd\x1b[1;44m\x1b[2G\x1b[2X");
    QCOMPARE(cells(line), QStringLiteral("a..d"));
    QCOMPARE(line.styleAt(1).background, TextColor::indexed(4));
    QVERIFY(!line.styleAt(1).has(Style::Bold));
    QVERIFY(line.styleAt(3).isPlain());
}

void TestFolding::textLeavesControlsAndTrailingBlanksOut()
{
    RowFolder folder;
    QCOMPARE(folder.fold(QByteArray("a\0b\xff\x1b[5Cc\x1b[10C", 14)).text(),
             QStringLiteral("ab\uFFFD     c"));
    QCOMPARE(folder.fold("abc\x1b[3G\x1b[X").text(), QStringLiteral("ab"));
    const CellLine line = folder.fold("\xe4\xb8\x96"
                                      "abc");
    QCOMPARE(line.text(2), QStringLiteral("abc"));
    QCOMPARE(line.text(0, 3), QStringLiteral("世a"));
    QCOMPARE(line.text(3, 3), QString());
    QCOMPARE(line.text(90), QString());
}

void TestFolding::aRowHasABound()
{
    RowFolder folder;
    for (const char *far : {"\x1b[999999999GX", "\x1b[999999999CX", "\x1b[999999999aXY", "\x1b[99999999IXY"})
        QVERIFY(folder.fold(far).columns() <= CellLine::kMostColumns);
    QVERIFY(folder.fold("x\x1b[99999999bxxx\xe4\xb8\x96").columns() <= CellLine::kMostColumns);
    QVERIFY(folder.fold("x\r\x1b[99999999@y").columns() <= CellLine::kMostColumns);
    QVERIFY(folder.fold("\x1b[44m\x1b[99999999X").columns() <= CellLine::kMostColumns);
    QVERIFY(folder.fold("\x1b[44m\x1b[999999999G\x1b[1K").columns() <= CellLine::kMostColumns);
    QCOMPARE(folder.fold(QByteArray(200'000, 'x')).columns(), CellLine::kMostColumns);
}

void TestFolding::hostileRowsAreFoldedWithoutMuchWork_data()
{
    QTest::addColumn<QByteArray>("piece");
    QTest::newRow("repeats") << QByteArray("x\x1b[99999b\r");
    QTest::newRow("wide repeats") << QByteArray("\xe4\xb8\x96\x1b[99999b\r");
    QTest::newRow("marks") << QByteArray("e\xcc\x81");
    QTest::newRow("marks overwritten") << QByteArray("e\xcc\x81\r\x1b[70000C");
    QTest::newRow("colours") << QByteArray("\x1b[38;2;1;2;3mx\x1b[38;2;3;2;1my");
}

void TestFolding::hostileRowsAreFoldedWithoutMuchWork()
{
    QFETCH(QByteArray, piece);
    const QByteArray row = piece.repeated(65'536 / piece.size());
    RowFolder folder;
    QElapsedTimer clock;
    clock.start();
    folder.fold(row).text();
    // Some 10 ms; without bounds on the work it is tens of seconds.
    QVERIFY2(clock.elapsed() < 10'000, qPrintable(QString::number(clock.elapsed())));
}

void TestFolding::randomRowsAreHarmless()
{
    QRandomGenerator random = seededGenerator();
    static const QByteArrayList pieces =
        QByteArray("\x1b[ \x1b[ ; ? m K X G C D @ P b Z I \r \b \t 1 2 99 70000 \xe4\xb8\x96 "
                   "\xcc\x81 e text \xff \xe4 \x1b \x18 \x1b] \x07 \x1b[44m")
            .split(' ');
    for (int i = 0; i < 3000; ++i) {
        QByteArray row;
        for (int n = random.bounded(200); n > 0; --n)
            row += pieces[random.bounded(static_cast<int>(pieces.size()))];
        RowFolder folder;
        const CellLine line = folder.fold(row);
        QVERIFY(line.columns() <= CellLine::kMostColumns);
        for (int column = 0; column < line.columns(); ++column)
            if (line.at(column) == cell::WideTail)
                QVERIFY(column > 0 &&
                        (line.at(column - 1) == cell::WideTail || line.at(column - 1) == cell::Tab ||
                         columnsOf(line.at(column - 1)) == 2));
        line.text();
    }
}

// Long plain rows are shortened first: the result is that of a row which cannot be, for a byte that shows
// nothing.
void TestFolding::plainRowsWrittenOverFoldAsByteForByte()
{
    QRandomGenerator random = seededGenerator();
    for (int round = 0; round < 300; ++round) {
        QByteArray bytes;
        const int longest = 1 + random.bounded(round % 2 ? 90 : 3000);
        while (bytes.size() < 4000) {
            for (int i = random.bounded(longest); i > 0; --i)
                bytes += static_cast<char>(' ' + random.bounded(95));
            bytes += '\r';
        }
        bytes += QByteArray(round % 3 > 0 ? random.bounded(longest) : 0, 'e');
        RowFolder shortening;
        RowFolder whole;
        for (RowFolder *folder : {&shortening, &whole})
            folder->fold("\x1b[32m");
        const CellLine folded = shortening.fold(bytes);
        const CellLine expected = whole.fold(QByteArray("\x1b[m\x1b[32m") + bytes);
        QCOMPARE(cells(folded), cells(expected));
        QCOMPARE(shortening.column, whole.column);
        QVERIFY(folded.columns() == 0 || folded.styleAt(0) == expected.styleAt(0));
        QCOMPARE(cells(shortening.fold("\x1b[3b")), cells(whole.fold("\x1b[3b"))); // REP
    }
}

void TestFolding::utf8IsDecodedAsTheStandardSays_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("size");
    const auto row = [](const char *name, const QByteArray &bytes, Utf8Step::Kind kind, int size) {
        QTest::newRow(name) << bytes << static_cast<int>(kind) << size;
    };
    row("ASCII", "a", Utf8Step::Character, 1);
    row("two", "\xc3\xa9", Utf8Step::Character, 2);
    row("last of all", "\xf4\x8f\xbf\xbf", Utf8Step::Character, 4);
    row("beyond the last", "\xf4\x90\x80\x80", Utf8Step::Invalid, 1);
    row("a continuation alone", "\x80", Utf8Step::Invalid, 1);
    row("overlong slash", "\xc0\xaf", Utf8Step::Invalid, 1);
    row("overlong in three", "\xe0\x80\xaf", Utf8Step::Invalid, 1);
    row("overlong in four", "\xf0\x80\x80\xaf", Utf8Step::Invalid, 1);
    row("surrogate", "\xed\xa0\x80", Utf8Step::Invalid, 1);
    row("0xf5", "\xf5\x80\x80\x80", Utf8Step::Invalid, 1);
    row("0xff", "\xff", Utf8Step::Invalid, 1);
    row("cut by ASCII",
        "\xe4\xb8"
        "a",
        Utf8Step::Invalid, 2);
    row("cut by another", "\xf0\x9f\x98\xe4", Utf8Step::Invalid, 3);
    row("incomplete in two", "\xc3", Utf8Step::Incomplete, 1);
    row("incomplete in four", "\xf0\x9f\x98", Utf8Step::Incomplete, 3);
}

void TestFolding::utf8IsDecodedAsTheStandardSays()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, kind);
    QFETCH(int, size);
    const Utf8Step step = decodeUtf8(bytes.constData(), bytes.constData() + bytes.size());
    QCOMPARE(static_cast<int>(step.kind), kind);
    QCOMPARE(step.size, size);
}

void TestFolding::everyCharacterIsDecoded()
{
    for (char32_t c = 1; c <= 0x10ffff; ++c) {
        if ((c >= 0xd800 && c < 0xe000) || c == 0xfeff) // Qt takes the byte order mark away
            continue;
        const QByteArray bytes = QString::fromUcs4(&c, 1).toUtf8();
        const Utf8Step step = decodeUtf8(bytes.constData(), bytes.constData() + bytes.size());
        if (step.kind != Utf8Step::Character || step.character != c || step.size != bytes.size())
            QFAIL(qPrintable(QString::number(c, 16)));
    }
}

void TestFolding::widthsAreThoseOfUnicode_data()
{
    QTest::addColumn<char32_t>("character");
    QTest::addColumn<int>("columns");
    const auto row = [](char32_t c, int columns) {
        QTest::addRow("U+%04X", static_cast<unsigned>(c)) << c << columns;
    };
    for (const char32_t c : {U'a', U'é', U'\u00ad', U'─', U'▁', U'\u20ac', U'\uff61', U'\uffff'})
        row(c, 1);
    for (const char32_t c : {U'\u0301', U'\u200b', U'\u200d', U'\ufe0f', U'\u20dd', U'\u1160', U'\u0e31'})
        row(c, 0);
    for (const char32_t c :
         {U'世', U'あ', U'한', U'Ａ', U'￥', U'😀', U'🚀', U'⌚', U'\u3000', U'\U00020000', U'\U0003fffd'})
        row(c, 2);
}

void TestFolding::widthsAreThoseOfUnicode()
{
    QFETCH(char32_t, character);
    QFETCH(int, columns);
    QCOMPARE(columnsOf(character), columns);
}

void TestFolding::figuresReadWell()
{
    QCOMPARE(formatBytes(0), QStringLiteral("0 B"));
    QCOMPARE(formatBytes(999), QStringLiteral("999 B"));
    QCOMPARE(formatBytes(12'345'678), QStringLiteral("12.3 MB"));
    QCOMPARE(formatBytes(1'234'567'890), QStringLiteral("1.23 GB"));
    QCOMPARE(formatCount(12'345'678), QStringLiteral("12,345,678"));
    QCOMPARE(formatDuration(449), QStringLiteral("0.4 s"));
    QCOMPARE(formatDuration(12'900), QStringLiteral("12 s"));
    QCOMPARE(formatDuration(187'000), QStringLiteral("3:07"));
    QCOMPARE(formatDuration(3'723'000), QStringLiteral("1:02:03"));
}

QTEST_APPLESS_MAIN(TestFolding)
#include "tst_folding.moc"
