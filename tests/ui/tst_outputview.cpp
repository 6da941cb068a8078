#include "pipecore/session/recording.h"
#include "ui/view/accessibleview.h"
#include "ui/view/links.h"
#include "ui/view/outputview.h"
#include "ui/view/viewpage.h"
#include "ui/view/viewsources.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>

using namespace ui;
using pipecore::AllRows;
using pipecore::CellLine;
using pipecore::Recording;

namespace
{

CellLine lineOf(const char *text)
{
    pipecore::RowFolder folder;
    return folder.fold(text);
}

QByteArray selectedText(OutputView &view)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const auto shape = view.selection().isBlock() ? pipecore::RowShape::Block : pipecore::RowShape::Text;
    pipecore::writeRows(view.source(), view.selection().from(), view.selection().to(), buffer, shape);
    return buffer.data();
}

} // namespace

class TestOutputView : public QObject
{
    Q_OBJECT

private slots:
    void init() { QVERIFY(m_folder.isValid()); }
    void wrappingByCharacterFillsEachLine();
    void wrappingByWordKeepsWordsWhole();
    void aWideCharacterIsNotCut();
    void placesAboveAndBelowAreEachOthersInverse_data();
    void placesAboveAndBelowAreEachOthersInverse();
    void theTopStaysWhileOutputArrives();
    void followingShowsTheEndWithEveryWrapping_data();
    void followingShowsTheEndWithEveryWrapping();
    void resizingKeepsTheRowAtTheTop();
    void rawShowsEveryByte();
    void hexShowsTheSamePlace();
    void aProgressLineExpandsToItsStates();
    void aBlockIsTheSameColumnsOfEachRow();
    void linksLeadOnlyWhereTheyMay_data();
    void linksLeadOnlyWhereTheyMay();
    void otherEncodingsAreRead_data();
    void otherEncodingsAreRead();
    void aScreenReaderFindsTextCaretAndSelection();

private:
    Recording::Ptr recordingOf(const QByteArray &bytes);

    QTemporaryDir m_folder;
    int m_files = 0;
};

Recording::Ptr TestOutputView::recordingOf(const QByteArray &bytes)
{
    const QString path = m_folder.filePath(QString::number(++m_files));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        return nullptr;
    file.close();
    auto recording = Recording::openFile(path);
    if (!recording)
        return nullptr;
    (*recording)->startIndexing();
    (*recording)->waitForIndex();
    return *recording;
}

void TestOutputView::wrappingByCharacterFillsEachLine()
{
    QCOMPARE(breakRow(lineOf("abcdefghij"), 4, Wrap::Character), (std::vector<int>{0, 4, 8}));
    QCOMPARE(breakRow(lineOf("abcdefgh"), 4, Wrap::Character), (std::vector<int>{0, 4}));
    QCOMPARE(breakRow(lineOf(""), 4, Wrap::Character), (std::vector<int>{0}));
    QCOMPARE(breakRow(lineOf("abcdefghij"), 4, Wrap::Off), (std::vector<int>{0}));
}

void TestOutputView::wrappingByWordKeepsWordsWhole()
{
    QCOMPARE(breakRow(lineOf("one two three four"), 9, Wrap::Word), (std::vector<int>{0, 8, 14}));
    QCOMPARE(breakRow(lineOf("a verylongwordhere b"), 6, Wrap::Word), (std::vector<int>{0, 2, 8, 14}));
}

void TestOutputView::aWideCharacterIsNotCut()
{
    const CellLine line = lineOf("a漢字漢字");
    for (const int start : breakRow(line, 4, Wrap::Character))
        QVERIFY(line.at(start) != pipecore::cell::WideTail);
}

void TestOutputView::placesAboveAndBelowAreEachOthersInverse_data()
{
    QTest::addColumn<int>("wrap");
    QTest::newRow("off") << 0;
    QTest::newRow("by character") << 1;
    QTest::newRow("by word") << 2;
}

void TestOutputView::placesAboveAndBelowAreEachOthersInverse()
{
    QFETCH(const int, wrap);
    QByteArray bytes;
    for (int i = 0; i < 200; ++i)
        bytes += QByteArray("word ").repeated(i * 7 % 40) + "\n";
    AllRows rows(recordingOf(bytes));
    PageMaker maker(&rows, 33, static_cast<Wrap>(wrap));
    RowPlace place;
    for (int i = 0; i < 300; ++i) {
        const RowPlace below = maker.below(place, 7);
        if (below.row + 2 >= rows.size())
            break;
        QCOMPARE(maker.above(below, 7).row, place.row);
        QCOMPARE(maker.above(below, 7).column, place.column);
        const ViewPage page = maker.page(place, 8);
        QCOMPARE(page.position(page.lines.back()), below.row);
        QCOMPARE(page.lines.back().from, below.column);
        place = maker.below(place, 1);
    }
}

