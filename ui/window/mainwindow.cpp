#include "ui/window/mainwindow.h"

#include "pipecore/net/upload/profiles.h"
#include "pipecore/session/opensession.h"
#include "pipecore/session/session.h"
#include "ui/base/background.h"
#include "ui/base/processage.h"
#include "ui/base/theme.h"
#include "ui/find/filterpane.h"
#include "ui/run/runmodes.h"
#include "ui/run/signalmenu.h"
#include "ui/session/sessionpage.h"
#include "ui/terminal/terminalview.h"
#include "ui/view/outputview.h"
#include "ui/window/actions.h"
#include "ui/window/commandbar.h"
#include "ui/window/desktopcontrols.h"
#include "ui/window/groupcontrols.h"
#include "ui/window/masksettings.h"
#include "ui/window/runcontrols.h"
#include "ui/window/sessionspage.h"
#include "ui/window/sidepanes.h"
#include "ui/window/statusline.h"
#include "ui/window/triggercontrols.h"
#include "ui/window/viewcontrols.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFontDatabase>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QSplitter>
#include <QVBoxLayout>

namespace ui
{

using pipecore::Command;
using pipecore::Recording;
using pipecore::Session;

namespace
{

const QString kFontSizeKey = QStringLiteral("view/fontSize");

} // namespace

MainWindow::MainWindow(pipecore::NetworkThread *network)
    : m_network(network), m_actions(new Actions(this)),
      m_commandBar(new CommandBar(m_actions->run, m_actions->stop, m_actions->restart)),
      m_sessionsPage(new SessionsPage), m_tabs(new SessionTabs(m_sessionsPage)), m_status(new StatusLine)
{
    setWindowTitle(QStringLiteral("Runnel"));
    setAcceptDrops(true);
    m_normalFontSize = QFontDatabase::systemFont(QFontDatabase::FixedFont).pointSize();
    m_fontSize = QSettings().value(kFontSizeKey, m_normalFontSize).toInt();
    m_viewControls = new ViewControls(
        m_actions, [this] { return m_tabs->pages(); }, [this] { return m_tabs->current(); }, this);
    m_triggerControls = new TriggerControls(
        m_actions, [this] { return m_tabs->pages(); }, this);
    m_runControls = new RunControls(
        m_actions, [this] { return m_tabs->pages(); }, [this] { return m_tabs->current(); },
        [this](const pipecore::SavedCommand &saved) { run(saved); }, this);
    m_actions->drawIcons(palette());
    m_actions->fillMenus(menuBar());
    addActions(QList<QAction *>(m_actions->all().begin(), m_actions->all().end()));
    auto *center = new QWidget;
    auto *layout = new QVBoxLayout(center);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_commandBar);
    auto *splitter = new QSplitter;
    splitter->addWidget(m_tabs);
    layout->addWidget(splitter, 1);
    layout->addWidget(m_status);
    setCentralWidget(center);
    m_sidePanes = new SidePanes(m_actions, m_tabs, splitter, this);
    connectActions();
    resize(QSize(1100, 720).boundedTo(screen()->availableSize() - QSize(20, 60))); // the frame comes on top
    restoreGeometry(QSettings().value(QStringLiteral("window/geometry")).toByteArray());
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSize(m_fontSize);
    m_sidePanes->setCellFont(font);
    showCurrent();
    m_commandBar->focusCommand();
    addControls();
    m_runControls->applyRetention();
}

MainWindow::~MainWindow() = default;

SessionPage *MainWindow::run(const Command &command, bool keep, SessionPage *instead,
                             const pipecore::MaskOptions &masks)
{
    SessionPage *page = start(command, options(keep, masks), {instead});
    if (page)
        page->setMasks(masks);
    return page;
}

Session::Options MainWindow::options(bool keep, const pipecore::MaskOptions &masks) const
{
    Session::Options options;
    options.keep = keep;
    options.masks = joined(masksWith(m_masks), masks);
    return options;
}

SessionPage *MainWindow::run(const pipecore::SavedCommand &saved, SessionPage *instead)
{
    SessionPage *page = run(saved.command, true, instead, saved.masks);
    if (!page || saved.uploadProfile.isEmpty())
        return page;
    page->setUploadProfile(saved.uploadProfile);
    runInBackground(
        page, [name = saved.uploadProfile] { return pipecore::Profiles().find(name); },
        [page](const tl::expected<pipecore::UploadTarget, QString> &target) {
            if (target)
                page->addUpload(*target);
            else
                page->showError(tr("Not uploaded: %1").arg(target.error()));
        });
    return page;
}

