#include "tests/ui/uifixture.h"
#include "ui/view/outputview.h"
#include "ui/view/rowscroll.h"
#include "ui/view/selectioncopy.h"

#include <QApplication>
#include <QClipboard>
#include <QScrollBar>

#include <optional>

using namespace pipecore;
using namespace ui;

namespace
{

/// Distinct colours in a picture of the widget.
qsizetype coloursOf(QWidget *widget)
{
    const QImage picture = widget->grab().toImage();
    QSet<QRgb> colours;
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x)
            colours << picture.pixel(x, y);
    return colours.size();
}

} // namespace

class TestLiveView : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_view.reset(); }

    void rowsAppearAsTheyCome();
    void itFollowsTheEnd();
    void scrollingUpEndsFollowingAndTheEndBeginsIt();
    void rowsInViewStayWhenMoreCome();
    void aRowIsShownInItsLastState();
    void coloursAndAttributesArePainted();
    void aSelectionIsCopiedAcrossScreens();
    void theWholeIsCopiedAsText();
    void tooMuchForTheClipboardIsRefused();
    void theMouseSelectsWordsAndRows();
    void keysSelectAndScroll();
    void anyRowOfAHundredMillionIsReached_data();
    void anyRowOfAHundredMillionIsReached();
    void moreRowsThanAScrollBarHasValues();

private:
    void append(const QByteArray &bytes) { ::append(m_recording, bytes); }
    bool waitForRows(qint64 rows)
    {
        return QTest::qWaitFor([&] { return m_view->rows() >= rows; }, kPatience);
    }
    QString copied();

    UiFixture m_fixture;
    Recording::Ptr m_recording;
    std::unique_ptr<OutputView> m_view;
};

void TestLiveView::init()
{
    m_recording = m_fixture.liveRecording();
    QVERIFY(m_recording);
    m_view = std::make_unique<OutputView>();
    m_view->resize(600, 300);
    m_view->setRecording(m_recording);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

// The clipboard's text once the selection was copied; the error if it was not.
QString TestLiveView::copied()
{
    std::optional<QString> error;
    QApplication::clipboard()->setText(QStringLiteral("nothing was copied"));
    copySelection(m_view.get(), [&error](const QString &text) { error = text; });
    if (!QTest::qWaitFor([&] { return error.has_value(); }, kPatience))
        return QStringLiteral("no answer");
    return error->isEmpty() ? QApplication::clipboard()->text() : *error;
}

void TestLiveView::rowsAppearAsTheyCome()
{
    append("first\nsecond");
    QVERIFY(waitForRows(2));
    QCOMPARE(m_view->lineOf(0).text(), QStringLiteral("first"));
    QCOMPARE(m_view->lineOf(1).text(), QStringLiteral("second"));
    append(" part\nthird\n");
    QVERIFY(waitForRows(3));
    QVERIFY(QTest::qWaitFor([&] { return m_view->lineOf(1).text() == QStringLiteral("second part"); },
                            kPatience));
    QCOMPARE(m_view->lineOf(2).text(), QStringLiteral("third"));
}

void TestLiveView::itFollowsTheEnd()
{
    append(numberedRows(1, 1000));
    QVERIFY(waitForRows(1000));
    QVERIFY(m_view->isFollowing());
    QCOMPARE(m_view->topRow(), m_view->rows() - m_view->rowsInView());
    append(numberedRows(1001, 2000));
    QVERIFY(waitForRows(2000));
    QCOMPARE(m_view->topRow(), m_view->rows() - m_view->rowsInView());
    QCOMPARE(m_view->verticalScrollBar()->value(), m_view->verticalScrollBar()->maximum());
}

void TestLiveView::scrollingUpEndsFollowingAndTheEndBeginsIt()
{
    append(numberedRows(1, 1000));
    QVERIFY(waitForRows(1000));
    QTest::keyClick(m_view.get(), Qt::Key_Up);
    QVERIFY(!m_view->isFollowing());
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QVERIFY(m_view->isFollowing());
    m_view->verticalScrollBar()->setValue(10);
    QVERIFY(!m_view->isFollowing());
    QCOMPARE(m_view->topRow(), 10);
    QTest::keyClick(m_view.get(), Qt::Key_End, Qt::ControlModifier);
    QVERIFY(m_view->isFollowing());
    m_view->verticalScrollBar()->setValue(10);
    m_view->verticalScrollBar()->setValue(m_view->verticalScrollBar()->maximum());
    QVERIFY(m_view->isFollowing());
}

void TestLiveView::rowsInViewStayWhenMoreCome()
{
    append(numberedRows(1, 1000));
    QVERIFY(waitForRows(1000));
    m_view->scrollToRow(500);
    append(numberedRows(1001, 3000));
    QVERIFY(waitForRows(3000));
    QCOMPARE(m_view->topRow(), 500);
    QCOMPARE(m_view->lineOf(500).text(), QStringLiteral("row 501"));
}

void TestLiveView::aRowIsShownInItsLastState()
{
    append("10%\r 50%\r100%\nab\bc\n\033[31mred\033[0m \xff|\xf0\x9f\x9a\x80\n");
    QVERIFY(waitForRows(3));
    QCOMPARE(m_view->lineOf(0).text(), QStringLiteral("100%"));
    QCOMPARE(m_view->lineOf(1).text(), QStringLiteral("ac"));
    QVERIFY2(m_view->lineOf(2).text().contains(QStringLiteral("|🚀")), qPrintable(m_view->lineOf(2).text()));
}

void TestLiveView::coloursAndAttributesArePainted()
{
    append("plain\n");
    QVERIFY(waitForRows(1));
    const qsizetype before = coloursOf(m_view->viewport());
    append("\033[38;2;250;20;30mred \033[48;5;21mblue \033[7mreversed\033[0m\n");
    QVERIFY(waitForRows(2));
    QVERIFY2(QTest::qWaitFor([&] { return coloursOf(m_view->viewport()) > before + 2; }, kPatience),
             "the colours are not there");
}

void TestLiveView::aSelectionIsCopiedAcrossScreens()
{
    append(numberedRows(1, 5000));
    QVERIFY(waitForRows(5000));
    m_view->selection().begin({{9, 4}, {9, 4}});
    m_view->selection().extend({{4000, 3}, {4000, 3}});
    m_view->selectionChanged();
    QByteArray expected = numberedRows(10, 4000).mid(4) + "row";
    QCOMPARE(copied(), QString::fromUtf8(expected));
    m_view->scrollToRow(0); // it does not depend on what is in view
    QCOMPARE(copied(), QString::fromUtf8(expected));
}

void TestLiveView::theWholeIsCopiedAsText()
{
    append("\033[1mbold\033[0m\n50%\r100%\n\nend");
    QVERIFY(waitForRows(4));
    m_view->selectAll();
    QCOMPARE(copied(), QStringLiteral("bold\n100%\n\nend"));
}

void TestLiveView::tooMuchForTheClipboardIsRefused()
{
    const QByteArray piece = QByteArray(1023, 'x') + '\n';
    for (int i = 0; i < 70; ++i)
        append(piece.repeated(1024));
    QVERIFY(waitForRows(70 * 1024));
    m_view->selectAll();
    QVERIFY(copied().contains(QStringLiteral("file")));
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("nothing was copied"));
}

