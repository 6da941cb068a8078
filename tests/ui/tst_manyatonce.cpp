#include "pipecore/run/processgroup.h"
#include "pipecore/session/sessionstore.h"
#include "tests/support/memory.h"
#include "tests/support/processes.h"
#include "tests/support/sanitizer.h"
#include "tests/ui/windowfixture.h"
#include "ui/base/background.h"
#include "ui/desktop/singleinstance.h"
#include "ui/replay/replaypane.h"
#include "ui/run/commanddialog.h"
#include "ui/run/commandpalette.h"
#include "ui/running/besidepane.h"
#include "ui/running/runninglist.h"
#include "ui/running/shortnames.h"
#include "ui/terminal/terminalview.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QThreadPool>
#include <QTimer>

#include <future>
#include <thread>

using namespace pipecore;
using namespace ui;

class TestManyAtOnce : public QObject, WindowFixture
{
    Q_OBJECT
private slots:
    void initTestCase() { adoptOrphans(); }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void aCommandIsFoundByAFewLettersAndRunAgain();
    void aCommandIsChangedAndSavedByAName();
    void theListShowsWhatRunsAndWhatItUses();
    void theListTellsOfWhatNobodyHasSeen();
    void shortNamesAreAllDifferent();
    void aSecondViewStandsBesideTheTabs();
    void whatRunsIsShownMerged();
    void aGroupIsStartedAndStopped();
    void aGroupFileWithAMistakeIsRefused();
    void aRecordingIsPlayedAgain();
    void aTerminalsRecordingIsPlayedOnAScreenOfItsSize();
    void whatRunsIsLeftInTheBackground();
    void tabsComeBack();
    void aSecondProgramHandsOverToTheWindow();
    void manyShortCommandsLeaveNothing();
};

void TestManyAtOnce::aCommandIsFoundByAFewLettersAndRunAgain()
{
    QVERIFY(waitForEnd(run(QStringLiteral("echo something else"))));
    QVERIFY(waitForEnd(run(QStringLiteral("echo find me"))));
    actions()->runFromHistory->trigger();
    auto *palette = m_window->findChild<CommandPalette *>();
    QVERIFY(palette);
    auto *list = palette->findChild<QListWidget *>();
    QVERIFY(waitFor([&] { return list->count() >= 2; }));
    auto *pattern = palette->findChild<QLineEdit *>();
    QTest::keyClicks(pattern, QStringLiteral("fndme"));
    QCOMPARE(list->count(), 1);
    QTest::keyClick(pattern, Qt::Key_Return);
    QCOMPARE(pages().size(), size_t(3));
    QVERIFY(waitForEnd(pages().back()));
    QCOMPARE(textOf(pages().back()->view()), QStringLiteral("find me"));
}

void TestManyAtOnce::aCommandIsChangedAndSavedByAName()
{
    SessionPage *page = run(QStringLiteral("echo $GREETING"));
    QVERIFY(waitForEnd(page));
    actions()->runWithChanges->trigger();
    auto *dialog = m_window->findChild<CommandDialog *>();
    QVERIFY(dialog);
    SavedCommand saved = dialog->entered();
    QCOMPARE(saved.command.words(), page->record().command.words()); // unchanged, also how they are quoted
    for (QPlainTextEdit *field : dialog->findChildren<QPlainTextEdit *>())
        if (field->placeholderText().contains(QStringLiteral("NAME=value")))
            field->setPlainText(QStringLiteral("GREETING=hello = you"));
    for (QLineEdit *field : dialog->findChildren<QLineEdit *>())
        if (field->placeholderText().contains(QStringLiteral("name")))
            field->setText(QStringLiteral("greet"));
    for (QAbstractButton *button : dialog->findChildren<QAbstractButton *>())
        if (button->text().remove(u'&') == QLatin1String("Run"))
            button->click();
    QCOMPARE(pages().size(), size_t(2));
    QVERIFY(waitForEnd(pages().back()));
    QCOMPARE(textOf(pages().back()->view()), QStringLiteral("hello = you"));
    const SavedCommands kept(SessionStore().home());
    QVERIFY(waitFor([&] { return kept.list().value().size() == 1; }));
    QCOMPARE(kept.list()->front().name, QStringLiteral("greet"));
    QVERIFY(kept.remove(QStringLiteral("greet")));
}

