#include "pipecore/text/escapeparser.h"
#include "pipecore/text/sgr.h"
#include "pipecore/text/stylescanner.h"

#include "tests/support/randomtest.h"

#include <QTest>

using namespace pipecore;

namespace
{

/// Writes down what the parser tells: text as it is, controls as ^X, sequences in brackets.
struct Log {
    QByteArray told;
    void text(const char *begin, const char *end) { told += QByteArray(begin, end - begin); }
    void nuls(qint64 count) { told += QByteArray("^@").repeated(count); }
    void control(char code) { told += QByteArray("^") + (code == 0x7f ? '?' : static_cast<char>(code + 64)); }
    void csi(const ControlSequence &s)
    {
        told += "[csi " + s.parameters.toByteArray() +
                (s.intermediates.isEmpty() ? "" : " " + s.intermediates.toByteArray()) + ' ' + s.final + ']';
    }
    void osc(QByteArrayView string) { told += "[osc " + string.toByteArray() + ']'; }
    void escape(char intermediate, char final)
    {
        told += "[esc " + (intermediate ? QByteArray(1, intermediate) : QByteArray()) + final + ']';
    }
};

QByteArray parsed(const QByteArray &bytes)
{
    EscapeParser parser;
    Log log;
    parser.feed(bytes.constData(), bytes.size(), log);
    return log.told;
}

/// Bytes with much of what matters to the parser.
QByteArray hostileBytes(QRandomGenerator &random, int size)
{
    static const char interesting[] =
        "\x1b\x1b\x1b\x1b[[[]PX^_\\\\\x07\x18\x1a;:?>!$ m01239cp\n\r\t\x7f\xc3\xa9\x80\xffxyz";
    QByteArray bytes(size, '\0');
    for (char &byte : bytes)
        byte = random.bounded(20) == 0
                   ? static_cast<char>(random.bounded(256))
                   : interesting[random.bounded(static_cast<int>(sizeof interesting - 1))];
    return bytes;
}

} // namespace

class TestEscapeParser : public QObject
{
    Q_OBJECT
private slots:
    void sequencesAreRecognised_data();
    void sequencesAreRecognised();
    void aCutAnywhereChangesNothing_data() { sequencesAreRecognised_data(); }
    void aCutAnywhereChangesNothing();
    void randomBytesInRandomPiecesAreTheSame();
    void aSequenceThatIsTooLongHasNoEffect();
    void aStringThatIsTooLongIsSwallowedToItsEnd();
    void numbersHaveDefaultsAndBounds();
    void styleAtAnyPlaceIsThatOfTheWholeStream();
    void styleStatesSurviveTheirFourWords();
    void sgrSetsWhatItSays_data();
    void sgrSetsWhatItSays();
    void sgrEndsWhatItSays_data();
    void sgrEndsWhatItSays();
    void anySgrIsHarmless();
};

