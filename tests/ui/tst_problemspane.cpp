#include "pipecore/net/upload/upload.h"
#include "tests/ui/uifixture.h"
#include "ui/problems/problemsmodel.h"
#include "ui/problems/problemspane.h"
#include "ui/session/sessionpage.h"
#include "ui/view/outputview.h"
#include "ui/view/overviewbar.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTreeView>

using namespace ui;
using pipecore::Recording;

class TestProblemsPane : public QObject
{
    Q_OBJECT
private slots:
    void init() { QSettings().clear(); }
    void cleanup() { m_page.reset(); }

    void problemsAreListedAndGoneTo();
    void theFileOfAProblemIsOpened();
    void problemsComeAsTheOutputDoes();
    void theNextProblemIsOneKeyAway();
    void onesOwnPatternsCount();
    void theOverviewShowsThem();
    void thereAreNotTooMany();

private:
    void show(const Recording::Ptr &recording);
    ProblemsPane *pane() const { return m_page->problems(); }
    bool waitForCount(int count) const
    {
        return QTest::qWaitFor([&] { return pane()->model()->rowCount() == count; }, kPatience);
    }
    qint64 shownRow() const { return m_page->view()->selection().caret().row; }

    UiFixture m_fixture;
    pipecore::NetworkThread m_network;
    std::unique_ptr<SessionPage> m_page;
};

void TestProblemsPane::show(const Recording::Ptr &recording)
{
    QVERIFY(recording);
    m_page = std::make_unique<SessionPage>(recording, &m_network);
    m_page->resize(800, 600);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    m_page->activateWindow();
}

void TestProblemsPane::problemsAreListedAndGoneTo()
{
    show(m_fixture.recordingOf(numberedRows(1, 5000) + "a.c:3:5: error: bad\n" + numberedRows(1, 5000) +
                               "b.c:7: warning: odd\n"));
    pane()->open();
    QVERIFY(waitForCount(2));
    QVERIFY(QTest::qWaitFor([&] { return pane()->status() == QStringLiteral("1 error and 1 warning"); },
                            kPatience));
    const auto *model = pane()->model();
    QCOMPARE(model->index(0, 0).data().toString(), QStringLiteral("error: bad"));
    QCOMPARE(model->index(1, 1).data().toString(), QStringLiteral("b.c:7"));
    auto *list = pane()->findChild<QTreeView *>();
    list->setCurrentIndex(model->index(0, 0));
    QCOMPARE(shownRow(), 5000);
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(shownRow(), 10'001);
    QTest::keyClick(list, Qt::Key_Escape);
    QVERIFY(!pane()->isVisible());
}

void TestProblemsPane::theFileOfAProblemIsOpened()
{
    const Recording::Ptr recording = m_fixture.recordingOf("sub/a.c:3:5: error: bad\n");
    show(recording);
    pane()->open();
    QVERIFY(waitForCount(1));
    QSignalSpy activated(m_page->view(), &OutputView::linkActivated);
    emit pane()->findChild<QTreeView *>()->activated(pane()->model()->index(0, 0));
    QCOMPARE(activated.size(), 1);
    const auto link = activated.front().front().value<Link>();
    QCOMPARE(link.target, recording->record().directory + QStringLiteral("/sub/a.c"));
    QCOMPARE(link.line, 3);
    QCOMPARE(link.column, 5);
}

void TestProblemsPane::problemsComeAsTheOutputDoes()
{
    const Recording::Ptr recording = m_fixture.liveRecording();
    show(recording);
    pane()->open();
    append(recording, "error: mismatched types\n");
    append(recording, " --> src/main.rs:4:18\n");
    QVERIFY(waitForCount(1));
    append(recording, numberedRows(1, 1000) + "x.c:1:1: error: again\n");
    QVERIFY(waitForCount(2));
    QCOMPARE(pane()->model()->problems().back().row, 1002);
    recording->capture()->finish();
}

void TestProblemsPane::theNextProblemIsOneKeyAway()
{
    show(m_fixture.recordingOf("a.c:1: error: x\n" + numberedRows(1, 100) + "b.c:2: error: y\n"));
    pane()->next(); // searches first
    QVERIFY(QTest::qWaitFor([&] { return m_page->view()->selection().hasBegun(); }, kPatience));
    QCOMPARE(shownRow(), 0);
    pane()->next();
    QCOMPARE(shownRow(), 101);
    pane()->next();
    QCOMPARE(shownRow(), 0);
    pane()->previous();
    QCOMPARE(shownRow(), 101);
    m_page->view()->goToRow(50);
    pane()->previous();
    QCOMPARE(shownRow(), 0);
}

void TestProblemsPane::onesOwnPatternsCount()
{
    QSettings().setValue(QStringLiteral("problems/patterns"),
                         QStringList{QStringLiteral("^BAD (?<file>\\S+):(?<line>\\d+) (?<text>.*)")});
    show(m_fixture.recordingOf("BAD x.y:7 oh\na.c:1: error: x\n"));
    pane()->open();
    QVERIFY(waitForCount(2));
    QCOMPARE(pane()->model()->index(0, 1).data().toString(), QStringLiteral("x.y:7"));
}

void TestProblemsPane::theOverviewShowsThem()
{
    show(m_fixture.recordingOf(numberedRows(1, 500) + "a.c:1: error: x\n" + numberedRows(1, 300) +
                               "b.c:2: warning: y\n" + numberedRows(1, 198)));
    OverviewBar *overview = m_page->overview();
    QVERIFY(linesWith(overview, ProblemsPane::kError).empty());
    pane()->open();
    QVERIFY(waitForCount(2));
    const std::vector<int> errors = linesWith(overview, ProblemsPane::kError);
    const std::vector<int> warnings = linesWith(overview, ProblemsPane::kWarning);
    QVERIFY(!errors.empty() && !warnings.empty());
    QVERIFY(std::abs(errors.front() - overview->height() / 2) <= 2);
    QVERIFY(std::abs(warnings.front() - overview->height() * 8 / 10) <= 2);
}

void TestProblemsPane::thereAreNotTooMany()
{
    show(m_fixture.recordingOf(
        QByteArray("a.c:1: error: x\n").repeated(static_cast<int>(ProblemsModel::kMost) + 5)));
    pane()->open();
    QVERIFY(waitForCount(static_cast<int>(ProblemsModel::kMost)));
    QVERIFY(QTest::qWaitFor([&] { return pane()->status().contains(QStringLiteral("more are not listed")); },
                            kPatience));
}

QTEST_MAIN(TestProblemsPane)
#include "tst_problemspane.moc"
