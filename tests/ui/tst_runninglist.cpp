#include "tests/ui/windowfixture.h"
#include "ui/running/runninglist.h"
#include "ui/session/messagebar.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPointer>
#include <QSignalSpy>
#include <QTimer>

#include <functional>

using namespace pipecore;
using namespace ui;

namespace
{

QAction *actionOf(const QMenu *menu, const QString &text)
{
    for (QAction *action : menu->actions())
        if (action->text().remove(u'&') == text)
            return action;
    return nullptr;
}

} // namespace

class TestRunningList : public QObject, WindowFixture
{
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_window.reset(); }

    void theMenuStopsACommand();
    void theMenuOfOneThatHasEndedStopsNothing();
    void theMenuShowsBesideAndMerged();
    void theMenuOutlivesThePageThatItIsAbout();
    void theMenuOfAKeptRunOpensIt();
    void aGroupsStateIsNoWarning();

private:
    /// Opens the menu of the entry in that row, and does `what` with it.
    void withMenu(int row, const std::function<void(QMenu *)> &what)
    {
        const QPoint at = m_list->visualRect(m_list->runningModel()->index(row)).center();
        bool done = false;
        QTimer look;
        connect(&look, &QTimer::timeout, this, [&] {
            auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            if (!menu || done)
                return;
            done = true;
            what(menu);
            menu->close();
        });
        look.start(5);
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, m_list->viewport()->mapToGlobal(at));
        QApplication::sendEvent(m_list->viewport(), &event);
        QVERIFY(done);
    }

    RunningList *m_list = nullptr;
};

void TestRunningList::init()
{
    openWindow();
    actions()->commandList->setChecked(true);
    m_list = m_window->findChild<RunningList *>();
    QVERIFY(m_list && waitFor([&] { return m_list->isVisible(); }));
}

void TestRunningList::theMenuStopsACommand()
{
    SessionPage *page = run(QStringLiteral("exec sleep 1000"));
    QVERIFY(waitFor([&] { return page->processId() > 0; }));
    withMenu(m_list->runningModel()->rowOf(page), [](const QMenu *menu) {
        QVERIFY(actionOf(menu, QStringLiteral("Stop"))->isEnabled());
        QVERIFY(!actionOf(menu, QStringLiteral("Show these merged"))->isEnabled()); // it is one only
        actionOf(menu, QStringLiteral("Stop"))->trigger();
    });
    QVERIFY(waitFor([&] { return !page->isRunning(); }));
    QVERIFY(page->record().result->outcome == RunResult::Outcome::Signalled);
}

void TestRunningList::theMenuOfOneThatHasEndedStopsNothing()
{
    SessionPage *page = run(QStringLiteral("true"));
    QVERIFY(waitFor([&] { return page->isDone(); }));
    withMenu(m_list->runningModel()->rowOf(page),
             [](const QMenu *menu) { QVERIFY(!actionOf(menu, QStringLiteral("Stop"))->isEnabled()); });
}

void TestRunningList::theMenuShowsBesideAndMerged()
{
    SessionPage *first = run(QStringLiteral("echo a; exec sleep 1000"));
    SessionPage *second = run(QStringLiteral("echo b; exec sleep 1000"));
    QVERIFY(waitFor([&] { return first->view()->rows() == 1 && second->view()->rows() == 1; }));
    QSignalSpy beside(m_list, &RunningList::besideRequested);
    withMenu(m_list->runningModel()->rowOf(first),
             [](const QMenu *menu) { actionOf(menu, QStringLiteral("Show beside"))->trigger(); });
    QCOMPARE(beside.size(), 1);
    QCOMPARE(beside.front().front().value<SessionPage *>(), first);
    m_list->selectAll();
    QCOMPARE(pages().size(), size_t(2));
    withMenu(m_list->runningModel()->rowOf(first),
             [](const QMenu *menu) { actionOf(menu, QStringLiteral("Show these merged"))->trigger(); });
    QCOMPARE(pages().size(), size_t(3));
    QVERIFY(waitFor([&] { return pages().back()->view()->rows() == 2; }));
    first->stop();
    second->stop();
    QVERIFY(waitFor([&] { return pages().back()->isDone(); }));
}

// A command of a group starts again in a new page while somebody looks at the menu of the old one.
void TestRunningList::theMenuOutlivesThePageThatItIsAbout()
{
    SessionPage *page = run(QStringLiteral("true"));
    SessionPage *other = run(QStringLiteral("true"));
    QVERIFY(waitFor([&] { return page->isDone() && other->isDone(); }));
    const QString id = page->record().id;
    QSignalSpy chosen(m_list, &RunningList::pageChosen), beside(m_list, &RunningList::besideRequested);
    QSignalSpy merged(m_list, &RunningList::mergeRequested), opened(m_list, &RunningList::openRequested);
    m_list->selectAll();
    std::vector<SessionPage *> left;
    const auto keep = connect(m_list, &RunningList::mergeRequested, this,
                              [&](const std::vector<SessionPage *> &these) { left = these; });
    withMenu(m_list->runningModel()->rowOf(page), [&](const QMenu *menu) {
        SessionTabs *tabs = m_window->findChild<SessionTabs *>();
        tabs->removeTab(tabs->indexOf(page));
        delete page;
        for (const char *text : {"Show", "Show beside", "Show these merged", "Stop"}) {
            QAction *action = actionOf(menu, QString::fromLatin1(text));
            action->setEnabled(true);
            action->trigger();
        }
    });
    disconnect(keep);
    QVERIFY(chosen.isEmpty() && beside.isEmpty());
    QCOMPARE(opened.size(), 1); // what it has left is on the disk
    QCOMPARE(opened.front().front().toString(), id);
    QCOMPARE(left, std::vector{other});
}

void TestRunningList::theMenuOfAKeptRunOpensIt()
{
    SessionPage *page = run(QStringLiteral("true"));
    QVERIFY(waitFor([&] { return page->isDone(); }));
    const QString id = page->record().id;
    actions()->closeTab->trigger();
    RunningModel *model = m_list->runningModel();
    const auto rowOf = [&] {
        for (int row = 0; row < model->rowCount(); ++row)
            if (model->entry(row).id == id && !model->entry(row).page)
                return row;
        return -1;
    };
    QVERIFY(waitFor([&] { return rowOf() >= 0; }));
    withMenu(rowOf(), [](const QMenu *menu) {
        QCOMPARE(menu->actions().size(), 1);
        actionOf(menu, QStringLiteral("Show"))->trigger();
    });
    QVERIFY(waitFor([&] { return pages().size() == 1 && pages().front()->record().id == id; }));
}

void TestRunningList::aGroupsStateIsNoWarning()
{
    QFile file(m_fixture.file(QStringLiteral("Procfile")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("one: exec sleep 1000\n") > 0);
    file.close();
    m_window->open(file.fileName());
    QVERIFY(waitFor([&] { return pages().size() == 2; }));
    auto *message = pages().front()->findChild<MessageBar *>();
    QVERIFY(waitFor([&] { return message->isVisible() && message->text() == QLatin1String("one runs"); }));
    QVERIFY(message->kind() == MessageBar::Kind::Note);
    m_window->closeWhenStopped();
    QVERIFY(waitFor([&] { return !m_window->isVisible(); }));
}

QTEST_MAIN(TestRunningList)
#include "tst_runninglist.moc"
