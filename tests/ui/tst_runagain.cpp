#include "pipecore/net/upload/profiles.h"
#include "pipecore/session/savedcommands.h"
#include "tests/ui/windowfixture.h"
#include "ui/desktop/singleinstance.h"
#include "ui/run/commanddialog.h"
#include "ui/run/commandpalette.h"
#include "ui/session/messagebar.h"
#include "ui/terminal/terminalview.h"
#include "ui/window/autosave.h"
#include "ui/window/sessionspage.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTcpServer>

using namespace pipecore;
using namespace ui;

/// What is run again, and what ends when the window does.
class TestRunAgain : public QObject, WindowFixture
{
    Q_OBJECT
private slots:
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void aMaskedCommandStaysMaskedWhenRestarted();
    void aMaskedCommandStaysMaskedWhenRunWithChanges();
    void aKeptSessionOfAMaskedCommandIsRunAgainMasked();
    void aGroupsTerminalsHaveTheWindowsSize();
    void aGroupStopsInItsOrderWhenTheWindowCloses();
    void aWindowThatCameBackStays();
    void whatIsBeingUploadedKeepsItsTab();
    void aSavedCommandIsUploadedWhereItsProfileSays();
    void aProfileThatIsGoneIsTold();
    void anEndedCommandIsSavedByThePattern();
    void whoHasGivenUpWaitingIsNotServedTwice();
    void whatWasStartedBeforeItsPageIsShown();
    void whatEndedBeforeItsPageIsToldToHaveEnded();

private:
    /// The tab of a saved command that masks, run from the palette; null: that failed.
    SessionPage *runMasked();
    static QByteArray keptOf(const SessionPage *page)
    {
        QByteArray bytes(page->recording()->capture()->end(), '\0');
        page->recording()->capture()->read(0, bytes.data(), bytes.size());
        return bytes;
    }
};

SessionPage *TestRunAgain::runMasked()
{
    SavedCommand saved;
    saved.name = QStringLiteral("masked");
    // Not in the command line itself, which is masked too where it is kept.
    saved.command = Command::fromLine(QStringLiteral("echo a sec''ret word | cat"));
    saved.masks.patterns = {QStringLiteral("secr[a-z]+")};
    if (!SavedCommands(SessionStore().home()).save(saved))
        return nullptr;
    actions()->runFromHistory->trigger();
    auto *palette = m_window->findChild<CommandPalette *>();
    auto *list = palette->findChild<QListWidget *>();
    if (!waitFor([&] { return list->count() >= 1; }))
        return nullptr;
    QTest::keyClicks(palette->findChild<QLineEdit *>(), QStringLiteral("masked"));
    QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Return);
    if (pages().empty() || !waitFor([&] { return pages().back()->isDone(); }))
        return nullptr;
    return pages().back();
}

void TestRunAgain::aMaskedCommandStaysMaskedWhenRestarted()
{
    const QPointer<SessionPage> first = runMasked();
    QVERIFY(first);
    QCOMPARE(keptOf(first), QByteArray("a *** word\n"));
    actions()->restart->trigger();
    QVERIFY(waitFor([&] { return !first && pages().size() == 1 && pages().front()->isDone(); }));
    QCOMPARE(keptOf(pages().front()), QByteArray("a *** word\n"));
    QCOMPARE(pages().front()->masks().patterns, QStringList(QStringLiteral("secr[a-z]+"))); // and once more
}

void TestRunAgain::aMaskedCommandStaysMaskedWhenRunWithChanges()
{
    QVERIFY(runMasked());
    actions()->runWithChanges->trigger();
    auto *dialog = m_window->findChild<CommandDialog *>();
    QVERIFY(dialog);
    for (QAbstractButton *button : dialog->findChildren<QAbstractButton *>())
        if (button->text().remove(u'&') == QLatin1String("Run"))
            button->click();
    QCOMPARE(pages().size(), size_t(2));
    QVERIFY(waitFor([&] { return pages().back()->isDone(); }));
    QCOMPARE(keptOf(pages().back()), QByteArray("a *** word\n"));
}

