#include "tests/ui/uifixture.h"
#include "ui/session/messagebar.h"
#include "ui/session/sessionpage.h"
#include "ui/terminal/terminalview.h"
#include "ui/view/colorscheme.h"
#include "ui/view/outputview.h"
#include "ui/window/actions.h"
#include "ui/window/mainwindow.h"
#include "ui/window/sessiontabs.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTimer>

using namespace pipecore;
using namespace ui;

namespace
{

/// A terminal's screen that shows what is given to it.
struct Terminal {
    explicit Terminal(UiFixture &fixture)
        : recording(fixture.liveRecording()), view(recording->capture(), TerminalSize{40, 6}),
          sent(&view, &TerminalView::sendRequested), font(QFontDatabase::systemFont(QFontDatabase::FixedFont))
    {
        view.resize(400, 120);
        view.show();
        view.activateWindow();
        view.setFocus();
    }
    bool show(const QByteArray &bytes)
    {
        append(recording, bytes);
        return QTest::qWaitFor([&] { return view.isUpToDate() && !view.isReading(); }, kPatience);
    }
    QByteArray allSent() const
    {
        QByteArray all;
        for (const QList<QVariant> &one : sent)
            all += one.front().toByteArray();
        return all;
    }
    /// The left upper corner of a cell, where its character begins.
    QPoint at(int column, int row) const
    {
        return {4 + column * font.cellWidth(), row * font.cellHeight() + font.cellHeight() / 2};
    }
    QRect cell(int column, int row) const
    {
        return {4 + column * font.cellWidth(), row * font.cellHeight(), font.cellWidth(), font.cellHeight()};
    }
    void drag(const QPoint &from, const QPoint &to, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mousePress(view.viewport(), Qt::LeftButton, modifiers, from);
        QMouseEvent move(QEvent::MouseMove, to, view.viewport()->mapToGlobal(to), Qt::NoButton,
                         Qt::LeftButton, modifiers);
        QApplication::sendEvent(view.viewport(), &move);
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, modifiers, to);
    }
    /// How many pixels within `area` are not of the background.
    int inkIn(const QRect &area)
    {
        const QImage picture = view.viewport()->grab().toImage();
        const QRgb background = ColorScheme::of(view.palette()).background.rgb();
        int ink = 0;
        for (int y = area.top(); y <= area.bottom(); ++y)
            for (int x = area.left(); x <= area.right(); ++x)
                ink += picture.pixel(x, y) != background ? 1 : 0;
        return ink;
    }

    Recording::Ptr recording;
    TerminalView view;
    QSignalSpy sent;
    CellFont font;
};

} // namespace

class TestTerminalView : public QObject
{
    Q_OBJECT
private slots:
    void allCharactersAreDrawnHoweverManyAreNew();
    void whatIsDraggedOverIsCopied();
    void aDoubleClickSelectsAWord();
    void rowsAboveTheScreenAreSelectedToo();
    void aSelectionStaysWithItsRows();
    void aSelectionWhoseTextChangesIsDropped();
    void typingDropsTheSelection();
    void shiftSelectsWhereTheCommandWantsTheMouse();
    void everyClickIsReportedWhereTheCommandWantsTheMouse();
    void whoLooksAboveGoesOnLookingThere();
    void theCursorHasTheShapeThatTheCommandGaveIt();
    void theFocusIsReportedWhereAskedFor();
    void theMenuCopiesAndPastes();
    void aScreenThatIsUpToDateRests();
    void aTerminalThatCannotBeReadRestsUntilThereIsMore();
    void moreInputThanTheCommandTakesIsSaid();
    void aKeptTerminalShowsItsLastScreen();
    void longOutputOfAKeptTerminalIsShownFromItsStart();

private:
    UiFixture m_fixture;
};

void TestTerminalView::allCharactersAreDrawnHoweverManyAreNew()
{
    Terminal terminal(m_fixture);
    QByteArray row;
    const int count = 38;
    for (int i = 0; i < count; ++i)
        row += QString(QChar(0x0410 + i)).toUtf8(); // Cyrillic
    QVERIFY(terminal.show(row + "\x1b[?25l"));
    for (int i = 0; i < count; ++i)
        QVERIFY2(QTest::qWaitFor([&] { return terminal.inkIn(terminal.cell(i, 0)) > 0; }, kPatience),
                 qPrintable(QString::number(i)));
}