SessionPage *MainWindow::start(const Command &command, const Session::Options &options, const Tab &tab)
{
    auto session = Session::create(m_store, command, options);
    if (!session) {
        showProblem(session.error());
        return nullptr;
    }
    return add(std::move(*session), tab);
}

SessionPage *MainWindow::add(std::unique_ptr<Session> session, const Tab &tab)
{
    const Command &command = session->record().command;
    if (m_commandBar->commandText().isEmpty() && command.source == Command::Source::Program) {
        m_commandBar->setCommandText(command.text());
        m_actions->atTerminal->setChecked(command.terminal);
    }
    auto *page = new SessionPage(std::move(session), m_network);
    page->setName(tab.name);
    take(page, tab);
    page->start();
    if (page->terminal() && page == m_tabs->current())
        page->setFocus();
    return page;
}

void MainWindow::take(SessionPage *page, const Tab &tab)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSize(m_fontSize);
    page->setCellFont(font);
    m_viewControls->apply(page);
    m_triggerControls->apply(page);
    connect(page, &SessionPage::changed, this, [this, page] { pageChanged(page); });
    connect(page, &SessionPage::done, m_runControls, &RunControls::applyRetention);
    if (page->session())
        connect(page->session(), &Session::ended, m_runControls,
                [this, page] { m_runControls->autosave(page); });
    connect(page->view(), &OutputView::copyRequested, this, &MainWindow::copy);
    connect(page->view(), &OutputView::zoomRequested, this, &MainWindow::zoom);
    for (OutputView *view : {page->view(), page->filterPane()->rows()})
        connect(view, &OutputView::noteRequested, this, [this, page](qint64 row) { noteMark(page, row); });
    if (page->terminal())
        connect(page->terminal(), &TerminalView::zoomRequested, this, &MainWindow::zoom);
    connect(page->filterPane()->rows(), &OutputView::copyRequested, this, &MainWindow::copy);
    connect(page->filterPane()->rows(), &OutputView::saveSelectionRequested, this,
            &MainWindow::saveSelection);
    connect(page->filterPane()->rows(), &OutputView::zoomRequested, this, &MainWindow::zoom);
    connect(page->filterPane(), &FilterPane::saveRequested, this, &MainWindow::saveFilteredRows);
    m_tabs->add(page, tab.instead, tab.where);
}

void MainWindow::pageChanged(SessionPage *page)
{
    m_tabs->refresh(page);
    if (page == m_tabs->current())
        showCurrent();
    if ((m_closing || m_inBackground) && m_tabs->runningPages().empty())
        close();
}

void MainWindow::runTyped()
{
    const QString line = m_commandBar->commandText().trimmed();
    if (line.isEmpty())
        return m_commandBar->focusCommand();
    m_commandBar->remember(line);
    Command command = Command::fromLine(line);
    command.directory = m_commandBar->directory();
    const RunModes modes = m_runModes->modes();
    modes.applyTo(command);
    modes.remember(line);
    run(command);
}

void MainWindow::restart()
{
    SessionPage *page = m_tabs->current();
    if (!page)
        return runTyped();
    if (page->record().command.source == Command::Source::StandardInput)
        return showProblem(tr("Standard input cannot be read a second time."));
    if (page->record().command.source == Command::Source::Merged)
        return showProblem(tr("What was merged is not run. Run its commands again, and merge those."));
    const Command command = [page] {
        Command again = page->record().command;
        again.directory = page->record().directory;
        return again;
    }();
    const pipecore::SavedCommand again{QString(), command, page->masks(), page->uploadProfile()};
    if (!page->isRunning()) {
        run(again, page);
        return;
    }
    connect(page, &SessionPage::changed, this, [this, page, again] {
        if (page->isRunning())
            return;
        disconnect(page, nullptr, this, nullptr);
        run(again, page);
    });
    page->stop();
}