void TestOutputView::theTopStaysWhileOutputArrives()
{
    const QString folder = m_folder.filePath(QStringLiteral("live"));
    QVERIFY(QDir().mkpath(folder));
    auto recording = Recording::create(folder, {});
    QVERIFY(recording);
    QByteArray rows;
    for (int i = 0; i < 500; ++i)
        rows += "row " + QByteArray::number(i) + " " + QByteArray("x").repeated(i % 150) + "\n";
    (*recording)->startIndexing();
    (*recording)->capture()->append(rows.constData(), rows.size());
    OutputView view;
    view.resize(400, 300);
    view.setWrap(Wrap::Character);
    view.setRecording(*recording);
    view.show();
    QTRY_COMPARE(view.rows(), 500);
    QVERIFY(view.isFollowing());
    view.scrollByRows(-60);
    QVERIFY(!view.isFollowing());
    view.selection().begin({{430, 1}, {430, 1}});
    view.selection().extend({{431, 3}, {431, 3}});
    const qint64 top = view.topRow();
    const ViewLine first = view.page().lines.front();
    for (int i = 0; i < 5; ++i) {
        (*recording)->capture()->append(rows.constData(), rows.size());
        QTRY_COMPARE(view.rows(), 500 * (i + 2));
        QCOMPARE(view.topRow(), top);
        QCOMPARE(view.page().lines.front().from, first.from);
        QCOMPARE(view.selection().from().row, 430);
        QCOMPARE(view.selection().to().column, 3);
    }
    (*recording)->capture()->finish();
}

void TestOutputView::followingShowsTheEndWithEveryWrapping_data()
{
    placesAboveAndBelowAreEachOthersInverse_data();
}

void TestOutputView::followingShowsTheEndWithEveryWrapping()
{
    QFETCH(const int, wrap);
    QByteArray bytes;
    for (int i = 0; i < 300; ++i)
        bytes += QByteArray("some words ").repeated(i % 30) + "\n";
    bytes += "the end";
    OutputView view;
    view.resize(400, 300);
    view.setWrap(static_cast<Wrap>(wrap));
    view.setRecording(recordingOf(bytes));
    view.show();
    view.setFollowing(true);
    QCOMPARE(view.page().rows.back().line.text(), QStringLiteral("the end"));
    QCOMPARE(static_cast<qint64>(view.page().lines.size()), view.rowsInView());
    QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
}

void TestOutputView::resizingKeepsTheRowAtTheTop()
{
    QByteArray bytes;
    for (int i = 0; i < 2000; ++i)
        bytes += QByteArray("0123456789").repeated(i % 40) + "\n";
    OutputView view;
    view.resize(600, 300);
    view.setWrap(Wrap::Character);
    view.setRecording(recordingOf(bytes));
    view.show();
    view.scrollToRow(1039);
    view.scrollByRows(2); // into the row
    QCOMPARE(view.topRow(), 1039);
    for (const int width : {300, 450, 900, 320, 600}) {
        view.resize(width, 300);
        QCOMPARE(view.topRow(), 1039);
    }
}

void TestOutputView::rawShowsEveryByte()
{
    const auto recording = recordingOf("a\x1b[31mred\x1b[m\tb\rc\n\xff\n");
    RawRows raw(std::make_unique<AllRows>(recording), recording);
    const auto rows = raw.rows(0, 9);
    QCOMPARE(rows.size(), 2u);
    QCOMPARE(rows[0].line.columns(), 17);
    QCOMPARE(rows[0].line.at(1), pipecore::cell::Control | 0x1b);
    QCOMPARE(rows[0].line.at(16), pipecore::cell::Control | u'\n');
    QCOMPARE(rows[1].line.at(0), pipecore::cell::Invalid | 0xff);
}

void TestOutputView::hexShowsTheSamePlace()
{
    QByteArray bytes;
    for (int i = 0; i < 1000; ++i)
        bytes += "this is row number " + QByteArray::number(i) + "\n";
    OutputView view;
    view.resize(700, 300);
    view.setRecording(recordingOf(bytes));
    view.show();
    view.scrollToRow(500);
    view.setViewMode(ViewMode::Hex);
    const qint64 offset = view.page().rows.front().span.start;
    const qint64 row = bytes.left(offset + 15).count('\n');
    QVERIFY2(std::abs(row - 500) <= 1, qPrintable(QString::number(row)));
    QVERIFY(view.page().rows.front().line.text().startsWith(
        QStringLiteral("%1").arg(offset, 8, 16, QLatin1Char('0'))));
    view.setViewMode(ViewMode::Raw);
    QVERIFY(std::abs(view.topRow() - 500) <= 1);
}

void TestOutputView::aProgressLineExpandsToItsStates()
{
    const auto recording = recordingOf("before\n10%\r20%\r30%\nafter\n");
    FrameRows rows(std::make_unique<AllRows>(recording), recording);
    QCOMPARE(rows.size(), 3);
    QVERIFY(rows.rows(1, 1).front().hasFrames);
    QVERIFY(!rows.toggle(0));
    QVERIFY(rows.toggle(1));
    QCOMPARE(rows.size(), 5);
    QStringList texts;
    for (const auto &row : rows.rows(0, 9))
        texts << row.line.text();
    QCOMPARE(texts.join(u' '), QStringLiteral("before 10% 20% 30% after"));
    QCOMPARE(rows.positionOf(2), 4);
    QCOMPARE(rows.numberAt(3), 1);
    QVERIFY(rows.toggle(2)); // any of its states folds it again
    QCOMPARE(rows.size(), 3);
}