void TestManyAtOnce::theListShowsWhatRunsAndWhatItUses()
{
    actions()->commandList->setChecked(true);
    auto *list = m_window->findChild<RunningList *>();
    QVERIFY(list && list->isVisible());
    SessionPage *page = run(QStringLiteral("(while :; do echo y; done) & while :; do :; done"));
    const RunningModel *model = list->runningModel();
    QVERIFY(waitFor([&] {
        const int row = model->rowOf(page);
        return row >= 0 && model->entry(row).cpuPercent > 0 && model->entry(row).rssBytes > 0 &&
               model->entry(row).processes >= 2 && model->entry(row).rates.size() >= 2 &&
               model->entry(row).rates.back() > 0;
    }));
    page->stop();
    QVERIFY(waitForEnd(page));
    QVERIFY(waitFor([&] { return model->entry(model->rowOf(page)).cpuPercent < 0; }));
    actions()->commandList->setChecked(false);
}

void TestManyAtOnce::theListTellsOfWhatNobodyHasSeen()
{
    actions()->commandList->setChecked(true);
    const RunningModel *model = m_window->findChild<RunningList *>()->runningModel();
    SessionPage *page = run(QStringLiteral("read line; echo one; echo two; exit 5"));
    SessionPage *other = run(QStringLiteral("exec sleep 1000"));
    // Its input is /dev/null: it may have ended already; what matters is that nobody saw it.
    QVERIFY(waitForEnd(page));
    QVERIFY(waitFor([&] { return model->entry(model->rowOf(page)).unreadRows == 2; }));
    emit m_window->findChild<RunningList *>()->pageChosen(page);
    QVERIFY(waitFor([&] { return model->entry(model->rowOf(page)).unreadRows == 0; }));
    QVERIFY(!model->entry(model->rowOf(page)).isFailureNew);
    other->stop();
    QVERIFY(waitForEnd(other));
    QVERIFY(
        waitFor([&] { return model->entry(model->rowOf(other)).isFailureNew; })); // a signal is no success
    actions()->commandList->setChecked(false);
}

void TestManyAtOnce::shortNamesAreAllDifferent()
{
    const QStringList names =
        shortNames({QStringLiteral("/usr/bin/make -j8"), QStringLiteral("make test"), QStringLiteral("ls")});
    QCOMPARE(names,
             (QStringList{QStringLiteral("make  "), QStringLiteral("make.2"), QStringLiteral("ls    ")}));
}

void TestManyAtOnce::aSecondViewStandsBesideTheTabs()
{
    SessionPage *first = run(QStringLiteral("echo first"));
    QVERIFY(waitForEnd(first));
    actions()->showBeside->trigger();
    SessionPage *second = run(QStringLiteral("echo second"));
    QVERIFY(waitForEnd(second));
    auto *pane = m_window->findChild<BesidePane *>();
    QVERIFY(pane && pane->isVisible());
    QVERIFY(waitFor([&] { return textOf(pane->view()) == QLatin1String("first"); }));
    QVERIFY(second->view()->isVisible());
    QVERIFY(waitFor([&] { return pane->width() > m_window->width() / 4; }));
}

void TestManyAtOnce::whatRunsIsShownMerged()
{
    SessionPage *a = run(QStringLiteral("echo from a; exec sleep 1000"));
    SessionPage *b = run(QStringLiteral("echo from b; exec sleep 1000"));
    QVERIFY(waitFor([&] { return a->view()->rows() == 1 && b->view()->rows() == 1; }));
    actions()->mergeRunning->trigger();
    QCOMPARE(pages().size(), size_t(3));
    SessionPage *merged = pages().back();
    QVERIFY(waitFor([&] { return merged->view()->rows() == 2; }));
    const QString text = textOf(merged->view());
    QVERIFY2(text.contains(QStringLiteral("| from a")) && text.contains(QStringLiteral("| from b")),
             qPrintable(text));
    for (SessionPage *page : {a, b})
        page->stop();
    QVERIFY(waitForEnd(merged)); // with all that it is made of
}