void TestTerminalView::whatIsDraggedOverIsCopied()
{
    Terminal terminal(m_fixture);
    QVERIFY(terminal.show("one two\r\nthree four"));
    terminal.drag(terminal.at(4, 0), terminal.at(5, 1));
    QCOMPARE(terminal.view.selectedText(), QStringLiteral("two\nthree"));
    QTest::keyClick(&terminal.view, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("two\nthree"));
    QVERIFY(terminal.sent.isEmpty()); // that was not for the command
}

void TestTerminalView::aDoubleClickSelectsAWord()
{
    Terminal terminal(m_fixture);
    QVERIFY(terminal.show("see /tmp/a-b.txt, please"));
    QTest::mouseDClick(terminal.view.viewport(), Qt::LeftButton, {}, terminal.at(8, 0));
    QCOMPARE(terminal.view.selectedText(), QStringLiteral("/tmp/a-b.txt"));
}

void TestTerminalView::rowsAboveTheScreenAreSelectedToo()
{
    Terminal terminal(m_fixture);
    QVERIFY(terminal.show(numberedRows(1, 30).replace("\n", "\r\n")));
    terminal.view.selectAll();
    QCOMPARE(terminal.view.selectedText().trimmed(), QString::fromUtf8(numberedRows(1, 30)).trimmed());
}

void TestTerminalView::aSelectionStaysWithItsRows()
{
    Terminal terminal(m_fixture);
    QVERIFY(terminal.show("first\r\nsecond\r\n"));
    terminal.drag(terminal.at(0, 1), terminal.at(6, 1));
    QCOMPARE(terminal.view.selectedText(), QStringLiteral("second"));
    QVERIFY(terminal.show(numberedRows(1, 50).replace("\n", "\r\n")));
    QCOMPARE(terminal.view.selectedText(), QStringLiteral("second"));
}

void TestTerminalView::aSelectionWhoseTextChangesIsDropped()
{
    Terminal terminal(m_fixture);
    QVERIFY(terminal.show("50%\r\nother"));
    terminal.drag(terminal.at(0, 0), terminal.at(3, 0));
    QVERIFY(terminal.show("\r\nmore"));
    QCOMPARE(terminal.view.selectedText(), QStringLiteral("50%"));
    QVERIFY(terminal.show("\x1b[H51%"));
    QVERIFY(!terminal.view.hasSelection());
}

void TestTerminalView::typingDropsTheSelection()
{
    Terminal terminal(m_fixture);
    QVERIFY(terminal.show("some text"));
    terminal.drag(terminal.at(0, 0), terminal.at(4, 0));
    QVERIFY(terminal.view.hasSelection());
    QTest::keyClick(&terminal.view, Qt::Key_X);
    QVERIFY(!terminal.view.hasSelection());
    QCOMPARE(terminal.allSent(), QByteArray("x"));
}

void TestTerminalView::shiftSelectsWhereTheCommandWantsTheMouse()
{
    Terminal terminal(m_fixture);
    QVERIFY(terminal.show("some text\x1b[?1000h\x1b[?1006h"));
    terminal.drag(terminal.at(0, 0), terminal.at(4, 0));
    QVERIFY(!terminal.view.hasSelection());
    QCOMPARE(terminal.allSent(), QByteArray("\x1b[<0;1;1M\x1b[<0;5;1m"));
    terminal.sent.clear();
    terminal.drag(terminal.at(0, 0), terminal.at(4, 0), Qt::ShiftModifier);
    QCOMPARE(terminal.view.selectedText(), QStringLiteral("some"));
    QCOMPARE(terminal.allSent(), QByteArray());
}

void TestTerminalView::everyClickIsReportedWhereTheCommandWantsTheMouse()
{
    Terminal terminal(m_fixture);
    QVERIFY(terminal.show("\x1b[?1000h\x1b[?1006h"));
    QTest::mouseClick(terminal.view.viewport(), Qt::LeftButton, {}, terminal.at(2, 1));
    QTest::mouseDClick(terminal.view.viewport(), Qt::LeftButton, {}, terminal.at(2, 1)); // the second press
    QTest::mouseRelease(terminal.view.viewport(), Qt::LeftButton, {}, terminal.at(2, 1));
    QCOMPARE(terminal.allSent().count('M'), 2);
    QCOMPARE(terminal.allSent().count('m'), 2);
}