void TestOutputView::aBlockIsTheSameColumnsOfEachRow()
{
    OutputView view;
    view.setRecording(recordingOf("abcdef\nxy\nghijkl\n"));
    view.selection().begin({{0, 4}, {0, 4}});
    view.selection().setBlock(true);
    view.selection().extend({{2, 1}, {2, 1}});
    QCOMPARE(selectedText(view), QByteArray("bcd\ny\nhij"));
    view.selection().setBlock(false);
    QCOMPARE(selectedText(view), QByteArray("ef\nxy\ng"));
}

void TestOutputView::linksLeadOnlyWhereTheyMay_data()
{
    QTest::addColumn<QByteArray>("row");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("shown");
    QTest::newRow("address") << QByteArray("see https://a.example/x?y=1.") << 6 << "https://a.example/x?y=1";
    QTest::newRow("in brackets") << QByteArray("(http://a.example/b_(c))") << 9 << "http://a.example/b_(c)";
    QTest::newRow("beside it") << QByteArray("see https://a.example/") << 1 << "";
    QTest::newRow("given by the program")
        << QByteArray("\x1b]8;;https://b.example/\x1b\\text\x1b]8;;\x1b\\") << 2 << "https://b.example/";
    QTest::newRow("a scheme that is not allowed")
        << QByteArray("\x1b]8;;file:///etc/passwd\x07text\x1b]8;;\x07") << 2 << "";
    QTest::newRow("javascript") << QByteArray("\x1b]8;;javascript:alert(1)\x07text\x1b]8;;\x07") << 2 << "";
    QTest::newRow("file, line and column")
        << QByteArray("src/a.cpp:12:5: error") << 3 << "/folder/src/a.cpp:12:5";
    QTest::newRow("file and line") << QByteArray("at /x/y.js:3") << 5 << "/x/y.js:3";
    QTest::newRow("Python's") << QByteArray("  File \"/x/z.py\", line 7, in f") << 10 << "/x/z.py:7";
    QTest::newRow("a word") << QByteArray("nothing here") << 2 << "";
}

void TestOutputView::linksLeadOnlyWhereTheyMay()
{
    QFETCH(const QByteArray, row);
    QFETCH(const int, column);
    QFETCH(const QString, shown);
    const auto link = linkAt(lineOf(row.constData()), column, QStringLiteral("/folder"));
    QCOMPARE(link ? link->text() : QString(), shown);
}

void TestOutputView::otherEncodingsAreRead_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("Latin-1") << QByteArray("ISO-8859-1") << QByteArray("gr\xfc\xdf\nzwei\n");
    const char16_t wide[] = u"gr\u00fc\u00df\nzwei\n";
    const QByteArray little(reinterpret_cast<const char *>(wide), sizeof wide - 2);
    QByteArray big = little;
    for (qsizetype i = 0; i + 1 < big.size(); i += 2)
        std::swap(big[i], big[i + 1]);
    QTest::newRow("UTF-16, little endian") << QByteArray("UTF-16LE") << little;
    QTest::newRow("UTF-16, big endian") << QByteArray("UTF-16BE") << big;
}

void TestOutputView::otherEncodingsAreRead()
{
    QFETCH(const QByteArray, encoding);
    QFETCH(const QByteArray, bytes);
    const auto recording = recordingOf(bytes);
    recording->setEncoding(encoding);
    AllRows rows(recording);
    const auto shown = rows.rows(0, 2);
    QCOMPARE(shown.size(), 2u);
    QCOMPARE(shown[0].line.text(), QStringLiteral("gr\u00fc\u00df"));
    QCOMPARE(shown[1].line.text(), QStringLiteral("zwei"));
}

void TestOutputView::aScreenReaderFindsTextCaretAndSelection()
{
    OutputView view;
    view.resize(600, 300);
    view.setRecording(recordingOf("first\n漢字 second\nthird\n"));
    view.show();
    QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(&view);
    QVERIFY(accessible && accessible->textInterface());
    QAccessibleTextInterface *text = accessible->textInterface();
    QCOMPARE(text->text(0, text->characterCount()), QStringLiteral("first\n漢字 second\nthird\n"));
    text->setSelection(0, 6, 8);
    int start = 0, end = 0;
    text->selection(0, &start, &end);
    QCOMPARE(start, 6);
    QCOMPARE(end, 8);
    QCOMPARE(selectedText(view), QByteArray("漢字"));
    QCOMPARE(text->cursorPosition(), 8);
    const QRect box = text->characterRect(9);
    QVERIFY(box.isValid());
    QCOMPARE(text->offsetAtPoint(box.topLeft() + QPoint(1, 2)), 9);
}

QTEST_MAIN(TestOutputView)
#include "tst_outputview.moc"