void TestManyAtOnce::aGroupIsStartedAndStopped()
{
    const QString file = m_fixture.file(QStringLiteral("x.group.toml"));
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write("[db]\ncommand = 'echo db ready; exec sleep 1000'\nready = 'ready'\n"
              "[web]\ncommand = 'echo web up; exec sleep 1000'\ndepends-on = 'db'\n"
              "[worker]\ncommand = 'echo x >> count; [ $(wc -l < count) -ge 3 ] && exec sleep 1000'\n"
              "restart = 'on-failure'\n");
    out.close();
    QSignalSpy opened(m_window.get(), &MainWindow::opened);
    m_window->open(file);
    QVERIFY(waitFor([&] { return pages().size() == 4; }));
    QCOMPARE(opened.size(), 1);
    SessionPage *merged = pages().front();
    QVERIFY(waitFor([&] {
        const QString text = textOf(merged->view());
        return text.contains(QStringLiteral("db     | db ready")) &&
               text.contains(QStringLiteral("web    | web up"));
    }));
    const auto worker = [&] {
        for (SessionPage *page : pages())
            if (page->title() == QLatin1String("worker"))
                return page;
        return static_cast<SessionPage *>(nullptr);
    };
    QFile count(m_fixture.file(QStringLiteral("count")));
    QVERIFY(waitFor([&] {
        count.close();
        return count.open(QIODevice::ReadOnly) && count.readAll() == "x\nx\nx\n" && worker() &&
               worker()->isRunning();
    }));
    QCOMPARE(pages().size(), size_t(4)); // what starts again does so in its tab
    QVERIFY(m_window->findChild<SessionTabs *>()->current() == merged);
    m_window->closeWhenStopped();
    QVERIFY(waitFor([&] { return !m_window->isVisible(); }));
    QVERIFY(processesOf(-1, ::getpid()).empty());
}

void TestManyAtOnce::aGroupFileWithAMistakeIsRefused()
{
    QFile file(m_fixture.file(QStringLiteral("Procfile")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("what is this\n") > 0);
    file.close();
    QString said;
    QTimer look;
    connect(&look, &QTimer::timeout, this, [&] {
        if (auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget())) {
            said = box->text();
            box->accept();
        }
    });
    look.start(20);
    m_window->open(file.fileName());
    QVERIFY(waitFor([&] { return said.contains(QStringLiteral("line 1")); }));
    QVERIFY(pages().empty());
}

void TestManyAtOnce::aRecordingIsPlayedAgain()
{
    SessionPage *page = run(QStringLiteral("echo one; sleep 0.3; echo two; sleep 0.3; echo three"));
    QVERIFY(!page->canReplay());
    QVERIFY(waitForEnd(page));
    actions()->replay->trigger();
    QVERIFY(page->isReplaying() && !page->view()->isVisible());
    auto *pane = page->findChild<ReplayPane *>();
    QVERIFY(pane && pane->isPlaying());
    const auto row = [&](int number) { return pane->screen()->screen().row(number).text(); };
    QVERIFY(pane->clock().duration() >= 500);
    pane->setPlaying(false);
    QTest::keyClick(pane, Qt::Key_Home);
    QVERIFY(waitFor([&] { return row(1).isEmpty() && row(2).isEmpty(); }));
    QTest::keyClick(pane, Qt::Key_End);
    QVERIFY(waitFor([&] { return row(2) == QLatin1String("three"); }));
    QTest::keyClick(pane, Qt::Key_Home);
    QVERIFY(waitFor([&] { return row(1).isEmpty(); })); // back again
    QTest::keyClick(pane, Qt::Key_Space);
    QVERIFY(waitFor([&] { return row(2) == QLatin1String("three") && !pane->isPlaying(); }));
    QTest::keyClick(pane, Qt::Key_Escape);
    QVERIFY(!page->isReplaying() && page->view()->isVisible());
}

void TestManyAtOnce::aTerminalsRecordingIsPlayedOnAScreenOfItsSize()
{
    Command command = shell(QStringLiteral("stty size; printf 'a\\033[5;10Hb'"));
    command.terminal = true;
    SessionPage *page = m_window->run(command);
    QVERIFY(waitForEnd(page));
    page->setReplaying(true);
    auto *pane = page->findChild<ReplayPane *>();
    QVERIFY(pane);
    QTest::keyClick(pane, Qt::Key_End);
    QVERIFY(waitFor([&] { return pane->screen()->screen().row(4).text() == QLatin1String("         b"); }));
    const TerminalSize size = page->record().command.terminalSize;
    QCOMPARE(pane->screen()->screen().columns(), size.columns);
    QCOMPARE(pane->screen()->screen().rows(), size.rows);
    page->setReplaying(false);
}

void TestManyAtOnce::whatRunsIsLeftInTheBackground()
{
    const QString go = m_fixture.file(QStringLiteral("go"));
    SessionPage *page = run(QStringLiteral("until [ -e '%1' ]; do sleep 0.02; done; exit 4").arg(go));
    QVERIFY(waitFor([&] { return page->isRunning(); }));
    leaveInBackground();
    QVERIFY(!m_window->isVisible() && page->isRunning());
    QVERIFY(QFile(go).open(QIODevice::WriteOnly));
    const QString id = page->record().id;
    QVERIFY(waitFor([&] { return !page->isRunning(); }));
    QCOMPARE(SessionStore().find(id)->result->code, 4);
}

