#include "ui/base/clearbutton.h"
#include "ui/base/icons.h"
#include "ui/base/priority.h"

#include <QAction>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <thread>

#include <sys/resource.h>

using namespace ui;

namespace
{

// Of the pixel that hides most of what is behind it.
int strongest(const QImage &image)
{
    int most = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            most = std::max(most, qAlpha(image.pixel(x, y)));
    return most;
}

} // namespace

class TestBaseWidgets : public QObject
{
    Q_OBJECT
private slots:
    void anIconHasTheSizeThatIsAskedFor_data();
    void anIconHasTheSizeThatIsAskedFor();
    void anIconHasTheColourThatIsAskedFor();
    void aDisabledIconIsPaler();
    void anUnknownIconIsNone();
    void theClearButtonIsThereWhileThereIsText();
    void theClearButtonClears();
    void whatAThreadThatRunsBeforeOthersStartsIsAsAnyOther();
};

void TestBaseWidgets::anIconHasTheSizeThatIsAskedFor_data()
{
    QTest::addColumn<QSize>("asked");
    QTest::addColumn<QSize>("given");
    QTest::newRow("small") << QSize(14, 14) << QSize(14, 14);
    QTest::newRow("large") << QSize(100, 100) << QSize(100, 100);
    QTest::newRow("wide") << QSize(40, 16) << QSize(16, 16);
    QTest::newRow("none") << QSize(0, 0) << QSize(0, 0);
}

void TestBaseWidgets::anIconHasTheSizeThatIsAskedFor()
{
    QFETCH(QSize, asked);
    QFETCH(QSize, given);
    QCOMPARE(icon(QStringLiteral("run"), Qt::black).pixmap(asked).size(), given);
}

void TestBaseWidgets::anIconHasTheColourThatIsAskedFor()
{
    const QImage image = icon(QStringLiteral("run"), Qt::red).pixmap(32, 32).toImage();
    QCOMPARE(strongest(image), 255);
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixelColor(x, y).alpha() == 255)
                QCOMPARE(image.pixelColor(x, y), QColor(Qt::red));
}

void TestBaseWidgets::aDisabledIconIsPaler()
{
    const QIcon stop = icon(QStringLiteral("stop"), Qt::black);
    QVERIFY(strongest(stop.pixmap(QSize(32, 32), QIcon::Disabled).toImage()) <
            strongest(stop.pixmap(QSize(32, 32), QIcon::Normal).toImage()) * 2 / 3);
}

void TestBaseWidgets::anUnknownIconIsNone()
{
    QVERIFY(icon(QStringLiteral("no such drawing"), Qt::black).isNull());
}

void TestBaseWidgets::theClearButtonIsThereWhileThereIsText()
{
    QLineEdit line;
    addClearButton(&line);
    const QAction *button = line.actions().constFirst();
    QVERIFY(!button->isVisible());
    QTest::keyClicks(&line, QStringLiteral("x"));
    QVERIFY(button->isVisible());
    line.clear();
    QVERIFY(!button->isVisible());
}

void TestBaseWidgets::theClearButtonClears()
{
    QLineEdit line(QStringLiteral("text"));
    addClearButton(&line);
    QSignalSpy edited(&line, &QLineEdit::textEdited);
    line.actions().constFirst()->trigger();
    QCOMPARE(line.text(), QString());
    QCOMPARE(edited.size(), 1);
}

void TestBaseWidgets::whatAThreadThatRunsBeforeOthersStartsIsAsAnyOther()
{
    const int usual = ::getpriority(PRIO_PROCESS, 0);
    int raised = usual, started = -100;
    std::thread([&] {
        runBeforeOthers();
        raised = ::getpriority(PRIO_PROCESS, 0);
        std::thread([&] { started = ::getpriority(PRIO_PROCESS, 0); }).join();
    }).join();
    if (raised == usual)
        QSKIP("the system does not allow it here");
    QVERIFY(raised < usual);
    QCOMPARE(started, usual);
    QCOMPARE(::getpriority(PRIO_PROCESS, 0), usual);
}

QTEST_MAIN(TestBaseWidgets)
#include "tst_basewidgets.moc"