void TestEscapeParser::sequencesAreRecognised_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("told");
    const auto row = [](const char *name, const QByteArray &bytes, const char *told) {
        QTest::newRow(name) << bytes << QByteArray(told);
    };
    row("text", "plain text", "plain text");
    row("UTF-8 is text", "\xc3\xa9\xff", "\xc3\xa9\xff");
    row("controls", QByteArray("a\r\n\t\b\0b\x7f", 8), "a^M^J^I^H^@b^?");
    row("a sequence", "a\x1b[1;31mb", "a[csi 1;31 m]b");
    row("no parameters", "\x1b[K", "[csi  K]");
    row("colons", "\x1b[4:3m", "[csi 4:3 m]");
    row("private", "\x1b[?25l", "[csi ?25 l]");
    row("intermediates", "\x1b[1 q\x1b[!p", "[csi 1   q][csi  ! p]");
    row("a parameter behind an intermediate spoils it", "\x1b[!1px", "x");
    row("controls within a sequence act", "\x1b[3\n1mx", "^J[csi 31 m]x");
    row("DEL within a sequence is nothing",
        "\x1b[3\x7f"
        "1mx",
        "[csi 31 m]x");
    row("a new sequence ends the old", "\x1b[31\x1b[32mx", "[csi 32 m]x");
    row("CAN ends it", "\x1b[31\x18mx", "mx");
    row("SUB ends it", "\x1b[31\x1amx", "mx");
    row("UTF-8 ends it", "\x1b[31\xc3\xa9", "\xc3\xa9");
    row("UTF-8 behind ESC is text", "\x1b\xc3\xa9", "\xc3\xa9");
    row("simple escapes",
        "\x1b"
        "7\x1b"
        "8\x1b"
        "c\x1b=",
        "[esc 7][esc 8][esc c][esc =]");
    row("escapes with intermediates", "\x1b(B\x1b#8x", "[esc (B][esc #8]x");
    row("intermediate, then what else begins something", "\x1b([x", "[esc ([]x");
    row("two ESC", "\x1b\x1b[mx", "[csi  m]x");
    row("OSC with BEL", "\x1b]0;title\x07x", "[osc 0;title]x");
    row("OSC with ST", "\x1b]8;;http://a/\x1b\\x", "[osc 8;;http://a/]x");
    row("OSC with UTF-8", "\x1b]0;\xc3\x9c\x07", "[osc 0;\xc3\x9c]");
    row("OSC broken off by a sequence", "\x1b]0;ti\x1b[31mx", "[csi 31 m]x");
    row("OSC ended by CAN", "\x1b]0;ti\x18x", "x");
    row("OSC without an end", "\x1b]0;ti\nmore", "");
    row("DCS", "\x1bP1$r0m\x1b\\x", "[esc \\]x" + 7);
    row("APC, PM, SOS", "\x1b_G\xff\x1b\\a\x1b^p\x1b\\b\x1bXs\x1b\\c", "abc");
    row("DCS broken off by a sequence", "\x1bPabc\x1b[1mx", "[csi 1 m]x");
    row("ESC ESC \\ within a string", "\x1bPabc\x1b\x1b\\x", "[esc \\]x");
    row("alone at the end", "x\x1b", "x");
}

void TestEscapeParser::sequencesAreRecognised()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, told);
    QCOMPARE(parsed(bytes), told);
}

void TestEscapeParser::aCutAnywhereChangesNothing()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, told);
    for (qsizetype one = 0; one <= bytes.size(); ++one) {
        for (qsizetype two = one; two <= bytes.size(); ++two) {
            EscapeParser parser;
            Log log;
            parser.feed(bytes.constData(), one, log);
            parser.feed(bytes.constData() + one, two - one, log);
            parser.feed(bytes.constData() + two, bytes.size() - two, log);
            QCOMPARE(log.told, told);
        }
    }
}

void TestEscapeParser::randomBytesInRandomPiecesAreTheSame()
{
    QRandomGenerator random = seededGenerator();
    for (int i = 0; i < 300; ++i) {
        const QByteArray bytes = hostileBytes(random, 5000);
        EscapeParser parser;
        Log log;
        inRandomPieces(bytes, 1 << random.bounded(10), random,
                       [&](QByteArrayView piece) { parser.feed(piece.data(), piece.size(), log); });
        QVERIFY(log.told == parsed(bytes));
    }
}