void MainWindow::open(const QString &what)
{
    if (pipecore::Group::isGroupFile(what))
        return m_groups->open(what);
    ++m_opening;
    m_status->setActivity(tr("Opening %1…").arg(what));
    runInBackground(
        this, [what] { return pipecore::openSession(what); },
        [this, what](const tl::expected<Recording::Ptr, QString> &recording) {
            if (--m_opening == 0)
                m_status->setActivity({});
            if (!recording) {
                emit opened(nullptr);
                return showProblem(recording.error());
            }
            if (!(*recording)->plainFile().isEmpty() || what.contains(u'/'))
                m_desktop->fileOpened(what);
            auto *page = new SessionPage(*recording, m_network);
            take(page, {});
            emit opened(page);
        });
}

void MainWindow::closeTab(int index)
{
    auto *page = qobject_cast<SessionPage *>(m_tabs->widget(index));
    if (!page)
        return;
    if (page->isRunning()) {
        const auto answer = QMessageBox::question(
            this, tr("Close tab"),
            tr("\"%1\" is still running.").arg(page->title()) + u'\n' + tr("Stop it and close the tab?"),
            QMessageBox::Yes | QMessageBox::Cancel, QMessageBox::Cancel);
        if (answer != QMessageBox::Yes)
            return;
    }
    if (page->isRunning()) { // may have ended while the question stood there
        connect(page, &SessionPage::changed, page, [this, page] {
            if (page->isRunning())
                return;
            m_tabs->removeTab(m_tabs->indexOf(page));
            page->disconnect();
            page->deleteLater();
        });
        page->stop();
        return;
    }
    m_tabs->removeTab(index);
    page->deleteLater();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            open(url.toLocalFile());
        else
            showProblem(tr("%1 is not a file on this machine.").arg(url.toDisplayString()));
    }
    event->acceptProposedAction();
}

void MainWindow::showCurrent()
{
    SessionPage *page = m_tabs->current();
    m_sidePanes->refresh();
    m_status->show(page);
    m_viewControls->showStateOf(page);
    setWindowTitle(page ? tr("%1 — Runnel").arg(page->title()) : QStringLiteral("Runnel"));
    m_actions->stop->setEnabled(page && page->isRunning());
    m_actions->signalMenu->setEnabled(page && page->isRunning());
    m_actions->showScreen->setEnabled(page && page->terminal());
    m_actions->showScreen->setChecked(page && page->isScreenShown());
    const bool canRestart = page && page->recording()->plainFile().isEmpty();
    m_actions->restart->setEnabled(canRestart);
    m_actions->runWithChanges->setEnabled(canRestart);
    m_actions->replay->setEnabled(page && page->canReplay());
    m_actions->replay->setChecked(page && page->isReplaying());
    for (QAction *action :
         {m_actions->saveAs,     m_actions->upload,       m_actions->share,       m_actions->closeTab,
          m_actions->selectAll,  m_actions->follow,       m_actions->goToStart,   m_actions->find,
          m_actions->findNext,   m_actions->findPrevious, m_actions->onlyMatches, m_actions->filterPane,
          m_actions->goToRow,    m_actions->problems,     m_actions->nextProblem, m_actions->previousProblem,
          m_actions->toggleMark, m_actions->noteMark,     m_actions->nextMark,    m_actions->previousMark})
        action->setEnabled(page != nullptr);
    m_actions->follow->setChecked(page && page->view()->isFollowing());
}

void MainWindow::setZoom(int points)
{
    m_fontSize = std::clamp(points, 5, 48);
    QSettings().setValue(kFontSizeKey, m_fontSize);
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSize(m_fontSize);
    for (SessionPage *page : m_tabs->pages())
        page->setCellFont(font);
    m_sidePanes->setCellFont(font);
}

void MainWindow::zoom(int steps)
{
    setZoom(m_fontSize + steps);
}

// The first picture counts once it has been handed to the screen, which happens behind this event.
void MainWindow::paintEvent(QPaintEvent *event)
{
    QMainWindow::paintEvent(event);
    if (m_firstPaint == 0)
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_firstPaint == 0)
                    m_firstPaint = processAge();
            },
            Qt::QueuedConnection);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_actions->drawIcons(palette());
        m_commandBar->setDirectory(m_commandBar->directory());
    }
}

void MainWindow::showProblem(const QString &text)
{
    QMessageBox box(QMessageBox::Warning, QStringLiteral("Runnel"), text, QMessageBox::Ok, this);
    box.setTextFormat(Qt::PlainText);
    box.exec();
}

} // namespace ui