void TestLiveView::theMouseSelectsWordsAndRows()
{
    append("one two-three four\nnext\n");
    QVERIFY(waitForRows(2));
    // A point in the word "four": the one in the middle of its place.
    QPoint inside;
    for (int x = 0; x < m_view->viewport()->width() && inside.isNull(); ++x)
        if (m_view->placeAt({x, 8}) == RowPlace{0, 16})
            inside = {x, 8};
    QVERIFY(!inside.isNull());
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, inside);
    QCOMPARE(copied(), QStringLiteral("four"));
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, inside); // the third
    QVERIFY(copied().startsWith(QStringLiteral("one two-three four")));
}

void TestLiveView::keysSelectAndScroll()
{
    append(numberedRows(1, 1000));
    QVERIFY(waitForRows(1000));
    QTest::keyClick(m_view.get(), Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(m_view->topRow(), 0);
    QTest::keyClick(m_view.get(), Qt::Key_PageDown);
    QVERIFY(m_view->topRow() > 1 && m_view->topRow() <= m_view->rowsInView());
    m_view->selection().begin({{0, 0}, {0, 0}});
    m_view->selectionChanged();
    QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY(m_view->hasSelection());
    QCOMPARE(m_view->selection().to().row, 1);
}

void TestLiveView::anyRowOfAHundredMillionIsReached_data()
{
    QTest::addColumn<qint64>("row");
    for (const qint64 row : {0LL, 1LL, 49'999'999LL, 99'999'949LL, 99'999'950LL})
        QTest::addRow("%lld", static_cast<long long>(row)) << row;
}

void TestLiveView::anyRowOfAHundredMillionIsReached()
{
    QFETCH(qint64, row);
    RowScroll scroll;
    scroll.setPage(50);
    scroll.setRows(100'000'000);
    QCOMPARE(scroll.barMaximum(), 99'999'950);
    scroll.setBarValue(static_cast<int>(row));
    QCOMPARE(scroll.top(), row);
    QCOMPARE(scroll.barValue(), row);
    QCOMPARE(scroll.isFollowing(), row == 99'999'950);
    scroll.setRows(100'000'001);
    QCOMPARE(scroll.top(), row == 99'999'950 ? row + 1 : row);
}

void TestLiveView::moreRowsThanAScrollBarHasValues()
{
    RowScroll scroll;
    scroll.setPage(50);
    scroll.setRows(30'000'000'000);
    scroll.setBarValue(scroll.barMaximum());
    QCOMPARE(scroll.top(), 30'000'000'000 - 50);
    QVERIFY(scroll.isFollowing());
    scroll.setBarValue(0);
    QCOMPARE(scroll.top(), 0);
    scroll.scrollTo({1, 0}); // finer than the bar is
    QCOMPARE(scroll.top(), 1);
    QVERIFY(!scroll.isFollowing());
    scroll.scrollTo({15'000'000'000, 0});
    QCOMPARE(scroll.top(), 15'000'000'000);
    QVERIFY(std::abs(scroll.barValue() - scroll.barMaximum() / 2) < 5);
}

QTEST_MAIN(TestLiveView)
#include "tst_liveview.moc"
