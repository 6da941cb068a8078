#include "ui/run/inputline.h"
#include "ui/run/runmodes.h"
#include "ui/run/signalmenu.h"

#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QToolButton>

#include <csignal>

using namespace ui;

namespace
{

/// An input line as a person meets it.
struct Typing {
    Typing() : sent(&line, &InputLine::sendRequested), ended(&line, &InputLine::endRequested)
    {
        line.show();
        edit = line.findChild<QLineEdit *>();
        for (QToolButton *button : line.findChildren<QToolButton *>())
            if (button->isCheckable())
                password = button;
    }
    QByteArray last() { return sent.isEmpty() ? QByteArray("nothing") : sent.back().front().toByteArray(); }

    InputLine line;
    QLineEdit *edit;
    QToolButton *password = nullptr;
    QSignalSpy sent, ended;
};

} // namespace

class TestRunWidgets : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("runnel-test"));
        QSettings().clear();
    }
    void enterSendsTheLineWithItsNewline();
    void aTerminalGetsACarriageReturn();
    void controlEnterSendsNoNewline();
    void controlDSendsWhatIsThereAndEndsTheInput();
    void upAndDownWalkWhatWasSent();
    void aPasswordIsNotShownAndNotRemembered();
    void aPasswordDoesNotComeBackByUndo();
    void nothingIsSentOnceClosed();
    void aLineIsRunAsItWasRunBefore();
    void theSwitchesFollowTheLineUntilAPersonSwitches();
    void theMenuSendsTheSignalThatItSays();
};

void TestRunWidgets::enterSendsTheLineWithItsNewline()
{
    Typing typing;
    QTest::keyClicks(typing.edit, QStringLiteral("yes"));
    QTest::keyClick(typing.edit, Qt::Key_Return);
    QCOMPARE(typing.last(), QByteArray("yes\n"));
    QVERIFY(typing.edit->text().isEmpty());
    QTest::keyClick(typing.edit, Qt::Key_Return); // an empty line is an answer too
    QCOMPARE(typing.last(), QByteArray("\n"));
}

void TestRunWidgets::aTerminalGetsACarriageReturn()
{
    Typing typing;
    typing.line.setForTerminal(true);
    QTest::keyClicks(typing.edit, QStringLiteral("ls"));
    QTest::keyClick(typing.edit, Qt::Key_Return);
    QCOMPARE(typing.last(), QByteArray("ls\r"));
}

