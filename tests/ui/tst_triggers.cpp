#include "tests/ui/commandpage.h"
#include "ui/marks/marker.h"
#include "ui/session/messagebar.h"
#include "ui/triggers/triggerdialog.h"
#include "ui/triggers/triggerwatch.h"

#include <QLabel>
#include <QTableWidget>

using namespace pipecore;
using namespace ui;

namespace
{

Trigger triggerFor(const QString &pattern)
{
    Trigger trigger;
    trigger.pattern = pattern;
    trigger.isRegex = true;
    return trigger;
}

const QString kUntilGo = QStringLiteral("until [ -e go ]; do sleep 0.02; done; ");

} // namespace

class TestTriggers : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { ::setenv("SHELL", "/bin/sh", 1); }
    void init();
    void aRowIsToldOfAndSounds();
    void manyRowsAreToldOfTogether();
    void rowsAreMarked();
    void marksOfTriggersHaveABound();
    void theCommandIsStopped();
    void aQuestionWithoutANewlineIsTold();
    void newTriggersAreForWhatComesLater();
    void theyAreKept();
    void theDialogMakesATrigger();
    void theDialogDoesNotTakeAWrongPattern();

private:
    std::unique_ptr<SessionPage> page(const QString &line) { return pageOf(line, m_fixture, &m_network); }
    TriggerWatch *watch(SessionPage *page, qint64 quietMs = 0)
    {
        return new TriggerWatch(page, {[this](const QString &, const QString &text) { m_told << text; },
                                       [this] { ++m_sounds; }, quietMs});
    }
    void go() const { QVERIFY(QFile(m_go).open(QIODevice::WriteOnly)); }
    static bool waitFor(const std::function<bool()> &what) { return QTest::qWaitFor(what, kPatience); }

    UiFixture m_fixture;
    const QString m_go = m_fixture.file(QStringLiteral("go"));
    NetworkThread m_network;
    QStringList m_told;
    int m_sounds = 0;
};

void TestTriggers::init()
{
    QSettings().clear();
    QFile::remove(m_go);
    m_told.clear();
    m_sounds = 0;
}

void TestTriggers::aRowIsToldOfAndSounds()
{
    const auto shown =
        page(QStringLiteral("echo ok; printf '\\033[31mFATAL\\033[m: it <broke>\\n'; echo ok"));
    Trigger trigger = triggerFor(QStringLiteral("^fatal:"));
    trigger.notify = trigger.sound = true;
    Trigger silent = triggerFor(QStringLiteral("ok"));
    silent.mark = true;
    watch(shown.get())->setTriggers({trigger, silent});
    shown->start();
    QVERIFY(waitFor([&] { return m_sounds > 0; }));
    QCOMPARE(m_told, QStringList{QStringLiteral("FATAL: it <broke>")});
    QCOMPARE(m_sounds, 1);
}