void TestEscapeParser::aSequenceThatIsTooLongHasNoEffect()
{
    const QByteArray fits = "\x1b[" + QByteArray(EscapeParser::kLongestSequence - 10, '1') + "m";
    QVERIFY(parsed(fits).startsWith("[csi "));
    const QByteArray tooLong = "\x1b[" + QByteArray(EscapeParser::kLongestSequence, '1') + "m";
    QVERIFY(!parsed(tooLong).contains("[csi"));
    QCOMPARE(parsed(tooLong + "after"), QByteArray("after"));
    // Nor does anything that acts within it make it end.
    const QByteArray newlines(10'000, '\n');
    QVERIFY(parsed("\x1b[" + newlines + "1mafter").endsWith("Jafter"));
}

void TestEscapeParser::aStringThatIsTooLongIsSwallowedToItsEnd()
{
    const QByteArray payload(10 * EscapeParser::kLongestSequence, 'A');
    QCOMPARE(parsed("\x1b]1337;File=:" + payload + "\x07x"), QByteArray("x"));
    QCOMPARE(parsed("\x1b]1337;File=:" + payload + "\x1b\\x"), QByteArray("x"));
    QCOMPARE(parsed("\x1bP" + payload + "\x1b\\x"), QByteArray("x"));
}

void TestEscapeParser::numbersHaveDefaultsAndBounds()
{
    const auto number = [](const char *parameters, int index, int fallback) {
        return ControlSequence{QByteArrayView(parameters), {}, 'A'}.number(index, fallback);
    };
    QCOMPARE(number("", 0, 1), 1);
    QCOMPARE(number("5", 0, 1), 5);
    QCOMPARE(number("0", 0, 1), 1);
    QCOMPARE(number("5;7", 1, 1), 7);
    QCOMPARE(number(";7", 0, 3), 3);
    QCOMPARE(number(";7", 1, 3), 7);
    QCOMPARE(number("5;", 1, 3), 3);
    QCOMPARE(number("5", 2, 9), 9);
    QCOMPARE(number("?1049", 0, 0), 1049);
    QVERIFY(number("99999999999999999999", 0, 1) >= 1 << 20);
}

void TestEscapeParser::styleAtAnyPlaceIsThatOfTheWholeStream()
{
    QRandomGenerator random = seededGenerator();
    QByteArray bytes;
    while (bytes.size() < 60'000) {
        bytes += hostileBytes(random, random.bounded(3000));
        switch (random.bounded(4)) {
        case 0:
            bytes += "\x1b]1337;" + QByteArray(random.bounded(6000), 'A') + "\x1b\\";
            break;
        case 1:
            bytes += "\x1b[" + QByteArray(random.bounded(4000), '1') + "m";
            break;
        case 2:
            bytes += "\x1b\\\x1b[38;5;" + QByteArray::number(random.bounded(256)) + "m";
            break;
        default:
            bytes += "\x1b" + QByteArray(random.bounded(2500), '\n') + "[1;4;31mtext\x1b[0m";
            break;
        }
    }
    const QByteArray after = "1\x07\x1b[53mtext\x1b[7";
    for (int i = 0; i < 1500; ++i) {
        const qsizetype place = random.bounded(static_cast<int>(bytes.size()));
        StyleScanner whole;
        whole.scan(bytes.constData(), place);
        const StyleState state = StyleState::fromWords(whole.state().toWords());
        QVERIFY(state.pendingBytes <= place);
        StyleScanner resumed(state);
        resumed.scan(bytes.constData() + place - state.pendingBytes, state.pendingBytes);
        QVERIFY(resumed.state() == whole.state());
        const QByteArray rest = bytes.mid(place, 3000) + after;
        whole.scan(rest.constData(), rest.size());
        inRandomPieces(rest, 500, random,
                       [&](QByteArrayView p) { resumed.scan(p.data(), p.size(), p.contains('\x1b')); });
        QVERIFY2(resumed.state() == whole.state(), qPrintable(QString::number(place)));
    }
}

void TestEscapeParser::styleStatesSurviveTheirFourWords()
{
    StyleState state;
    state.style.foreground = TextColor::indexed(255);
    state.style.background = TextColor::rgb(1, 2, 255);
    state.style.underlineColor = TextColor::rgb(255, 255, 255);
    state.style.attributes = 0xff;
    state.style.underline = Style::Underline::Dashed;
    state.pendingBytes = EscapeParser::kLongestSequence;
    state.overlong = EscapeParser::Overlong::BellString;
    QCOMPARE(StyleState::fromWords(state.toWords()), state);
    QCOMPARE(StyleState::fromWords(StyleState().toWords()), StyleState());
    // From a damaged index: anything, but no value that is none.
    const StyleState any = StyleState::fromWords({~0u, ~0u, ~0u, ~0u});
    QVERIFY(any.style.underline <= Style::Underline::Dashed);
}

void TestEscapeParser::sgrSetsWhatItSays_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<Style>("expected");
    const auto row = [](const char *parameters, auto change) {
        Style style;
        change(style);
        QTest::newRow(*parameters ? parameters : "empty") << QByteArray(parameters) << style;
    };
    const auto attribute = [&](const char *parameters, Style::Attribute a) {
        row(parameters, [a](Style &s) { s.set(a, true); });
    };
    const auto foreground = [&](const char *parameters, TextColor color) {
        row(parameters, [color](Style &s) { s.foreground = color; });
    };
    const auto background = [&](const char *parameters, TextColor color) {
        row(parameters, [color](Style &s) { s.background = color; });
    };
    const auto underline = [&](const char *parameters, Style::Underline u) {
        row(parameters, [u](Style &s) { s.underline = u; });
    };
    const auto plain = [&](const char *parameters) { row(parameters, [](Style &) {}); };
    attribute("1", Style::Bold);
    attribute("01", Style::Bold);
    attribute("2", Style::Faint);
    attribute("3", Style::Italic);
    attribute("5", Style::Blink);
    attribute("6", Style::Blink);
    attribute("7", Style::Inverse);
    attribute("8", Style::Conceal);
    attribute("9", Style::Strike);
    attribute("53", Style::Overline);
    underline("4", Style::Underline::Single);
    underline("21", Style::Underline::Double);
    underline("4:1", Style::Underline::Single);
    underline("4:2", Style::Underline::Double);
    underline("4:3", Style::Underline::Curly);
    underline("4:4", Style::Underline::Dotted);
    underline("4:5", Style::Underline::Dashed);
    plain("4:0");
    plain("4:6");
    foreground("30", TextColor::indexed(0));
    foreground("37", TextColor::indexed(7));
    foreground("90", TextColor::indexed(8));
    foreground("97", TextColor::indexed(15));
    background("40", TextColor::indexed(0));
    background("107", TextColor::indexed(15));
    foreground("38;5;208", TextColor::indexed(208));
    foreground("38:5:208", TextColor::indexed(208));
    background("48;5;0", TextColor::indexed(0));
    foreground("38;2;1;2;3", TextColor::rgb(1, 2, 3));
    foreground("38:2:1:2:3", TextColor::rgb(1, 2, 3));
    foreground("38:2::1:2:3", TextColor::rgb(1, 2, 3));
    background("48;2;255;0;255", TextColor::rgb(255, 0, 255));
    row("58;5;1", [](Style &s) { s.underlineColor = TextColor::indexed(1); });
    row("58:2::9:8:7", [](Style &s) { s.underlineColor = TextColor::rgb(9, 8, 7); });
    row("1;31;4", [](Style &s) {
        s.set(Style::Bold, true);
        s.foreground = TextColor::indexed(1);
        s.underline = Style::Underline::Single;
    });
    row("38;5;1;1", [](Style &s) {
        s.foreground = TextColor::indexed(1);
        s.set(Style::Bold, true);
    });
    attribute("0;1", Style::Bold);
    attribute(";1", Style::Bold);
    plain("");
    plain("0");
    plain("1;");
    plain("1;0");
    plain("38;5;256");
    plain("38;9;1");
    plain("10");
    plain("99999999999");
}

