#include "pipecore/text/terminalscreen.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace pipecore;

namespace
{

/// A screen, and what it gave out.
struct Terminal {
    explicit Terminal(int columns = 20, int rows = 4)
        : screen(
              columns, rows, [this](const CellLine &row) { above << row.text().trimmed(); },
              [this](const QByteArray &bytes) { sent += bytes; })
    {
    }
    void feed(const QByteArray &bytes) { screen.feed(bytes.constData(), bytes.size()); }
    QString row(int number) const { return screen.row(number).text(); }

    QStringList above;
    QByteArray sent;
    TerminalScreen screen;
};

// All that went over the screen: what scrolled off, and what stands there.
QStringList shownBy(const QByteArray &bytes)
{
    QStringList shown;
    TerminalScreen screen(
        1000, 50, [&](const CellLine &row) { shown << row.text(); }, [](const QByteArray &) {});
    for (qsizetype at = 0; at < bytes.size(); at += 777)
        screen.feed(bytes.constData() + at, std::min<qint64>(777, bytes.size() - at));
    for (int row = 0; row < screen.rows(); ++row)
        shown << screen.row(row).text();
    for (QString &row : shown)
        while (row.endsWith(u' '))
            row.chop(1);
    while (!shown.isEmpty() && shown.back().isEmpty())
        shown.removeLast();
    return shown;
}

} // namespace

class TestTerminalScreen : public QObject
{
    Q_OBJECT
private slots:
    void rowsThatScrollOffAreFinal();
    void aRedrawnBlockLeavesItsEndState();
    void theAlternateScreenLeavesNothingAbove();
    void stylesAndWideCharactersAreKept();
    void theCursorIsWhereTheCommandPutIt();
    void aSizeAskedForIsAnswered();
    void noAnswerHoldsTheOutputsOwnText_data();
    void noAnswerHoldsTheOutputsOwnText();
    void aLongPieceIsTakenWhole();
    void aDeviceControlStringLeavesNothing_data();
    void aDeviceControlStringLeavesNothing();
    void keysAreSentAsAnXtermDoes_data();
    void keysAreSentAsAnXtermDoes();
    void aPasteIsMarkedWhereAskedForAndHasNoControls();
    void theMouseIsReportedWhereAskedFor();
    void theFocusIsToldWhereAskedFor();
    void theCursorHasItsShapeWhereverItGoes();
    void aCutCharacterIsWhole();
    void aResizeKeepsWhatIsThere();
    void recordingsEndAsTmuxShowsThem_data();
    void recordingsEndAsTmuxShowsThem();
};