void TestTerminalView::whoLooksAboveGoesOnLookingThere()
{
    Terminal terminal(m_fixture);
    const auto most = static_cast<int>(TerminalView::kMostScrollback);
    QVERIFY(terminal.show(numberedRows(1, most).replace("\n", "\r\n")));
    terminal.view.scrollByRows(-100);
    const QString top = terminal.view.lineOf(terminal.view.topRow()).text();
    QVERIFY(top.startsWith(QStringLiteral("row ")));
    QVERIFY(terminal.show(numberedRows(most + 1, most + 500).replace("\n", "\r\n"))); // the first are dropped
    QCOMPARE(terminal.view.lineOf(terminal.view.topRow()).text(), top);
}

void TestTerminalView::theCursorHasTheShapeThatTheCommandGaveIt()
{
    Terminal terminal(m_fixture);
    QVERIFY(QTest::qWaitForWindowActive(&terminal.view));
    const QRect cell = terminal.cell(0, 0);
    const int all = cell.width() * cell.height();
    QVERIFY(terminal.show("\x1b[2 q"));
    QCOMPARE(terminal.inkIn(cell), all);
    QVERIFY(terminal.show("\x1b[6 q"));
    QCOMPARE(terminal.inkIn(cell), 2 * cell.height());
    QCOMPARE(terminal.inkIn({cell.left(), cell.top(), 2, cell.height()}), 2 * cell.height());
    QVERIFY(terminal.show("\x1b[4 q"));
    QCOMPARE(terminal.inkIn(cell), 2 * cell.width());
    QVERIFY(terminal.show("\x1b[?25l"));
    QCOMPARE(terminal.inkIn(cell), 0);
}

void TestTerminalView::theFocusIsReportedWhereAskedFor()
{
    Terminal terminal(m_fixture);
    QVERIFY(QTest::qWaitForWindowActive(&terminal.view));
    terminal.view.clearFocus();
    QCOMPARE(terminal.allSent(), QByteArray());
    QVERIFY(terminal.show("\x1b[?1004h"));
    terminal.view.setFocus();
    terminal.view.clearFocus();
    QCOMPARE(terminal.allSent(), QByteArray("\x1b[I\x1b[O"));
}

void TestTerminalView::theMenuCopiesAndPastes()
{
    Terminal terminal(m_fixture);
    QVERIFY(terminal.show("some text"));
    terminal.drag(terminal.at(5, 0), terminal.at(9, 0));
    const auto choose = [&](const QString &text) {
        QTimer::singleShot(0, &terminal.view, [text] {
            auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            for (QAction *action : menu ? menu->actions() : QList<QAction *>())
                if (action->text().remove(u'&') == text)
                    action->trigger();
            if (menu)
                menu->close();
        });
        QContextMenuEvent event(QContextMenuEvent::Mouse, terminal.at(1, 1),
                                terminal.view.viewport()->mapToGlobal(terminal.at(1, 1)));
        QApplication::sendEvent(terminal.view.viewport(), &event);
    };
    choose(QStringLiteral("Copy"));
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("text"));
    choose(QStringLiteral("Paste"));
    QCOMPARE(terminal.allSent(), QByteArray("text"));
}

void TestTerminalView::aScreenThatIsUpToDateRests()
{
    Terminal terminal(m_fixture);
    QVERIFY(terminal.show("all"));
    append(terminal.recording, "more");
    QTest::qWait(50); // it begins
    QVERIFY(QTest::qWaitFor([&] { return !terminal.view.isReading(); }, kPatience));
    QVERIFY(terminal.view.isUpToDate());
}