void TestTriggers::manyRowsAreToldOfTogether()
{
    const auto shown = page(QStringLiteral("echo row 1; ") + kUntilGo +
                            QStringLiteral("for i in 2 3 4; do echo row $i; sleep 0.3; done"));
    Trigger trigger = triggerFor(QStringLiteral("^row"));
    trigger.notify = true;
    watch(shown.get(), 10'000)->setTriggers({trigger});
    shown->start();
    QVERIFY(waitFor([&] { return !m_told.isEmpty(); }));
    go();
    QVERIFY(waitFor([&] { return m_told.size() > 1; }));
    QCOMPARE(m_told.size(), 2);
    QVERIFY2(m_told[1].startsWith(QStringLiteral("3 rows match")) &&
                 m_told[1].endsWith(QStringLiteral("row 4")),
             qPrintable(m_told[1]));
}

void TestTriggers::rowsAreMarked()
{
    const auto shown = page(QStringLiteral("seq 100"));
    Trigger trigger = triggerFor(QStringLiteral("0$"));
    trigger.mark = true;
    watch(shown.get())->setTriggers({trigger});
    shown->start();
    QVERIFY(waitFor([&] { return shown->marker()->marks().all().size() == 10; }));
    QVERIFY(shown->marker()->marks().isMarked(9) && shown->marker()->marks().isMarked(99));
    QCOMPARE(shown->marker()->marks().note(9), QStringLiteral("0$"));
    QCOMPARE(m_told, QStringList());
}

void TestTriggers::marksOfTriggersHaveABound()
{
    const auto shown = page(QStringLiteral("seq 100000; echo end"));
    Trigger trigger = triggerFor(QStringLiteral("\\d"));
    trigger.mark = true;
    Trigger end = triggerFor(QStringLiteral("end"));
    end.notify = true;
    watch(shown.get())->setTriggers({trigger, end});
    shown->start();
    QVERIFY(waitFor([&] {
        return !m_told.isEmpty() && shown->marker()->marks().all().size() >= TriggerWatch::kMostMarks;
    }));
    QTest::qWait(400); // no more come
    QCOMPARE(shown->marker()->marks().all().size(), TriggerWatch::kMostMarks);
}

void TestTriggers::theCommandIsStopped()
{
    const auto shown = page(QStringLiteral("echo panic; exec sleep 1000"));
    Trigger trigger = triggerFor(QStringLiteral("panic"));
    trigger.stop = true;
    watch(shown.get())->setTriggers({trigger});
    shown->start();
    QVERIFY(waitFor([&] { return !shown->isRunning(); }));
    const auto *messages = shown->findChild<MessageBar *>();
    QVERIFY2(messages->text().contains(QStringLiteral("panic")), qPrintable(messages->text()));
}

void TestTriggers::aQuestionWithoutANewlineIsTold()
{
    const auto shown = page(QStringLiteral("printf 'Continue? '; exec sleep 1000"));
    Trigger trigger = triggerFor(QStringLiteral("\\?"));
    trigger.notify = true;
    watch(shown.get())->setTriggers({trigger});
    shown->start();
    QVERIFY(waitFor([&] { return !m_told.isEmpty(); }));
    QCOMPARE(m_told, QStringList{QStringLiteral("Continue?")});
}

void TestTriggers::newTriggersAreForWhatComesLater()
{
    const auto shown = page(QStringLiteral("echo row 1; ") + kUntilGo + QStringLiteral("echo row 2"));
    TriggerWatch *watching = watch(shown.get());
    watching->setTriggers({});
    shown->start();
    QVERIFY(waitFor([&] { return shown->recording()->capture()->end() > 0; }));
    Trigger trigger = triggerFor(QStringLiteral("row"));
    trigger.notify = true;
    watching->setTriggers({trigger});
    go();
    QVERIFY(waitFor([&] { return !m_told.isEmpty(); }));
    QCOMPARE(m_told, QStringList{QStringLiteral("row 2")});
}

void TestTriggers::theyAreKept()
{
    const std::vector<Trigger> set{{QStringLiteral("a\"b"), true, false, true, false, true, false},
                                   {QStringLiteral("ü"), false, true, false, true, false, true}};
    triggers::write(set);
    QCOMPARE(triggers::read(), set);
}

void TestTriggers::theDialogMakesATrigger()
{
    triggers::write({triggerFor(QStringLiteral("x"))});
    TriggerDialog dialog;
    auto *table = dialog.findChild<QTableWidget *>();
    QCOMPARE(table->rowCount(), 1);
    table->item(0, 0)->setText(QStringLiteral("y+"));
    for (int column = 1; column < table->columnCount(); ++column)
        table->item(0, column)->setCheckState(column == 5 ? Qt::Unchecked : Qt::Checked);
    dialog.accept();
    const std::vector<Trigger> expected{{QStringLiteral("y+"), true, true, true, true, false, true}};
    QCOMPARE(triggers::read(), expected);
}

void TestTriggers::theDialogDoesNotTakeAWrongPattern()
{
    TriggerDialog dialog;
    triggers::write({triggerFor(QStringLiteral("a(b"))});
    TriggerDialog wrong;
    wrong.accept();
    QCOMPARE(wrong.result(), 0);
    bool said = false;
    for (const QLabel *label : wrong.findChildren<QLabel *>())
        said |= label->text().contains(QStringLiteral("a(b"));
    QVERIFY(said);
}

QTEST_MAIN(TestTriggers)
#include "tst_triggers.moc"
