#include "pipecore/net/upload/upload.h"
#include "pipecore/session/filemarks.h"
#include "pipecore/session/sessionarchive.h"
#include "tests/ui/uifixture.h"
#include "ui/marks/marker.h"
#include "ui/session/sessionpage.h"
#include "ui/view/colorscheme.h"
#include "ui/view/outputview.h"
#include "ui/view/overviewbar.h"

#include <QApplication>
#include <QSignalSpy>

using namespace ui;
using pipecore::Recording;

class TestMarker : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_page.reset(); }

    void aMarkIsShownAndTakenAway();
    void aClickBesideARowMarksIt();
    void oneGoesFromMarkToMark();
    void marksAreKeptWithTheSession();
    void marksOfAPlainFileAreKept();

private:
    Marker *marker() const { return m_page->marker(); }

    UiFixture m_fixture;
    pipecore::NetworkThread m_network;
    Recording::Ptr m_recording;
    std::unique_ptr<SessionPage> m_page;
};

void TestMarker::init()
{
    m_recording = m_fixture.liveRecording();
    QVERIFY(m_recording);
    append(m_recording, numberedRows(1, 1000));
    m_recording->capture()->finish();
    m_recording->waitForIndex();
    m_page = std::make_unique<SessionPage>(m_recording, &m_network);
    m_page->resize(700, 400);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    QVERIFY(QTest::qWaitFor([&] { return m_page->view()->rows() == 1000; }, kPatience));
}

void TestMarker::aMarkIsShownAndTakenAway()
{
    QWidget *view = m_page->view()->viewport();
    QCOMPARE(pixelsOf(view, ColorScheme::kMark), 0);
    m_page->view()->goToRow(500);
    marker()->toggle();
    QVERIFY(marker()->marks().isMarked(500));
    const qint64 inGutter = pixelsOf(view, ColorScheme::kMark);
    QVERIFY(inGutter > 0);
    marker()->setNote(500, QStringLiteral("MMMM"));
    QVERIFY(pixelsOf(view, ColorScheme::kMark) > inGutter); // letters of the note
    const std::vector<int> lines = linesWith(m_page->overview(), ColorScheme::kMark);
    QVERIFY(!lines.empty());
    for (const int y : lines)
        QVERIFY(std::abs(y - m_page->overview()->height() / 2) < 4);
    marker()->toggle();
    QCOMPARE(pixelsOf(view, ColorScheme::kMark), 0);
    QCOMPARE(pixelsOf(m_page->overview(), ColorScheme::kMark), 0);
}

void TestMarker::aClickBesideARowMarksIt()
{
    OutputView *view = m_page->view();
    view->goToRow(500);
    const auto beside = [&](qint64 row) { return QPoint(10, view->rectOf({row, 0})->center().y()); };
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, beside(502));
    QVERIFY(marker()->marks().isMarked(502));
    QCOMPARE(marker()->marks().all().size(), size_t(1));
    QTest::qWait(QApplication::doubleClickInterval() + 50);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, beside(502));
    QVERIFY(marker()->marks().all().empty());
    // Rows that are selected along the gutter are not marked, nor is one that is clicked on itself.
    QTest::qWait(QApplication::doubleClickInterval() + 50);
    QTest::mousePress(view->viewport(), Qt::LeftButton, {}, beside(501));
    QTest::mouseMove(view->viewport(), beside(503));
    QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, beside(503));
    QTest::qWait(QApplication::doubleClickInterval() + 50);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->rectOf({505, 2})->center());
    QVERIFY(marker()->marks().all().empty());
}

void TestMarker::oneGoesFromMarkToMark()
{
    QSignalSpy told(marker(), &Marker::told);
    marker()->next();
    QCOMPARE(told.takeFirst().front().toString(), QStringLiteral("No row is marked."));
    marker()->setNote(700, QStringLiteral("here"));
    marker()->setNote(100, {});
    m_page->view()->goToRow(300);
    marker()->next();
    QCOMPARE(marker()->currentRow(), 700);
    QCOMPARE(told.takeFirst().front().toString(), QStringLiteral("here"));
    marker()->next();
    QCOMPARE(marker()->currentRow(), 100);
    marker()->previous();
    QCOMPARE(marker()->currentRow(), 700);
}

void TestMarker::marksAreKeptWithTheSession()
{
    const QString file = m_fixture.file(QStringLiteral("marked.runnel"));
    marker()->setNote(41, QStringLiteral("first"));
    marker()->setNote(41, QStringLiteral("second"));
    marker()->setNote(42, {});
    const QString folder = m_recording->folder();
    QVERIFY(QTest::qWaitFor([&] { return pipecore::Marks::read(folder).all() == marker()->marks().all(); },
                            kPatience));
    m_page = std::make_unique<SessionPage>(m_recording, &m_network);
    QVERIFY(
        QTest::qWaitFor([&] { return marker()->marks().note(41) == QStringLiteral("second"); }, kPatience));
    QVERIFY(pipecore::writeSessionFile(m_recording, m_recording->record(), file));
    const QString unpacked = m_fixture.file(QStringLiteral("unpacked"));
    QVERIFY(QDir().mkpath(unpacked));
    const auto read = pipecore::readSessionFile(file, unpacked);
    QVERIFY2(read, read ? "" : qPrintable(read.error()));
    QCOMPARE(pipecore::Marks::read(unpacked).all(), marker()->marks().all());
}

void TestMarker::marksOfAPlainFileAreKept()
{
    const Recording::Ptr file = m_fixture.recordingOf(numberedRows(1, 100));
    m_page = std::make_unique<SessionPage>(file, &m_network);
    marker()->setNote(41, QStringLiteral("kept"));
    const QString path = file->plainFile();
    QVERIFY(QTest::qWaitFor([&] { return pipecore::filemarks::read(path).isMarked(41); }, kPatience));
    const auto again = Recording::openFile(path);
    QVERIFY(again);
    m_page = std::make_unique<SessionPage>(*again, &m_network);
    QVERIFY(QTest::qWaitFor([&] { return marker()->marks().note(41) == QStringLiteral("kept"); }, kPatience));
}

QTEST_MAIN(TestMarker)
#include "tst_marker.moc"
