#include "tests/ui/uifixture.h"
#include "ui/highlight/highlightdialog.h"
#include "ui/highlight/highlighter.h"
#include "ui/view/outputview.h"

#include <QComboBox>
#include <QLabel>
#include <QTableWidget>

using namespace ui;

class TestHighlight : public QObject
{
    Q_OBJECT
private slots:
    void init() { QSettings().clear(); }

    void matchesAndRowsGetTheirColours();
    void theFirstRuleHasItsWay();
    void aSetIsHandedOnAsAFile();
    void whatIsNoSuchFileIsRefused_data();
    void whatIsNoSuchFileIsRefused();
    void setsAreKeptByName();
    void theDialogMakesASet();
    void theDialogDoesNotTakeAWrongPattern();
    void theDialogImportsAndExports();

private:
    UiFixture m_fixture;
};

namespace
{

const QColor kRed(0xfa, 0x10, 0x11);
const QColor kBlue(0x12, 0x13, 0xfb);

} // namespace

void TestHighlight::matchesAndRowsGetTheirColours()
{
    OutputView view;
    view.resize(600, 300);
    view.setRecording(m_fixture.recordingOf("a needle here\nnothing\nall of this row\n"));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    const int cell = view.rectOf({0, 0})->width() * view.rectOf({0, 0})->height();
    QCOMPARE(pixelsOf(view.viewport(), kRed), 0);
    const auto made = Highlighter::make({{},
                                         {{QStringLiteral("needle"), false, false, false, {}, kRed},
                                          {QStringLiteral("^all"), true, false, true, {}, kBlue}}});
    QVERIFY(made);
    view.setColouring([made](pipecore::CellLine &line) { return (*made)->apply(line); });
    const qint64 red = pixelsOf(view.viewport(), kRed);
    const qint64 blue = pixelsOf(view.viewport(), kBlue);
    QVERIFY2(red > 3 * cell && red <= 6 * cell, qPrintable(QString::number(red)));
    const QRect start = *view.rectOf({2, 0});
    const int allAlong = (view.viewport()->width() - start.left()) * start.height();
    QVERIFY2(blue > allAlong - 15 * cell && blue <= allAlong + 8 * start.height(),
             qPrintable(QString::number(blue)));
    view.setColouring(nullptr);
    QCOMPARE(pixelsOf(view.viewport(), kRed), 0);
}

void TestHighlight::theFirstRuleHasItsWay()
{
    pipecore::RowFolder folder;
    pipecore::CellLine line = folder.fold("one two");
    const auto made = Highlighter::make({{},
                                         {{QStringLiteral("two"), false, false, false, kRed, {}},
                                          {QStringLiteral("one two"), false, false, false, kBlue, kBlue}}});
    QVERIFY(made);
    (*made)->apply(line);
    QCOMPARE(line.styleAt(0).foreground.rgbValue(), kBlue.rgb() & 0xffffff);
    QCOMPARE(line.styleAt(5).foreground.rgbValue(), kRed.rgb() & 0xffffff);
    QCOMPARE(line.styleAt(5).background.rgbValue(), kBlue.rgb() & 0xffffff);
    QVERIFY(!Highlighter::make({{}, {{QStringLiteral("a(b"), true, false, false, kRed, {}}}}));
}

void TestHighlight::aSetIsHandedOnAsAFile()
{
    const HighlightSet set{QStringLiteral("mine / ü"),
                           {{QStringLiteral("a\"b"), true, true, true, kRed, {}},
                            {QStringLiteral("c"), false, false, false, {}, kBlue}}};
    const auto read = HighlightSet::fromFile(set.toFile());
    QVERIFY(read);
    QCOMPARE(*read, set);
}

void TestHighlight::whatIsNoSuchFileIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("text") << QByteArray("hello");
    QTest::newRow("other JSON") << QByteArray(R"({"name": "x"})");
    QTest::newRow("too many rules") << QByteArray(R"({"rules": [)" +
                                                  QByteArray(R"({"pattern": "x"},)").repeated(200) + "{}]}");
}

void TestHighlight::whatIsNoSuchFileIsRefused()
{
    QFETCH(const QByteArray, bytes);
    QVERIFY(!HighlightSet::fromFile(bytes));
}

void TestHighlight::setsAreKeptByName()
{
    const HighlightSet set{QStringLiteral("a/b"), {{QStringLiteral("x"), false, false, false, kRed, {}}}};
    highlightsets::write(set);
    highlightsets::setCurrent(set.name);
    QCOMPARE(highlightsets::names(), QStringList{set.name});
    QCOMPARE(highlightsets::read(highlightsets::current()), set);
    highlightsets::remove(set.name);
    QVERIFY(highlightsets::names().isEmpty());
    QVERIFY(highlightsets::read(set.name).rules.empty());
}

void TestHighlight::theDialogMakesASet()
{
    highlightsets::write({QStringLiteral("mine"), {{QStringLiteral("x"), false, false, false, kRed, {}}}});
    HighlightDialog dialog;
    auto *sets = dialog.findChild<QComboBox *>();
    QCOMPARE(sets->currentData().toString(), QString());
    sets->setCurrentIndex(sets->findData(QStringLiteral("mine")));
    auto *rules = dialog.findChild<QTableWidget *>();
    QCOMPARE(rules->rowCount(), 1);
    rules->item(0, 0)->setText(QStringLiteral("y+"));
    rules->item(0, 1)->setCheckState(Qt::Checked);
    dialog.accept();
    QCOMPARE(highlightsets::current(), QStringLiteral("mine"));
    const HighlightSet expected{QStringLiteral("mine"),
                                {{QStringLiteral("y+"), true, false, false, kRed, {}}}};
    QCOMPARE(highlightsets::read(QStringLiteral("mine")), expected);
}

void TestHighlight::theDialogDoesNotTakeAWrongPattern()
{
    highlightsets::write({QStringLiteral("mine"), {{QStringLiteral("a(b"), false, false, false, kRed, {}}}});
    highlightsets::setCurrent(QStringLiteral("mine"));
    HighlightDialog dialog;
    dialog.findChild<QTableWidget *>()->item(0, 1)->setCheckState(Qt::Checked);
    dialog.accept();
    QCOMPARE(dialog.result(), 0);
    bool said = false;
    for (const QLabel *label : dialog.findChildren<QLabel *>())
        said |= label->text().contains(QStringLiteral("a(b"));
    QVERIFY(said);
}

void TestHighlight::theDialogImportsAndExports()
{
    const HighlightSet set{QStringLiteral("shared"),
                           {{QStringLiteral("x"), false, false, true, kRed, kBlue}}};
    const QString path = m_fixture.file(QStringLiteral("set.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(set.toFile());
    file.close();
    HighlightDialog dialog;
    dialog.importFile(path);
    auto *sets = dialog.findChild<QComboBox *>();
    QVERIFY(QTest::qWaitFor([&] { return sets->currentData().toString() == set.name; }, kPatience));
    QCOMPARE(dialog.findChild<QTableWidget *>()->rowCount(), 1);
    const QString exported = m_fixture.file(QStringLiteral("exported.json"));
    dialog.exportFile(exported);
    QFile written(exported);
    QVERIFY(QTest::qWaitFor([&] { return written.exists(); }, kPatience));
    QVERIFY(written.open(QIODevice::ReadOnly));
    QCOMPARE(HighlightSet::fromFile(written.readAll()).value_or(HighlightSet()), set);
    dialog.accept();
    QCOMPARE(highlightsets::read(set.name), set);
}

QTEST_MAIN(TestHighlight)
#include "tst_highlight.moc"