void TestEscapeParser::sgrSetsWhatItSays()
{
    QFETCH(QByteArray, parameters);
    QFETCH(Style, expected);
    Style style;
    if (QByteArray(QTest::currentDataTag()) == "38;9;1")
        expected.set(Style::Bold, true); // nothing says that the 1 belongs to it
    applySgr(style, parameters);
    QCOMPARE(style, expected);
}

void TestEscapeParser::sgrEndsWhatItSays_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("end");
    const auto row = [](const char *before, const char *end) {
        QTest::addRow("%s, %s", before, end) << QByteArray(before) << QByteArray(end);
    };
    row("1", "22");
    row("2", "22");
    row("1;2", "22");
    row("3", "23");
    row("4:3", "24");
    row("21", "24");
    row("4", "4:0");
    row("5", "25");
    row("7", "27");
    row("8", "28");
    row("9", "29");
    row("38;5;1", "39");
    row("31", "39");
    row("48;2;1;2;3", "49");
    row("53", "55");
    row("58;5;2", "59");
    row("1;2;3;4;5;7;8;9;31;42;53;58;5;1", "");
    row("1;2;3;4;5;7;8;9;31;42;53;58;5;1", "0");
}

void TestEscapeParser::sgrEndsWhatItSays()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, end);
    Style style;
    applySgr(style, before);
    QVERIFY(!style.isPlain());
    applySgr(style, end);
    QVERIFY(style.isPlain());
}

void TestEscapeParser::anySgrIsHarmless()
{
    QRandomGenerator random = seededGenerator();
    Style style;
    for (int i = 0; i < 20'000; ++i) {
        QByteArray parameters;
        for (int n = random.bounded(30); n > 0; --n)
            parameters += ";:;:0123456789385248"[random.bounded(20)];
        applySgr(style, parameters);
        QVERIFY(style.underline <= Style::Underline::Dashed);
    }
}

QTEST_APPLESS_MAIN(TestEscapeParser)
#include "tst_escapeparser.moc"