void TestTerminalView::aTerminalThatCannotBeReadRestsUntilThereIsMore()
{
    Terminal terminal(m_fixture);
    QVERIFY(terminal.show("all"));
    QFile file(terminal.recording->capture()->path());
    QVERIFY(file.resize(0)); // by somebody else
    append(terminal.recording, "x");
    QVERIFY(file.resize(0));
    QTest::qWait(50); // it begins
    QVERIFY(QTest::qWaitFor([&] { return !terminal.view.isReading(); }, kPatience));
    QVERIFY(!terminal.view.isUpToDate());
    QVERIFY(file.resize(terminal.recording->capture()->end()));
    append(terminal.recording, "y");
    QVERIFY(QTest::qWaitFor([&] { return terminal.view.isUpToDate(); }, kPatience));
}

void TestTerminalView::moreInputThanTheCommandTakesIsSaid()
{
    NetworkThread network;
    MainWindow window(&network);
    window.show();
    Command command;
    command.program = QStringLiteral("/bin/sh");
    command.arguments = {QStringLiteral("-c"), QStringLiteral("stty raw; echo ready; exec sleep 1000")};
    command.terminal = true;
    SessionPage *page = window.run(command);
    QVERIFY(page && page->terminal());
    QVERIFY(QTest::qWaitFor([&] { return page->recording()->capture()->end() > 0; }, kPatience));
    auto *messages = page->findChild<MessageBar *>();
    QVERIFY(messages && messages->isHidden());
    QApplication::clipboard()->setText(QString(100'000, u'x'));
    for (int i = 0; i < 1000 && messages->isHidden(); ++i)
        QTest::keyClick(page->terminal(), Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(messages->isVisible());
    QVERIFY(messages->text().contains(QStringLiteral("takes no more input")));
    page->stop();
    QVERIFY(QTest::qWaitFor([&] { return !page->isRunning(); }, kPatience));
}

namespace
{

/// The page of a command that ran at a terminal, was closed and is opened again.
SessionPage *reopened(MainWindow *window, const QString &line)
{
    Command command;
    command.program = QStringLiteral("/bin/sh");
    command.arguments = {QStringLiteral("-c"), line};
    command.terminal = true;
    SessionPage *page = window->run(command);
    if (!page || !QTest::qWaitFor([&] { return page->isDone(); }, kPatience))
        return nullptr;
    const QString id = page->record().id;
    window->findChild<Actions *>()->closeTab->trigger();
    window->open(id);
    auto *tabs = window->findChild<SessionTabs *>();
    return QTest::qWaitFor([&] { return tabs->pages().size() == 1 && tabs->pages()[0]->record().id == id; },
                           kPatience)
               ? tabs->pages()[0]
               : nullptr;
}

} // namespace

void TestTerminalView::aKeptTerminalShowsItsLastScreen()
{
    NetworkThread network;
    MainWindow window(&network);
    window.show();
    SessionPage *page = reopened(&window, QStringLiteral("printf 'a: 0%%\\nb: 0%%\\n'; "
                                                         "printf '\\033[2Aa: done\\nb: done\\n'"));
    QVERIFY(page);
    QVERIFY(page->terminal());
    QVERIFY(page->isScreenShown());
    const auto row = [page](int number) { return page->terminal()->screen().row(number).text(); };
    QVERIFY(QTest::qWaitFor([&] { return row(1) == QLatin1String("b: done"); }, kPatience));
    QCOMPARE(row(0), QStringLiteral("a: done"));
    QCOMPARE(row(2), QString());
    page->showScreen(false); // all that it wrote is there too
    QVERIFY(QTest::qWaitFor([&] { return page->view()->rows() == 4; }, kPatience));
}

void TestTerminalView::longOutputOfAKeptTerminalIsShownFromItsStart()
{
    NetworkThread network;
    MainWindow window(&network);
    window.show();
    SessionPage *page = reopened(&window, QStringLiteral("seq 1 200000"));
    QVERIFY(page);
    QVERIFY(page->terminal());
    QVERIFY(!page->isScreenShown());
    QVERIFY(page->view()->isVisible());
    page->showScreen(true);
    const auto last = [page] {
        return page->terminal()->lineOf(page->terminal()->rows() - 2).text().trimmed();
    };
    QVERIFY(QTest::qWaitFor([&] { return last() == QLatin1String("200000"); }, kPatience));
}

QTEST_MAIN(TestTerminalView)
#include "tst_terminalview.moc"
