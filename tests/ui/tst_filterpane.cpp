#include "pipecore/net/upload/upload.h"
#include "tests/ui/uifixture.h"
#include "ui/find/filterpane.h"
#include "ui/session/sessionpage.h"
#include "ui/view/outputview.h"
#include "ui/view/selectioncopy.h"

#include <QApplication>
#include <QLineEdit>
#include <QSpinBox>

using namespace ui;
using pipecore::Recording;

class TestFilterPane : public QObject
{
    Q_OBJECT
private slots:
    void init() { QSettings().clear(); }
    void cleanup() { m_page.reset(); }

    void rowsThatMatchAreShownBesideAll();
    void goingToARowShowsItInTheOutput();
    void rowsAroundCanBeShown();
    void itGoesOnAsOutputComes_data();
    void itGoesOnAsOutputComes();
    void whatIsWrongIsSaid();
    void theRowsAreSaved();
    void escapeClosesIt();
    void itLooksAsTheOutputDoes();

private:
    void show(const Recording::Ptr &recording, const QString &terms);
    FilterPane *pane() const { return m_page->filterPane(); }
    OutputView *rows() const { return pane()->rows(); }
    bool waitForRows(qint64 count) const
    {
        const bool came = QTest::qWaitFor([&] { return rows()->rows() == count; }, kPatience);
        if (!came)
            qWarning("there are %lld rows; \"%s\"", static_cast<long long>(rows()->rows()),
                     qPrintable(pane()->status()));
        return came;
    }

    UiFixture m_fixture;
    pipecore::NetworkThread m_network;
    std::unique_ptr<SessionPage> m_page;
};

void TestFilterPane::show(const Recording::Ptr &recording, const QString &terms)
{
    QVERIFY(recording);
    m_page = std::make_unique<SessionPage>(recording, &m_network);
    m_page->resize(700, 600);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    m_page->activateWindow();
    pane()->open();
    QTest::keyClicks(QApplication::focusWidget(), terms);
}

void TestFilterPane::rowsThatMatchAreShownBesideAll()
{
    show(m_fixture.recordingOf(numberedRows(1, 20'000)), QStringLiteral("99 NOT /5$/ OR \"row 7\""));
    qint64 expected = 0;
    for (int i = 1; i <= 20'000; ++i) {
        const QByteArray row = "row " + QByteArray::number(i);
        expected += (row.contains("99") && !row.endsWith('5')) || row.contains("row 7") ? 1 : 0;
    }
    QVERIFY(waitForRows(expected));
    QCOMPARE(m_page->view()->rows(), 20'000);
    QCOMPARE(rows()->lineOf(0).text(), QStringLiteral("row 7"));
    QVERIFY(pane()->status().contains(QStringLiteral("rows match")));
}

void TestFilterPane::goingToARowShowsItInTheOutput()
{
    show(m_fixture.recordingOf(numberedRows(1, 20'000)), QStringLiteral("/00$/"));
    QVERIFY(waitForRows(200));
    rows()->scrollToRow(0);
    int y = 0;
    while (rows()->placeAt({200, y}).row < 3)
        ++y;
    QTest::mouseClick(rows()->viewport(), Qt::LeftButton, {}, {200, y + 2});
    const auto shownRow = [&] { return m_page->view()->selection().from().row; };
    QCOMPARE(shownRow(), 399);
    QVERIFY(m_page->view()->topRow() <= 399 && m_page->view()->topRow() + m_page->view()->rowsInView() > 399);
    rows()->setFocus();
    QTest::keyClick(rows(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(shownRow(), 499);
}

void TestFilterPane::rowsAroundCanBeShown()
{
    show(m_fixture.recordingOf(numberedRows(1, 20'000)), QStringLiteral("/00$/"));
    const auto boxes = pane()->findChildren<QSpinBox *>();
    boxes[0]->setValue(1);
    boxes[1]->setValue(2);
    QVERIFY(waitForRows(200 * 4 - 2)); // nothing comes behind the last one
    QCOMPARE(rows()->lineOf(0).text(), QStringLiteral("row 99"));
    QCOMPARE(rows()->lineOf(4).text(), QStringLiteral("row 199"));
    boxes[0]->setValue(0);
    boxes[1]->setValue(0);
    QVERIFY(waitForRows(200));
}

void TestFilterPane::itGoesOnAsOutputComes_data()
{
    QTest::addColumn<int>("context");
    QTest::newRow("alone") << 0;
    QTest::newRow("with a row around each") << 1;
}

void TestFilterPane::itGoesOnAsOutputComes()
{
    QFETCH(const int, context);
    const Recording::Ptr recording = m_fixture.liveRecording();
    show(recording, QStringLiteral("/000$/"));
    for (QSpinBox *box : pane()->findChildren<QSpinBox *>())
        box->setValue(context);
    append(recording, numberedRows(1, 5'500));
    QVERIFY(waitForRows(5 * (1 + 2 * context)));
    append(recording, numberedRows(5'501, 9'500));
    QVERIFY(waitForRows(9 * (1 + 2 * context)));
    QVERIFY(rows()->isFollowing());
    QVERIFY(QTest::qWaitFor(
        [&] { return rows()->lineOf(rows()->rows() - 1 - context).text() == QStringLiteral("row 9000"); },
        kPatience));
    recording->capture()->finish();
}

void TestFilterPane::whatIsWrongIsSaid()
{
    show(m_fixture.recordingOf(numberedRows(1, 20)), QStringLiteral("row AND"));
    QVERIFY(QTest::qWaitFor([&] { return pane()->status().contains(QStringLiteral("missing")); }, kPatience));
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral(" 7"));
    QVERIFY(waitForRows(2));
}

void TestFilterPane::theRowsAreSaved()
{
    show(m_fixture.recordingOf(numberedRows(1, 2'000)), QStringLiteral("/000$/"));
    QVERIFY(waitForRows(2));
    const QString path = m_fixture.file(QStringLiteral("filtered.txt"));
    bool saved = false;
    saveRows(rows(), path, [&](const QString &error) { saved = error.isEmpty(); });
    QVERIFY(QTest::qWaitFor([&] { return saved; }, kPatience));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("row 1000\nrow 2000"));
}

void TestFilterPane::escapeClosesIt()
{
    show(m_fixture.recordingOf(numberedRows(1, 20)), QStringLiteral("7"));
    QVERIFY(waitForRows(2));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!pane()->isVisible());
    QVERIFY(m_page->view()->hasFocus());
    pane()->open(); // as it was left
    QVERIFY(waitForRows(2));
}

void TestFilterPane::itLooksAsTheOutputDoes()
{
    show(m_fixture.recordingOf(numberedRows(1, 20)), QStringLiteral("7"));
    m_page->view()->setWrap(Wrap::Word);
    QFont font = m_page->view()->cellFont();
    font.setPointSize(20);
    m_page->view()->setCellFont(font);
    QCOMPARE(rows()->wrap(), Wrap::Word);
    QCOMPARE(rows()->cellFont().pointSize(), 20);
}

QTEST_MAIN(TestFilterPane)
#include "tst_filterpane.moc"
