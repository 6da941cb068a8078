#include "pipecore/net/upload/upload.h"
#include "tests/ui/uifixture.h"
#include "ui/find/findbar.h"
#include "ui/find/finder.h"
#include "ui/find/gotoplace.h"
#include "ui/session/sessionpage.h"
#include "ui/view/colorscheme.h"
#include "ui/view/outputview.h"
#include "ui/view/overviewbar.h"

#include <QApplication>
#include <QComboBox>
#include <QToolButton>

using namespace ui;
using pipecore::Recording;

class TestFind : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_page.reset(); }

    void matchesAreCountedPaintedAndGoneTo();
    void nextAndPreviousGoRound();
    void eachLetterSearchesFromWhereTypingBegan();
    void theLastLetterCountsAtWhateverPace();
    void theFirstMatchMayStandBeforeTheRowInView();
    void theQueryIsTakenAsItIsSaid_data();
    void theQueryIsTakenAsItIsSaid();
    void aWrongPatternSaysWhereAndWhy();
    void whatComesIsSearchedToo();
    void onlyRowsThatMatchAreShown();
    void aFilteredViewGrows();
    void theOverviewMarksMatches();
    void theOverviewOfManyBlocksMarksMatches();
    void whatIsOverwrittenIsFoundAtItsRow();
    void whatIsSelectedIsWhatToFind();
    void whatWasFoundComesAgain();
    void escapeClosesTheBar();
    void placesAreUnderstood_data();
    void placesAreUnderstood();
    void aTimeLeadsToTheRowThatCameThen();

private:
    void show(const Recording::Ptr &recording);
    void find(const QString &text);
    FindBar *bar() const { return m_page->findChild<FindBar *>(); }
    OutputView *view() const { return m_page->view(); }
    QToolButton *button(const QString &name) const { return bar()->findChild<QToolButton *>(name); }
    bool waitForStatus(const QString &text) const
    {
        const bool came = QTest::qWaitFor([&] { return bar()->status() == text; }, kPatience);
        if (!came)
            qWarning("the status is \"%s\"", qPrintable(bar()->status()));
        return came;
    }
    qint64 selectedRow() const { return view()->source().numberAt(view()->selection().from().row); }

    UiFixture m_fixture;
    pipecore::NetworkThread m_network;
    std::unique_ptr<SessionPage> m_page;
};

namespace
{

// Every thousandth row has a needle, from row 7 on.
QByteArray haystack(int rows)
{
    QByteArray text;
    for (int i = 0; i < rows; ++i)
        text += "row " + QByteArray::number(i) + (i % 1000 == 7 ? " needle" : " hay") + '\n';
    return text;
}

} // namespace

void TestFind::init()
{
    QSettings().clear();
}