void TestTerminalScreen::rowsThatScrollOffAreFinal()
{
    Terminal terminal;
    terminal.feed("a\r\nb\r\nc\r\nd\r\ne\r\nf");
    QCOMPARE(terminal.above, (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
    QCOMPARE(terminal.row(0), QStringLiteral("c"));
    QCOMPARE(terminal.row(3), QStringLiteral("f"));
}

void TestTerminalScreen::aRedrawnBlockLeavesItsEndState()
{
    Terminal terminal;
    terminal.feed("x: 0%\r\ny: 0%\r\n");
    for (int percent = 1; percent <= 100; ++percent)
        terminal.feed("\x1b[2A\x1b[Kx: " + QByteArray::number(percent) +
                      "%\r\n\x1b[Ky: " + QByteArray::number(percent / 2) + "%\r\n");
    QCOMPARE(terminal.row(0), QStringLiteral("x: 100%"));
    QCOMPARE(terminal.row(1), QStringLiteral("y: 50%"));
    QVERIFY(terminal.above.isEmpty());
}

void TestTerminalScreen::theAlternateScreenLeavesNothingAbove()
{
    Terminal terminal;
    terminal.feed("before\r\n\x1b[?1049h");
    QVERIFY(terminal.screen.isAlternate());
    terminal.feed("1\r\n2\r\n3\r\n4\r\n5\r\n6");
    QCOMPARE(terminal.row(3), QStringLiteral("6"));
    terminal.feed("\x1b[?1049l");
    QVERIFY(!terminal.screen.isAlternate());
    QCOMPARE(terminal.row(0), QStringLiteral("before"));
    QVERIFY(terminal.above.isEmpty());
}

void TestTerminalScreen::stylesAndWideCharactersAreKept()
{
    Terminal terminal;
    terminal.feed("\x1b[1;31mr\x1b[0;48;5;208mo\x1b[0;38;2;1;2;3mt\x1b[m \xe6\x97\xa5x e\xcc\x81");
    const CellLine row = terminal.screen.row(0);
    QVERIFY(row.styleAt(0).has(Style::Bold) && row.styleAt(0).foreground == TextColor::indexed(1));
    QVERIFY(row.styleAt(1).background == TextColor::indexed(208));
    QVERIFY(row.styleAt(2).foreground == TextColor::rgb(1, 2, 3));
    QVERIFY(row.styleAt(3).isPlain());
    QCOMPARE(row.text(), QStringLiteral("rot \u65e5x e\u0301"));
    QCOMPARE(row.at(6), U'x'); // behind two columns
}

void TestTerminalScreen::theCursorIsWhereTheCommandPutIt()
{
    Terminal terminal;
    terminal.feed("\x1b[3;7H\x1b[?25l");
    QCOMPARE(terminal.screen.cursor().row, 2);
    QCOMPARE(terminal.screen.cursor().column, 6);
    QVERIFY(!terminal.screen.cursor().visible);
}

void TestTerminalScreen::aSizeAskedForIsAnswered()
{
    Terminal terminal(20, 4);
    terminal.feed("\x1b[999;999H\x1b[6n");
    QCOMPARE(terminal.sent, QByteArray("\x1b[4;20R"));
}

void TestTerminalScreen::noAnswerHoldsTheOutputsOwnText_data()
{
    QTest::addColumn<QByteArray>("asked");
    QTest::newRow("title, then its report") << QByteArray("\x1b]2;evil; rm -rf\x07\x1b[21t\x1b[20t");
    QTest::newRow("setting") << QByteArray("\x1bP$qevil\x1b\\");
    QTest::newRow("known setting") << QByteArray("\x1bP$qm\x1b\\");
    QTest::newRow("capability") << QByteArray("\x1bP+q6576696c\x1b\\");
    QTest::newRow("clipboard") << QByteArray("\x1b]52;c;ZXZpbA==\x07\x1b]52;c;?\x07");
    QTest::newRow("colour") << QByteArray("\x1b]10;?\x07\x1b]4;1;?\x07");
    QTest::newRow("answerback") << QByteArray("\x05");
}

void TestTerminalScreen::noAnswerHoldsTheOutputsOwnText()
{
    QFETCH(QByteArray, asked);
    Terminal terminal;
    terminal.feed(asked);
    QCOMPARE(terminal.sent, QByteArray());
}

void TestTerminalScreen::aLongPieceIsTakenWhole()
{
    Terminal terminal;
    terminal.feed(QByteArray("0123456789\r\n").repeated(500'000));
    QCOMPARE(terminal.above.size(), 500'000 - 3);
    QCOMPARE(terminal.row(2).trimmed(), QStringLiteral("0123456789"));
}

void TestTerminalScreen::aDeviceControlStringLeavesNothing_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("ended") << QByteArray("a\x1bP$q\"p\x1b\\b\x1b[mc");
    QTest::newRow("within a title") << QByteArray("a\x1b]0;title\x1bPx\x1b\\bc");
    QTest::newRow("with a control within its beginning") << QByteArray("a\x1b\x05Px\x1b\\bc");
    QTest::newRow("cancelled") << QByteArray("a\x1bPx\x18"
                                             "bc");
    QTest::newRow("substituted") << QByteArray("a\x1bPx\x1a"
                                               "bc");
    QTest::newRow("ended by another sequence") << QByteArray("a\x1bPx\x1b[1mbc");
    QTest::newRow("ended by another one") << QByteArray("a\x1bPx\x1bPy\x1b\\bc");
    QTest::newRow("long") << "a\x1bP" + QByteArray(100'000, 'x') + "\x1b\\bc";
    QTest::newRow("none, but an escape for nothing") << QByteArray("a\x1b\x1b[1mb\x1b[mc");
}

void TestTerminalScreen::aDeviceControlStringLeavesNothing()
{
    QFETCH(QByteArray, bytes);
    const qsizetype step = std::max<qsizetype>(1, bytes.size() / 50);
    for (qsizetype cut = 0; cut <= bytes.size(); cut += step) {
        Terminal terminal;
        terminal.feed(bytes.first(cut));
        terminal.feed(bytes.sliced(cut));
        QCOMPARE(terminal.row(0).trimmed(), QStringLiteral("abc"));
        QCOMPARE(terminal.sent, QByteArray());
    }
}

void TestTerminalScreen::keysAreSentAsAnXtermDoes_data()
{
    using Key = TerminalScreen::Key;
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<int>("key");
    QTest::addColumn<int>("number");
    QTest::addColumn<int>("modifiers");
    QTest::addColumn<QByteArray>("wanted");
    const auto row = [](const char *name, const char *before, Key key, int number, int modifiers,
                        const char *wanted) {
        QTest::newRow(name) << QByteArray(before) << static_cast<int>(key) << number << modifiers
                            << QByteArray(wanted);
    };
    row("up", "", Key::Up, 0, 0, "\x1b[A");
    row("up, application", "\x1b[?1h", Key::Up, 0, 0, "\x1bOA");
    row("control left", "", Key::Left, 0, TerminalScreen::Control, "\x1b[1;5D");
    row("enter", "", Key::Enter, 0, 0, "\r");
    row("backspace", "", Key::Backspace, 0, 0, "\x7f");
    row("back tab", "", Key::Tab, 0, TerminalScreen::Shift, "\x1b[Z");
    row("delete", "", Key::Delete, 0, 0, "\x1b[3~");
    row("page down", "", Key::PageDown, 0, 0, "\x1b[6~");
    row("F1", "", Key::Function, 1, 0, "\x1bOP");
    row("F5", "", Key::Function, 5, 0, "\x1b[15~");
}

void TestTerminalScreen::keysAreSentAsAnXtermDoes()
{
    QFETCH(QByteArray, before);
    QFETCH(int, key);
    QFETCH(int, number);
    QFETCH(int, modifiers);
    Terminal terminal;
    terminal.feed(before);
    terminal.screen.pressKey(static_cast<TerminalScreen::Key>(key), number, modifiers);
    QTEST(terminal.sent, "wanted");
}

void TestTerminalScreen::aPasteIsMarkedWhereAskedForAndHasNoControls()
{
    Terminal terminal;
    const QString text = QStringLiteral("ls\nrm \u001b[201~\u00e9\u0003");
    terminal.screen.paste(text);
    QCOMPARE(terminal.sent, QByteArray("ls\rrm [201~\xc3\xa9"));
    terminal.sent.clear();
    terminal.feed("\x1b[?2004h");
    terminal.screen.paste(text);
    QCOMPARE(terminal.sent, QByteArray("\x1b[200~ls\rrm [201~\xc3\xa9\x1b[201~"));
}

void TestTerminalScreen::theMouseIsReportedWhereAskedFor()
{
    Terminal terminal;
    terminal.screen.pressMouse(1, true, 0);
    QVERIFY(terminal.sent.isEmpty() && !terminal.screen.wantsMouse());
    terminal.screen.pressMouse(1, false, 0);
    terminal.feed("\x1b[?1000h\x1b[?1006h");
    QVERIFY(terminal.screen.wantsMouse());
    terminal.screen.moveMouse(4, 2, 0);
    terminal.screen.pressMouse(1, true, 0);
    QCOMPARE(terminal.sent, QByteArray("\x1b[<0;5;3M"));
}

void TestTerminalScreen::theFocusIsToldWhereAskedFor()
{
    Terminal terminal;
    terminal.screen.setFocused(true);
    QVERIFY(terminal.sent.isEmpty());
    terminal.feed("\x1b[?1004h");
    terminal.screen.setFocused(false);
    terminal.screen.setFocused(true);
    QCOMPARE(terminal.sent, QByteArray("\x1b[O\x1b[I"));
}

void TestTerminalScreen::theCursorHasItsShapeWhereverItGoes()
{
    using Shape = TerminalScreen::CursorShape;
    Terminal terminal;
    QVERIFY(terminal.screen.cursor().shape == Shape::Block);
    terminal.feed("\x1b[6 q\x1b[2;2H");
    QVERIFY(terminal.screen.cursor().shape == Shape::Bar);
    terminal.feed("\x1b[3 qtext");
    QVERIFY(terminal.screen.cursor().shape == Shape::Underline);
    terminal.feed("\x1b[0 q");
    QVERIFY(terminal.screen.cursor().shape == Shape::Block);
}

void TestTerminalScreen::aCutCharacterIsWhole()
{
    Terminal terminal;
    terminal.feed("\xe6\x97");
    terminal.feed("\xa5\x1b[3");
    terminal.feed("1mx");
    QCOMPARE(terminal.row(0), QStringLiteral("\u65e5x"));
    QVERIFY(terminal.screen.row(0).styleAt(2).foreground == TextColor::indexed(1));
}

void TestTerminalScreen::aResizeKeepsWhatIsThere()
{
    Terminal terminal(20, 4);
    terminal.feed("one\r\ntwo");
    terminal.screen.resize(40, 8);
    QCOMPARE(terminal.screen.columns(), 40);
    QCOMPARE(terminal.screen.rows(), 8);
    QCOMPARE(terminal.row(0), QStringLiteral("one"));
    QCOMPARE(terminal.row(1), QStringLiteral("two"));
    QVERIFY(terminal.sent.isEmpty());
}

void TestTerminalScreen::recordingsEndAsTmuxShowsThem_data()
{
    QTest::addColumn<QString>("name");
    const QDir folder(QStringLiteral(RUNNEL_TEST_DATA "/outputs"));
    for (const QString &raw : folder.entryList({QStringLiteral("*.raw")}))
        QTest::newRow(qPrintable(raw)) << folder.filePath(raw.chopped(4));
}

// Rows that scrolled off, then the screen: nothing in between is lost or there twice. What tmux shows is of a
// terminal without limits, so that this one has to be wide; laid-out text keeps its tabs, which no screen
// has.
void TestTerminalScreen::recordingsEndAsTmuxShowsThem()
{
    QFETCH(QString, name);
    QFile raw(name + QStringLiteral(".raw")), wanted(name + QStringLiteral(".txt"));
    QVERIFY(raw.open(QIODevice::ReadOnly) && wanted.open(QIODevice::ReadOnly));
    const QStringList shown = shownBy(raw.readAll());
    const QStringList rows = shownBy(wanted.readAll().replace("\n", "\r\n"));
    QVERIFY(!rows.isEmpty());
    for (qsizetype i = 0; i < std::min(shown.size(), rows.size()); ++i)
        QCOMPARE(shown[i], rows[i]);
    QCOMPARE(shown.size(), rows.size());
}

QTEST_GUILESS_MAIN(TestTerminalScreen)
#include "tst_terminalscreen.moc"