void TestRunAgain::aKeptSessionOfAMaskedCommandIsRunAgainMasked()
{
    const SessionPage *first = runMasked();
    QVERIFY(first);
    const auto kept = SessionStore().find(first->record().id);
    QVERIFY(kept);
    emit m_window->findChild<SessionsPage *>()->commandChosen(kept->command);
    QVERIFY(waitFor([&] { return pages().size() == 2 && pages().back()->isDone(); }));
    QCOMPARE(keptOf(pages().back()), QByteArray("a *** word\n"));
}

// Also behind the tab that is in view.
void TestRunAgain::aGroupsTerminalsHaveTheWindowsSize()
{
    const QString file = m_fixture.file(QStringLiteral("x.group.toml"));
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write("[a]\npty = true\ncommand = 'stty size'\n");
    out.close();
    m_window->open(file);
    QVERIFY(waitFor([&] { return pages().size() == 2 && pages().back()->isDone(); }));
    QVERIFY(!pages().back()->isVisible());
    const pipecore::TerminalSize size = pages().back()->terminal()->fittingSize();
    QVERIFY(size.columns > 81); // the window is wider than what a command has by default
    QCOMPARE(keptOf(pages().back()),
             QByteArray::number(size.rows) + ' ' + QByteArray::number(size.columns) + "\r\n");
}

void TestRunAgain::aGroupStopsInItsOrderWhenTheWindowCloses()
{
    const QString file = m_fixture.file(QStringLiteral("x.group.toml"));
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    // Each says when it was told to end, and takes its time for that.
    out.write(
        "[db]\nready = 'db up'\ncommand = '''\n"
        "trap 'echo db >> order; exit 0' TERM; echo db up; while :; do sleep 0.05; done'''\n"
        "[web]\ndepends-on = ['db']\ncommand = '''\n"
        "trap 'sleep 0.3; echo web >> order; exit 0' TERM; echo web up; while :; do sleep 0.05; done'''\n");
    out.close();
    m_window->open(file);
    const auto rows = [&] { return pages().empty() ? qint64(0) : pages().front()->view()->rows(); };
    QVERIFY(waitFor([&] { return pages().size() == 3 && rows() == 2; }));
    m_window->closeWhenStopped();
    QVERIFY(waitFor([&] { return !m_window->isVisible(); }));
    QFile order(m_fixture.file(QStringLiteral("order")));
    QVERIFY(order.open(QIODevice::ReadOnly));
    QCOMPARE(order.readAll(), QByteArray("web\ndb\n"));
}

void TestRunAgain::aWindowThatCameBackStays()
{
    SessionPage *page = m_window->run(Command::fromLine(QStringLiteral("exec sleep 1000 | cat")));
    QVERIFY(waitFor([&] { return page->isRunning(); }));
    leaveInBackground();
    QVERIFY(!m_window->isVisible() && !QApplication::quitOnLastWindowClosed());
    m_window->comeBack();
    QVERIFY(m_window->isVisible() && QApplication::quitOnLastWindowClosed());
    page->stop();
    QVERIFY(waitFor([&] { return page->isDone(); }));
    QCoreApplication::processEvents();
    QVERIFY(m_window->isVisible());
}

void TestRunAgain::whatIsBeingUploadedKeepsItsTab()
{
    const QPointer<SessionPage> page = m_window->run(Command::fromLine(QStringLiteral("echo x | cat")));
    QVERIFY(waitFor([&] { return page->isDone(); }));
    QTcpServer silent; // takes connections, and never answers
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    UploadTarget target;
    target.url = QUrl(QStringLiteral("http://127.0.0.1:%1/x").arg(silent.serverPort()));
    page->addUpload(target);
    QVERIFY(page->isSending());
    actions()->restart->trigger();
    QCOMPARE(pages().size(), size_t(2));
    QVERIFY(pages().front() == page);
    QVERIFY(waitFor([&] { return pages().back()->isDone(); }));
    QVERIFY(page && page->isSending());
}

