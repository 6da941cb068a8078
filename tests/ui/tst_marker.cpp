#include "pipecore/net/upload/upload.h"
#include "pipecore/session/sessionarchive.h"
#include "tests/ui/uifixture.h"
#include "ui/marks/marker.h"
#include "ui/session/sessionpage.h"
#include "ui/view/colorscheme.h"
#include "ui/view/outputview.h"
#include "ui/view/overviewbar.h"

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
    void oneGoesFromMarkToMark();
    void marksAreKeptWithTheSession();

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

QTEST_MAIN(TestMarker)
#include "tst_marker.moc"
