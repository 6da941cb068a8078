// Several commands in a MainWindow at once, and its end while some run.

#include "pipecore/pipe/pipewriter.h"
#include "ui/running/shortnames.h"
#include "ui/session/sessionpage.h"
#include "ui/window/actions.h"
#include "ui/window/desktopcontrols.h"
#include "ui/window/groupcontrols.h"
#include "ui/window/mainwindow.h"
#include "ui/window/sessiontabs.h"
#include "ui/window/statusline.h"

#include <QApplication>
#include <QCloseEvent>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>

#include <utility>

namespace ui
{

using pipecore::Command;
using pipecore::MergedInputs;
using pipecore::Session;

void MainWindow::addControls()
{
    GroupControls::Host host;
    host.run = [this](const pipecore::Group::Member &member, SessionPage *instead) {
        return start(member.command, options(true, {}), {instead, SessionTabs::Place::Behind, member.name});
    };
    host.runMerged = [this](const std::shared_ptr<MergedInputs> &inputs, const QString &title) {
        return runMerged(inputs, title);
    };
    host.showProblem = [this](const QString &text) { showProblem(text); };
    host.opened = [this](SessionPage *page) { emit opened(page); };
    m_groups = new GroupControls(std::move(host), this);
    m_desktop = new DesktopControls(
        m_actions, [this] { return m_tabs->pages(); }, [this](const QString &what) { open(what); }, this);
}

SessionPage *MainWindow::runMerged(const std::vector<SessionPage *> &pages)
{
    if (pages.empty())
        return nullptr;
    const auto inputs = std::make_shared<MergedInputs>();
    const QStringList names = shortNames(pages);
    QStringList titles;
    for (size_t i = 0; i < pages.size(); ++i) {
        inputs->add({names[static_cast<qsizetype>(i)], pages[i]->recording()});
        titles << names[static_cast<qsizetype>(i)].trimmed();
    }
    inputs->close();
    return runMerged(inputs, tr("merged: %1").arg(titles.join(QStringLiteral(", "))));
}

// What is merged is kept already: the tab's own copy goes with it.
SessionPage *MainWindow::runMerged(const std::shared_ptr<MergedInputs> &inputs, const QString &title)
{
    Command command;
    command.source = Command::Source::Merged;
    command.isShellLine = true; // words for people, not for a shell
    command.program = title;
    Session::Options options;
    options.keep = false;
    options.source = [inputs](std::unique_ptr<pipecore::PipeWriter> writer, auto epoch) {
        return std::make_unique<pipecore::MergedSource>(inputs, std::move(writer), epoch);
    };
    return start(command, options, {});
}

void MainWindow::restoreTabs()
{
    m_desktop->restoreTabs();
}

void MainWindow::closeWhenStopped()
{
    const bool again = std::exchange(m_closing, true);
    m_groups->stopAll();
    for (SessionPage *page : m_tabs->runningPages())
        if (again || !m_groups->isStopping(page))
            page->stop();
    if (m_tabs->runningPages().empty())
        close();
    else
        m_status->setActivity(tr("Stopping…"));
}

// The process stays, without its window, until all commands have ended.
void MainWindow::leaveInBackground()
{
    m_inBackground = true;
    QApplication::setQuitOnLastWindowClosed(false);
    hide();
}

void MainWindow::comeBack()
{
    if (std::exchange(m_inBackground, false))
        QApplication::setQuitOnLastWindowClosed(true);
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const std::vector<SessionPage *> running = m_tabs->runningPages();
    if (running.empty()) {
        QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
        m_desktop->rememberTabs();
        QApplication::setQuitOnLastWindowClosed(true);
        event->accept();
        if (m_inBackground)
            QApplication::quit(); // no window is there whose end would do that
        return;
    }
    event->ignore();
    if (!m_closing) {
        const QString what = running.size() == 1
                                 ? tr("\"%1\" is still running.").arg(running.front()->title())
                                 : tr("%1 commands are still running.").arg(running.size());
        QMessageBox box(QMessageBox::Question, tr("Quit"), what, QMessageBox::Yes | QMessageBox::Cancel,
                        this);
        box.setTextFormat(Qt::PlainText);
        box.setInformativeText(tr("In the background they run on to their ends, and their output is kept."));
        box.button(QMessageBox::Yes)->setText(tr("&Stop and quit"));
        const QAbstractButton *leave = box.addButton(tr("&Leave in background"), QMessageBox::ActionRole);
        box.setDefaultButton(QMessageBox::Cancel);
        box.exec();
        if (box.clickedButton() == leave)
            leaveInBackground();
        if (box.clickedButton() != box.button(QMessageBox::Yes))
            return;
    }
    // Also when asked once more while stopping: that ends them at once.
    QMetaObject::invokeMethod(this, &MainWindow::closeWhenStopped, Qt::QueuedConnection);
}

} // namespace ui