void TestRunAgain::aSavedCommandIsUploadedWhereItsProfileSays()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    UploadTarget target;
    target.url = QUrl(QStringLiteral("http://127.0.0.1:%1/x").arg(silent.serverPort()));
    const QString name = QStringLiteral("test-%1").arg(silent.serverPort());
    QVERIFY(Profiles().set(name, target));
    const auto forget = qScopeGuard([&] { (void)Profiles().remove(name); });
    SavedCommand saved;
    saved.command = Command::fromLine(QStringLiteral("echo x"));
    saved.uploadProfile = name;
    const SessionPage *page = m_window->run(saved);
    QVERIFY(waitFor([&] { return page->uploads().size() == 1 && !page->isRunning(); }));
    QCOMPARE(page->uploads().front()->target().url, target.url);
    actions()->restart->trigger();
    QVERIFY(waitFor([&] { return pages().size() == 2 && pages().back()->uploads().size() == 1; }));
}

void TestRunAgain::aProfileThatIsGoneIsTold()
{
    SavedCommand saved;
    saved.command = Command::fromLine(QStringLiteral("echo x"));
    saved.uploadProfile = QStringLiteral("no-such-profile");
    SessionPage *page = m_window->run(saved);
    const auto *messages = page->findChild<MessageBar *>();
    QVERIFY(waitFor([&] { return messages->text().contains(QStringLiteral("no-such-profile")); }));
    QVERIFY(page->uploads().empty());
}

void TestRunAgain::anEndedCommandIsSavedByThePattern()
{
    AutosaveSettings settings{true, m_fixture.file(QStringLiteral("copies")),
                              QStringLiteral("sub/{name}-{exit}.txt")};
    settings.store();
    const auto off = qScopeGuard([&] {
        settings.on = false;
        settings.store();
    });
    for (const char *file : {"echo-0.txt", "echo-0 2.txt"}) {
        QVERIFY(m_window->run(Command::fromLine(QStringLiteral("echo kept"))));
        QFile copy(settings.folder + QStringLiteral("/sub/") + QLatin1String(file));
        QVERIFY2(waitFor([&] { return copy.exists(); }) && copy.open(QIODevice::ReadOnly), file);
        QCOMPARE(copy.readAll(), QByteArray("kept\n"));
    }
}

void TestRunAgain::whoHasGivenUpWaitingIsNotServedTwice()
{
    SingleInstance first;
    QVERIFY(first.isListening());
    QSignalSpy requested(&first, &SingleInstance::requested);
    SingleInstance::Request request;
    request.command = Command::fromLine(QStringLiteral("echo x | cat"));
    QVERIFY(!SingleInstance::passOn(request)); // this thread, which waits, is the one that would answer
    QTest::qWait(200);
    QCOMPARE(requested.size(), 0);
}

void TestRunAgain::whatWasStartedBeforeItsPageIsShown()
{
    auto session =
        Session::create(SessionStore(), shell(QStringLiteral("echo here; exec sleep 1000")), {}).value();
    session->start();
    QVERIFY(waitFor([&] { return session->recording()->capture()->end() > 0; }));
    SessionPage *page = m_window->add(std::move(session), {});
    QVERIFY(page->isRunning());
    QVERIFY(waitFor([&] { return textOf(page->view()) == QLatin1String("here"); }));
    page->stop();
    QVERIFY(waitForEnd(page));
}

void TestRunAgain::whatEndedBeforeItsPageIsToldToHaveEnded()
{
    auto session = Session::create(SessionStore(), shell(QStringLiteral("echo here; exit 3")), {}).value();
    session->start();
    QVERIFY(waitFor([&] { return session->state() == Session::State::Ended; }));
    SessionPage *page = m_window->add(std::move(session), {});
    QSignalSpy done(page, &SessionPage::done);
    QVERIFY(waitForEnd(page));
    QCOMPARE(done.size(), 1);
    QCOMPARE(page->summary().text, QStringLiteral("exit 3"));
    QCOMPARE(textOf(page->view()), QStringLiteral("here"));
}

QTEST_MAIN(TestRunAgain)
#include "tst_runagain.moc"