void TestFind::show(const Recording::Ptr &recording)
{
    QVERIFY(recording);
    m_page = std::make_unique<SessionPage>(recording, &m_network);
    m_page->resize(700, 400);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void TestFind::find(const QString &text)
{
    m_page->finder()->open();
    auto *line = bar()->findChild<QComboBox *>();
    line->clearEditText();
    QTest::keyClicks(line, text);
}

void TestFind::matchesAreCountedPaintedAndGoneTo()
{
    show(m_fixture.recordingOf(haystack(100'000)));
    const QColor color = ColorScheme::of(view()->palette()).match;
    QCOMPARE(pixelsOf(view()->viewport(), color), 0);
    find(QStringLiteral("hay"));
    QVERIFY(waitForStatus(QStringLiteral("1 of 99,900 rows")));
    QCOMPARE(selectedRow(), 0);
    QVERIFY(pixelsOf(view()->viewport(), color) > 1000);
    find(QStringLiteral("needle"));
    QVERIFY(waitForStatus(QStringLiteral("1 of 100 rows")));
    QCOMPARE(selectedRow(), 7);
    QCOMPARE(view()->selection().from().column, 6);
    QCOMPARE(view()->selection().to().column, 12);
}

void TestFind::nextAndPreviousGoRound()
{
    show(m_fixture.recordingOf(haystack(100'000)));
    find(QStringLiteral("needle"));
    QVERIFY(waitForStatus(QStringLiteral("1 of 100 rows")));
    auto *line = bar()->findChild<QComboBox *>();
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(waitForStatus(QStringLiteral("2 of 100 rows")));
    QCOMPARE(selectedRow(), 1007);
    QTest::keyClick(line, Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(selectedRow(), 7);
    m_page->finder()->previous();
    QCOMPARE(selectedRow(), 99'007);
    QVERIFY(waitForStatus(QStringLiteral("100 of 100 rows  (went round)")));
    QVERIFY(view()->topRow() <= 99'007 && view()->topRow() + view()->rowsInView() > 99'007);
    m_page->finder()->next();
    QCOMPARE(selectedRow(), 7);
}

void TestFind::eachLetterSearchesFromWhereTypingBegan()
{
    show(m_fixture.recordingOf("ab\nx\nac\nabc\nad\n"));
    view()->goToRow(1);
    find(QStringLiteral("a"));
    QVERIFY(waitForStatus(QStringLiteral("2 of 4 rows")));
    QCOMPARE(selectedRow(), 2);
    auto *line = bar()->findChild<QComboBox *>();
    QTest::keyClicks(line, QStringLiteral("d"));
    QVERIFY(waitForStatus(QStringLiteral("1 of 1 rows")));
    QCOMPARE(selectedRow(), 4);
    QTest::keyClick(line, Qt::Key_Backspace);
    QVERIFY(waitForStatus(QStringLiteral("2 of 4 rows")));
    QCOMPARE(selectedRow(), 2);
}

void TestFind::theLastLetterCountsAtWhateverPace()
{
    show(m_fixture.recordingOf("ab\nx\nac\nabc\nad\n"));
    find(QStringLiteral("a"));
    auto *line = bar()->findChild<QComboBox *>();
    for (int pause = 0; pause < 300; pause += 10) { // ms: also while the first letter's search begins
        line->setEditText(QStringLiteral("a"));
        QTest::qWait(pause);
        QTest::keyClicks(line, QStringLiteral("d"));
        QVERIFY(waitForStatus(QStringLiteral("1 of 1 rows")));
        QCOMPARE(selectedRow(), 4);
    }
}

void TestFind::theFirstMatchMayStandBeforeTheRowInView()
{
    show(m_fixture.recordingOf("needle\n" + numberedRows(1, 5000)));
    view()->goToRow(3000);
    find(QStringLiteral("needle"));
    QVERIFY(waitForStatus(QStringLiteral("1 of 1 rows  (went round)")));
    QCOMPARE(selectedRow(), 0);
}

void TestFind::theQueryIsTakenAsItIsSaid_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("status");
    const auto row = [](const char *name, const char *option, const char *text, const char *status) {
        QTest::newRow(name) << QString::fromLatin1(option) << QString::fromLatin1(text)
                            << QString::fromLatin1(status);
    };
    row("literally", "", "a.c", "1 of 1 rows");
    row("as a regular expression", "regex", "^a.c$", "1 of 4 rows");
    row("with its case", "case", "Abc", "1 of 1 rows");
    row("without its case", "", "aBC", "1 of 3 rows");
    row("whole words", "word", "abc", "1 of 2 rows");
    row("nothing", "", "zzz", "no row matches");
}

void TestFind::theQueryIsTakenAsItIsSaid()
{
    QFETCH(const QString, option);
    QFETCH(const QString, text);
    QFETCH(const QString, status);
    QSettings().setValue(QStringLiteral("find/") + option, true);
    show(m_fixture.recordingOf("abc\na.c\nAbc\nabcd\naxc\n"));
    find(text);
    QVERIFY(waitForStatus(status));
}

void TestFind::aWrongPatternSaysWhereAndWhy()
{
    QSettings().setValue(QStringLiteral("find/regex"), true);
    show(m_fixture.recordingOf("abc\n"));
    find(QStringLiteral("a(b"));
    QVERIFY(
        QTest::qWaitFor([&] { return bar()->status().contains(QStringLiteral("parenthes")); }, kPatience));
    QVERIFY2(bar()->status().contains(QStringLiteral("at the end")), qPrintable(bar()->status()));
    QTest::keyClicks(bar()->findChild<QComboBox *>(), QStringLiteral(")"));
    QVERIFY(waitForStatus(QStringLiteral("1 of 1 rows")));
}

void TestFind::whatComesIsSearchedToo()
{
    const Recording::Ptr recording = m_fixture.liveRecording();
    append(recording, "first needle\nhay\n");
    show(recording);
    find(QStringLiteral("needle"));
    QVERIFY(waitForStatus(QStringLiteral("1 of 1 rows")));
    append(recording, "hay\nnee");
    append(recording, "dle\nhay\n");
    QVERIFY(waitForStatus(QStringLiteral("1 of 2 rows")));
    QVERIFY(
        QTest::qWaitFor([&] { return view()->rows() == 5; }, kPatience)); // it is counted before it is shown
    m_page->finder()->next();
    QCOMPARE(selectedRow(), 3);
    recording->capture()->finish();
}

void TestFind::onlyRowsThatMatchAreShown()
{
    show(m_fixture.recordingOf(haystack(10'000)));
    find(QStringLiteral("needle"));
    QVERIFY(waitForStatus(QStringLiteral("1 of 10 rows")));
    m_page->finder()->toggleFilter();
    QVERIFY(QTest::qWaitFor([&] { return view()->rows() == 10; }, kPatience));
    QCOMPARE(view()->lineOf(3).text(), QStringLiteral("row 3007 needle"));
    m_page->finder()->next();
    m_page->finder()->next();
    QCOMPARE(selectedRow(), 2007);
    m_page->finder()->close();
    QCOMPARE(view()->rows(), 10'000);
    QCOMPARE(selectedRow(), 2007);
    QVERIFY(view()->topRow() <= 2007 && view()->topRow() + view()->rowsInView() > 2007);
}

void TestFind::aFilteredViewGrows()
{
    const Recording::Ptr recording = m_fixture.liveRecording();
    append(recording, "needle 1\nhay\n");
    show(recording);
    find(QStringLiteral("needle"));
    m_page->finder()->toggleFilter();
    QVERIFY(QTest::qWaitFor([&] { return view()->rows() == 1; }, kPatience));
    append(recording, haystack(3000) + "needle 2\n");
    QVERIFY(QTest::qWaitFor([&] { return view()->rows() == 5; }, kPatience));
    QVERIFY(
        QTest::qWaitFor([&] { return view()->lineOf(4).text() == QStringLiteral("needle 2"); }, kPatience));
    recording->capture()->finish();
}

void TestFind::theOverviewMarksMatches()
{
    show(m_fixture.recordingOf(numberedRows(1, 500) + "needle\n" + numberedRows(502, 1000)));
    const QColor color(0xe8, 0x9a, 0x1c);
    QCOMPARE(pixelsOf(m_page->overview(), color), 0);
    find(QStringLiteral("needle"));
    QVERIFY(QTest::qWaitFor([&] { return pixelsOf(m_page->overview(), color) > 0; }, kPatience));
    for (const int y : linesWith(m_page->overview(), color))
        QVERIFY2(std::abs(y - m_page->overview()->height() / 2) < 4, qPrintable(QString::number(y)));
    find(QStringLiteral("nowhere"));
    QVERIFY(QTest::qWaitFor([&] { return pixelsOf(m_page->overview(), color) == 0; }, kPatience));
}

void TestFind::theOverviewOfManyBlocksMarksMatches()
{
    QByteArray rows;
    for (int i = 0; i < 200'000; ++i)
        rows += i == 50'000 ? "the needle among these rows of some length\n"
                            : "there is nothing to be found in this row..\n";
    show(m_fixture.recordingOf(rows));
    find(QStringLiteral("needle"));
    const QColor color(0xe8, 0x9a, 0x1c);
    QVERIFY(QTest::qWaitFor([&] { return pixelsOf(m_page->overview(), color) > 0; }, kPatience));
    for (const int y : linesWith(m_page->overview(), color))
        QVERIFY2(std::abs(y - m_page->overview()->height() / 4) < 8, qPrintable(QString::number(y)));
}

void TestFind::whatIsOverwrittenIsFoundAtItsRow()
{
    show(m_fixture.recordingOf(numberedRows(1, 300) + "needle\rthread\n" + numberedRows(1, 300)));
    find(QStringLiteral("needle"));
    QVERIFY(waitForStatus(QStringLiteral("1 of 1 rows")));
    QCOMPARE(view()->selection().caret().row, 300);
    QVERIFY(view()->topRow() <= 300 && view()->topRow() + view()->rowsInView() > 300);
}

void TestFind::whatIsSelectedIsWhatToFind()
{
    show(m_fixture.recordingOf("some words here\nwords\n"));
    view()->selection().begin({{0, 5}, {0, 5}});
    view()->selection().extend({{0, 10}, {0, 10}});
    m_page->finder()->open();
    QCOMPARE(bar()->query().pattern, QStringLiteral("words"));
    QVERIFY(waitForStatus(QStringLiteral("1 of 2 rows")));
}

void TestFind::whatWasFoundComesAgain()
{
    show(m_fixture.recordingOf(haystack(10)));
    find(QStringLiteral("needle"));
    QVERIFY(waitForStatus(QStringLiteral("1 of 1 rows")));
    QTest::keyClick(bar()->findChild<QComboBox *>(), Qt::Key_Return);
    find(QStringLiteral("hay"));
    QTest::keyClick(bar()->findChild<QComboBox *>(), Qt::Key_Return);
    show(m_fixture.recordingOf(haystack(10)));
    m_page->finder()->open();
    const auto *patterns = bar()->findChild<QComboBox *>();
    QCOMPARE(patterns->itemText(0), QStringLiteral("hay"));
    QCOMPARE(patterns->itemText(1), QStringLiteral("needle"));
}

void TestFind::escapeClosesTheBar()
{
    show(m_fixture.recordingOf(haystack(10)));
    m_page->activateWindow();
    for (const bool inView : {false, true}) {
        find(QStringLiteral("hay"));
        QVERIFY(waitForStatus(QStringLiteral("1 of 9 rows")));
        if (inView)
            view()->setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!bar()->isVisible());
        QCOMPARE(pixelsOf(view()->viewport(), ColorScheme::of(view()->palette()).match), 0);
        QVERIFY(view()->hasFocus());
    }
}

void TestFind::placesAreUnderstood_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("row"); // -1: none
    QTest::newRow("the first row") << QStringLiteral("1") << qint64(0);
    QTest::newRow("a row") << QStringLiteral(" 1,234 ") << qint64(1233);
    QTest::newRow("beyond the end") << QStringLiteral("999999") << qint64(1999);
    QTest::newRow("row 0") << QStringLiteral("0") << qint64(-1);
    QTest::newRow("half") << QStringLiteral("50%") << qint64(1000);
    QTest::newRow("part of a percent") << QStringLiteral("12.5 %") << qint64(250);
    QTest::newRow("all") << QStringLiteral("100%") << qint64(1999);
    QTest::newRow("more than all") << QStringLiteral("101%") << qint64(-1);
    QTest::newRow("a word") << QStringLiteral("end") << qint64(-1);
    QTest::newRow("no time") << QStringLiteral("25:00") << qint64(-1);
    QTest::newRow("a time where there are none") << QStringLiteral("+1") << qint64(-1);
}

void TestFind::placesAreUnderstood()
{
    QFETCH(const QString, text);
    QFETCH(const qint64, row);
    QCOMPARE(placeMeant(text, m_fixture.recordingOf(numberedRows(1, 2000))).value_or(-1), row);
}

void TestFind::aTimeLeadsToTheRowThatCameThen()
{
    const Recording::Ptr recording = m_fixture.liveRecording();
    QVERIFY(recording);
    const QDateTime started = recording->record().started.toLocalTime();
    const auto came = [&](const QByteArray &bytes, qint64 ms) {
        recording->times().append(recording->capture()->end(), ms, pipecore::Stream::Output);
        append(recording, bytes);
    };
    came("at once\n", 0);
    came("later\n", 5'000);
    came("much later\nthen\n", 125'000);
    recording->capture()->finish();
    recording->waitForIndex();
    QCOMPARE(placeMeant(QStringLiteral("+0"), recording).value_or(-1), 0);
    QCOMPARE(placeMeant(QStringLiteral("+2"), recording).value_or(-1), 1);
    QCOMPARE(placeMeant(QStringLiteral("+2:00"), recording).value_or(-1), 2);
    QCOMPARE(placeMeant(started.addSecs(100).toString(QStringLiteral("H:mm:ss")), recording).value_or(-1), 2);
    QVERIFY(!placeMeant(QStringLiteral("+9:00"), recording));
}

QTEST_MAIN(TestFind)
#include "tst_find.moc"