void TestManyAtOnce::tabsComeBack()
{
    SessionPage *closed = run(QStringLiteral("echo closed"));
    QVERIFY(waitForEnd(closed));
    SessionPage *page = run(QStringLiteral("echo kept"));
    QVERIFY(waitForEnd(page));
    const QString id = page->record().id;
    emit m_window->findChild<RunningList *>()->pageChosen(closed);
    actions()->closeTab->trigger();
    QCOMPARE(pages(), std::vector{page});
    QVERIFY(m_window->close());
    m_window.reset();
    init();
    m_window->restoreTabs();
    // They come in their order: the one that was closed would have come first.
    QVERIFY(waitFor([&] { return !pages().empty(); }));
    QCOMPARE(pages().size(), size_t(1));
    QCOMPARE(pages().front()->record().id, id);
    QVERIFY(waitFor([&] { return textOf(pages().front()->view()) == QLatin1String("kept"); }));
    QCOMPARE(pages().size(), size_t(1));
}

void TestManyAtOnce::aSecondProgramHandsOverToTheWindow()
{
    QVERIFY(!SingleInstance::isWanted()); // only by choice
    SingleInstance::Request request;
    request.command = shell(QStringLiteral("echo 'a b'"));
    request.command.directory = QStringLiteral("/tmp");
    request.paths = {QStringLiteral("/var/log/x.log")};
    QVERIFY(!SingleInstance::passOn(request)); // nobody is there
    std::vector<SingleInstance::Request> got;
    {
        SingleInstance first;
        QVERIFY(first.isListening());
        const SingleInstance second;
        QVERIFY(!second.isListening());
        connect(&first, &SingleInstance::requested, this,
                [&](const SingleInstance::Request &one) { got.push_back(one); });
        std::promise<bool> taken;
        std::thread program([&] { taken.set_value(SingleInstance::passOn(request)); });
        std::future<bool> result = taken.get_future();
        const bool done =
            waitFor([&] { return result.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
        program.join();
        QVERIFY(done && result.get());
        QVERIFY(waitFor([&] { return !got.empty(); })); // what was handed over is on its way then
    }
    QCOMPARE(got.size(), size_t(1));
    QCOMPARE(got[0].command.words(), request.command.words());
    QCOMPARE(got[0].command.directory, request.command.directory);
    QCOMPARE(got[0].paths, request.paths);
    QVERIFY(!SingleInstance::passOn(request)); // the window is gone
}

// A day of a person's, in short: no growth of memory, files, threads or zombies.
void TestManyAtOnce::manyShortCommandsLeaveNothing()
{
    const int runs = qEnvironmentVariableIntValue("RUNNEL_TEST_LONG") ? 2000 : 60;
    const auto once = [&](int i) {
        // Not kept: a list of what is kept rightly grows.
        SessionPage *page = m_window->run(
            shell(QStringLiteral("echo run %1; echo oops >&2; exit %2").arg(i).arg(i % 3)), false);
        const bool ended = page && waitForEnd(page) && page->view()->rows() == 2;
        actions()->closeTab->trigger();
        return ended && pages().empty();
    };
    for (int i = 0; i < 20; ++i) // caches of fonts, glyphs and threads fill
        QVERIFY(once(i));
    QTRY_VERIFY_WITH_TIMEOUT(backgroundPool()->activeThreadCount() == 0, kPatience);
    const qsizetype filesBefore = openFiles(), threadsBefore = threads();
    const qint64 residentBefore = residentMemoryKb();
    for (int i = 0; i < runs; ++i)
        QVERIFY(once(i));
    QTRY_VERIFY_WITH_TIMEOUT(openFiles() <= filesBefore, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(threads() <= threadsBefore + backgroundPool()->maxThreadCount(), kPatience);
    QVERIFY(processesOf(-1, ::getpid()).empty());
    const qint64 grown = residentMemoryKb() - residentBefore;
    qInfo("%d runs: memory grew by %lld kB", runs, static_cast<long long>(grown));
    if (!kSanitized)
        QVERIFY2(grown < 12'000, qPrintable(QString::number(grown)));
}

QTEST_MAIN(TestManyAtOnce)
#include "tst_manyatonce.moc"