void TestRunWidgets::controlEnterSendsNoNewline()
{
    Typing typing;
    QTest::keyClicks(typing.edit, QStringLiteral("y"));
    QTest::keyClick(typing.edit, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(typing.last(), QByteArray("y"));
    QCOMPARE(typing.sent.size(), 1);
}

void TestRunWidgets::controlDSendsWhatIsThereAndEndsTheInput()
{
    Typing typing;
    QTest::keyClicks(typing.edit, QStringLiteral("last"));
    QTest::keyClick(typing.edit, Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(typing.last(), QByteArray("last"));
    QCOMPARE(typing.ended.size(), 1);
}

void TestRunWidgets::upAndDownWalkWhatWasSent()
{
    Typing typing;
    for (const auto *word : {"one", "two"}) {
        QTest::keyClicks(typing.edit, QLatin1String(word));
        QTest::keyClick(typing.edit, Qt::Key_Return);
    }
    QTest::keyClicks(typing.edit, QStringLiteral("thr"));
    QTest::keyClick(typing.edit, Qt::Key_Up);
    QCOMPARE(typing.edit->text(), QStringLiteral("two"));
    QTest::keyClick(typing.edit, Qt::Key_Up);
    QTest::keyClick(typing.edit, Qt::Key_Up);
    QCOMPARE(typing.edit->text(), QStringLiteral("one"));
    QTest::keyClick(typing.edit, Qt::Key_Down);
    QTest::keyClick(typing.edit, Qt::Key_Down);
    QCOMPARE(typing.edit->text(), QStringLiteral("thr"));
}

void TestRunWidgets::aPasswordIsNotShownAndNotRemembered()
{
    Typing typing;
    QVERIFY(typing.password);
    typing.password->click();
    QCOMPARE(typing.edit->echoMode(), QLineEdit::Password);
    QTest::keyClicks(typing.edit, QStringLiteral("hunter2"));
    QTest::keyClick(typing.edit, Qt::Key_Return);
    QCOMPARE(typing.last(), QByteArray("hunter2\n"));
    QCOMPARE(typing.edit->echoMode(), QLineEdit::Normal);
    QTest::keyClick(typing.edit, Qt::Key_Up);
    QVERIFY(typing.edit->text().isEmpty());
}

void TestRunWidgets::aPasswordDoesNotComeBackByUndo()
{
    Typing typing;
    typing.password->click();
    QTest::keyClicks(typing.edit, QStringLiteral("hunter2"));
    QTest::keyClick(typing.edit, Qt::Key_Return);
    typing.edit->undo();
    QVERIFY2(typing.edit->text().isEmpty(), qPrintable(typing.edit->text()));
    typing.password->click();
    QTest::keyClicks(typing.edit, QStringLiteral("hunter3"));
    typing.line.close(QStringLiteral("The command has ended."));
    typing.edit->undo();
    QVERIFY2(typing.edit->text().isEmpty(), qPrintable(typing.edit->text()));
}

void TestRunWidgets::nothingIsSentOnceClosed()
{
    Typing typing;
    typing.line.close(QStringLiteral("The command has ended."));
    QTest::keyClicks(typing.edit, QStringLiteral("x"));
    QTest::keyClick(typing.edit, Qt::Key_Return);
    QCOMPARE(typing.sent.size(), 0);
}

void TestRunWidgets::aLineIsRunAsItWasRunBefore()
{
    QSettings().clear();
    RunModes{true, false}.remember(QStringLiteral("top"));
    RunModes{false, true}.remember(QStringLiteral("bc -q "));
    QVERIFY(RunModes::of(QStringLiteral("top")).terminal);
    QVERIFY(!RunModes::of(QStringLiteral("top")).input);
    QVERIFY(RunModes::of(QStringLiteral("bc -q")).input);
    QVERIFY(!RunModes::of(QStringLiteral("make")).terminal);
    RunModes{}.remember(QStringLiteral("top"));
    QVERIFY(!RunModes::of(QStringLiteral("top")).terminal);
}

void TestRunWidgets::theSwitchesFollowTheLineUntilAPersonSwitches()
{
    RunModes{true, false}.remember(QStringLiteral("top"));
    QAction terminal, input;
    terminal.setCheckable(true);
    input.setCheckable(true);
    RunModeSwitches switches(&terminal, &input, nullptr);
    switches.followLine(QStringLiteral("top"));
    QVERIFY(terminal.isChecked());
    switches.followLine(QStringLiteral("top "));
    QVERIFY(terminal.isChecked());
    switches.followLine(QStringLiteral("topp"));
    QVERIFY(!terminal.isChecked());
    input.trigger(); // a person, before typing
    switches.followLine(QStringLiteral("b"));
    QVERIFY(input.isChecked());
}

void TestRunWidgets::theMenuSendsTheSignalThatItSays()
{
    SignalMenu menu;
    QSignalSpy chosen(&menu, &SignalMenu::chosen);
    QAction *interrupt = nullptr;
    for (QAction *action : menu.actions())
        if (action->text().endsWith(QLatin1String("SIGINT")))
            interrupt = action;
    QVERIFY(interrupt);
    interrupt->trigger();
    QCOMPARE(chosen.front().front().toInt(), SIGINT);
}

QTEST_MAIN(TestRunWidgets)
#include "tst_runwidgets.moc"
