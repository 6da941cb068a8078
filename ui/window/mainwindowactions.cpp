// What the actions of a MainWindow do.

#include "pipecore/session/savefile.h"
#include "pipecore/text/humanize.h"
#include "ui/base/theme.h"
#include "ui/find/filterpane.h"
#include "ui/find/finder.h"
#include "ui/find/gotoplace.h"
#include "ui/marks/marker.h"
#include "ui/problems/problemspane.h"
#include "ui/run/runmodes.h"
#include "ui/run/signalmenu.h"
#include "ui/session/sessionpage.h"
#include "ui/share/sharedialog.h"
#include "ui/terminal/terminalview.h"
#include "ui/view/outputview.h"
#include "ui/view/selectioncopy.h"
#include "ui/window/actions.h"
#include "ui/window/commandbar.h"
#include "ui/window/mainwindow.h"
#include "ui/window/maskdialog.h"
#include "ui/window/runcontrols.h"
#include "ui/window/sessionspage.h"
#include "ui/window/sessiontabs.h"
#include "ui/window/shortcutsdialog.h"
#include "ui/window/sidepanes.h"
#include "ui/window/statusline.h"
#include "ui/window/uploaddialog.h"

#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMessageBox>
#include <QPointer>
#include <QSettings>

namespace ui
{

namespace
{

const QString kThemeKey = QStringLiteral("view/theme");
const QString kFolderKey = QStringLiteral("files/folder");

QString lastFolder()
{
    return QSettings().value(kFolderKey, QDir::homePath()).toString();
}

void rememberFolder(const QString &file)
{
    QSettings().setValue(kFolderKey, QFileInfo(file).absolutePath());
}

// A name for a file, from a command line.
QString fileNameFor(const QString &title)
{
    QString name;
    for (const QChar c : title.left(40))
        name += c.isLetterOrNumber() || c == u'.' || c == u'-' ? c : u'_';
    return name.isEmpty() ? QStringLiteral("session") : name;
}

} // namespace

void MainWindow::connectActions()
{
    const auto onView = [this](auto method) {
        return [this, method](bool on) {
            if (SessionPage *page = m_tabs->current())
                method(page->view(), on);
        };
    };
    connect(m_commandBar, &CommandBar::runRequested, this, &MainWindow::runTyped);
    connect(m_actions->run, &QAction::triggered, this, &MainWindow::runTyped);
    connect(m_actions->stop, &QAction::triggered, this, [this] {
        if (SessionPage *page = m_tabs->current())
            page->stop();
    });
    connect(m_actions->signalMenu, &SignalMenu::chosen, this, [this](int number) {
        if (SessionPage *page = m_tabs->current())
            page->sendSignal(number);
    });
    for (QAction *toggle : {m_actions->atTerminal, m_actions->takeInput})
        m_commandBar->addToggle(toggle);
    connect(m_actions->showScreen, &QAction::triggered, this, [this](bool on) {
        if (SessionPage *page = m_tabs->current())
            page->showScreen(on);
    });
    m_runModes = new RunModeSwitches(m_actions->atTerminal, m_actions->takeInput, this);
    connect(m_commandBar, &CommandBar::commandTextChanged, m_runModes, &RunModeSwitches::followLine);
    connect(m_actions->restart, &QAction::triggered, this, &MainWindow::restart);
    connect(m_actions->focusCommand, &QAction::triggered, m_commandBar, &CommandBar::focusCommand);
    connect(m_actions->chooseDirectory, &QAction::triggered, m_commandBar, &CommandBar::chooseDirectory);
    connect(m_actions->masking, &QAction::triggered, this, [this] { MaskDialog(this).exec(); });
    connect(m_actions->open, &QAction::triggered, this, &MainWindow::chooseFileToOpen);
    connect(m_actions->saveAs, &QAction::triggered, this, &MainWindow::chooseFileToSave);
    connect(m_actions->upload, &QAction::triggered, this, &MainWindow::askForUpload);
    connect(m_actions->share, &QAction::triggered, this, &MainWindow::showShare);
    connect(m_actions->closeTab, &QAction::triggered, this, [this] { closeTab(m_tabs->currentIndex()); });
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->copy, &QAction::triggered, this, &MainWindow::copy);
    connect(m_actions->saveSelection, &QAction::triggered, this, &MainWindow::saveSelection);
    connect(m_actions->selectAll, &QAction::triggered, this, [this] {
        SessionPage *page = m_tabs->current();
        if (page && page->isScreenShown())
            page->terminal()->selectAll();
        else if (page)
            page->viewInUse()->selectAll();
    });
    connect(m_actions->follow, &QAction::triggered, this,
            onView([](OutputView *view, bool on) { view->setFollowing(on); }));
    connect(m_actions->goToStart, &QAction::triggered, this,
            onView([](OutputView *view, bool) { view->scrollToRow(0); }));
    const auto onMarker = [this](void (Marker::*method)()) {
        return [this, method] {
            if (SessionPage *page = m_tabs->current())
                (page->marker()->*method)();
        };
    };
    connect(m_actions->toggleMark, &QAction::triggered, this, onMarker(&Marker::toggle));
    connect(m_actions->nextMark, &QAction::triggered, this, onMarker(&Marker::next));
    connect(m_actions->previousMark, &QAction::triggered, this, onMarker(&Marker::previous));
    connect(m_actions->noteMark, &QAction::triggered, this, [this] {
        if (SessionPage *page = m_tabs->current())
            noteMark(page, page->marker()->currentRow());
    });
    const auto onProblems = [this](void (ProblemsPane::*method)()) {
        return [this, method] {
            if (SessionPage *page = m_tabs->current())
                (page->problems()->*method)();
        };
    };
    connect(m_actions->problems, &QAction::triggered, this, onProblems(&ProblemsPane::open));
    connect(m_actions->nextProblem, &QAction::triggered, this, onProblems(&ProblemsPane::next));
    connect(m_actions->previousProblem, &QAction::triggered, this, onProblems(&ProblemsPane::previous));
    const auto onFinder = [this](void (Finder::*method)()) {
        return [this, method] {
            if (SessionPage *page = m_tabs->current())
                (page->finder()->*method)();
        };
    };
    connect(m_actions->find, &QAction::triggered, this, [this] {
        if (SessionPage *page = m_tabs->current()) {
            page->showScreen(false); // what is found is in the output, not on the screen
            page->finder()->open();
        }
    });
    connect(m_actions->findNext, &QAction::triggered, this, onFinder(&Finder::next));
    connect(m_actions->findPrevious, &QAction::triggered, this, onFinder(&Finder::previous));
    connect(m_actions->onlyMatches, &QAction::triggered, this, onFinder(&Finder::toggleFilter));
    connect(m_actions->filterPane, &QAction::triggered, this, [this] {
        if (SessionPage *page = m_tabs->current())
            page->filterPane()->open();
    });
    connect(m_actions->goToRow, &QAction::triggered, this, [this] {
        if (SessionPage *page = m_tabs->current())
            askWhereToGo(page->view());
    });
    connect(m_actions->zoomIn, &QAction::triggered, this, [this] { zoom(1); });
    connect(m_actions->zoomOut, &QAction::triggered, this, [this] { zoom(-1); });
    connect(m_actions->zoomReset, &QAction::triggered, this, [this] { setZoom(m_normalFontSize); });
    connect(m_actions->nextTab, &QAction::triggered, this, [this] { m_tabs->step(1); });
    connect(m_actions->previousTab, &QAction::triggered, this, [this] { m_tabs->step(-1); });
    QAction *const themes[] = {m_actions->themeSystem, m_actions->themeLight, m_actions->themeDark};
    themes[std::clamp(QSettings().value(kThemeKey, 0).toInt(), 0, 2)]->setChecked(true);
    for (int i = 0; i < 3; ++i)
        connect(themes[i], &QAction::triggered, this, [this, i] { setTheme(i); });
    connect(m_actions->shortcuts, &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(m_actions->about, &QAction::triggered, this, &MainWindow::showAbout);

    connect(m_tabs, &QTabWidget::tabCloseRequested, this, &MainWindow::closeTab);
    connect(m_tabs, &QTabWidget::currentChanged, this, &MainWindow::showCurrent);
    connect(m_status, &StatusLine::followRequested, this,
            onView([](OutputView *view, bool on) { view->setFollowing(on); }));
    connect(m_sessionsPage, &SessionsPage::openRequested, this, &MainWindow::open);
    connect(m_sidePanes, &SidePanes::openRequested, this, &MainWindow::open);
    connect(m_sidePanes, &SidePanes::mergeRequested, this,
            [this](const std::vector<SessionPage *> &pages) { runMerged(pages); });
    connect(m_actions->replay, &QAction::triggered, this, [this](bool on) {
        if (SessionPage *page = m_tabs->current())
            page->setReplaying(on);
    });
    connect(m_sessionsPage, &SessionsPage::commandChosen, this,
            [this](const pipecore::Command &command) { m_runControls->runAgain(command, false); });
    connect(m_sessionsPage, &SessionsPage::changesRequested, this,
            [this](const pipecore::Command &command) { m_runControls->runAgain(command, true); });
}

void MainWindow::chooseFileToOpen()
{
    const QStringList files = QFileDialog::getOpenFileNames(
        this, tr("Open"), lastFolder(),
        tr("All files (*);;Runnel sessions (*.runnel);;Logs (*.log *.txt *.out);;"
           "Groups of commands (Procfile* *group.toml)"));
    for (const QString &file : files) {
        rememberFolder(file);
        open(file);
    }
}

void MainWindow::chooseFileToSave()
{
    SessionPage *page = m_tabs->current();
    if (!page)
        return;
    QString filter;
    QString path = QFileDialog::getSaveFileName(
        this, tr("Save as"),
        QDir(lastFolder()).filePath(fileNameFor(page->title()) + QStringLiteral(".runnel")),
        tr("Session, with times and all (*.runnel);;Output, its bytes (*.log);;Text, without colours "
           "(*.txt);;Page, with colours (*.html);;Recording for asciinema (*.cast);;Records for machines "
           "(*.ndjson)"),
        &filter);
    if (path.isEmpty())
        return;
    if (!pipecore::checkSaveEnding(path)) {
        const qsizetype ending = filter.indexOf(QLatin1String("*.")) + 1;
        path +=
            ending > 0 ? filter.mid(ending, filter.lastIndexOf(u')') - ending) : QStringLiteral(".runnel");
    }
    rememberFolder(path);
    page->save(path);
}

void MainWindow::saveSelection()
{
    SessionPage *page = m_tabs->current();
    if (!page || !page->viewInUse()->hasSelection())
        return;
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save the selection"), QDir(lastFolder()).filePath(QStringLiteral("selection.txt")));
    if (path.isEmpty())
        return;
    rememberFolder(path);
    ui::saveSelection(page->viewInUse(), path, [page, path](const QString &error) {
        if (error.isEmpty())
            page->showNote(tr("Saved the selection to %1.").arg(path));
        else
            page->showError(error);
    });
}

void MainWindow::saveFilteredRows()
{
    SessionPage *page = m_tabs->current();
    if (!page)
        return;
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save the filtered rows"), QDir(lastFolder()).filePath(QStringLiteral("filtered.txt")));
    if (path.isEmpty())
        return;
    rememberFolder(path);
    saveRows(page->filterPane()->rows(), path, [page, path](const QString &error) {
        if (error.isEmpty())
            page->showNote(tr("Saved the filtered rows to %1.").arg(path));
        else
            page->showError(error);
    });
}

// Ctrl+C also belongs to whatever text field has the focus, which takes it first.
void MainWindow::copy()
{
    SessionPage *page = m_tabs->current();
    if (page && page->isScreenShown())
        return page->terminal()->copySelection();
    if (!page || !page->viewInUse()->hasSelection())
        return;
    copySelection(page->viewInUse(), [this, page](const QString &error) {
        if (!error.isEmpty())
            page->offer(error, tr("Save the selection…"), [this] { saveSelection(); });
    });
}

void MainWindow::noteMark(SessionPage *page, qint64 row)
{
    if (row < 0)
        return;
    bool chosen = false;
    const QPointer<SessionPage> stays = page; // a command that is restarted takes its page away
    const QString note = QInputDialog::getText(this, tr("Mark with a note"),
                                               tr("Note for row %1:").arg(pipecore::formatCount(row + 1)),
                                               QLineEdit::Normal, page->marker()->marks().note(row), &chosen);
    if (chosen && stays)
        page->marker()->setNote(row, note);
}

void MainWindow::askForUpload()
{
    const QPointer<SessionPage> page = m_tabs->current();
    if (!page)
        return;
    UploadDialog dialog(page->isRunning(), m_network, this);
    if (dialog.exec() == QDialog::Accepted && page)
        page->addUpload(dialog.target());
}

// A window of its own beside the output; it closes with the tab.
void MainWindow::showShare()
{
    SessionPage *page = m_tabs->current();
    if (!page)
        return;
    for (ShareDialog *open : page->findChildren<ShareDialog *>()) {
        open->raise();
        open->activateWindow();
        return;
    }
    auto *dialog = new ShareDialog(page->share(), page->title(), page);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::setTheme(int theme)
{
    QSettings().setValue(kThemeKey, theme);
    applyTheme(static_cast<Theme>(theme));
}

void MainWindow::showShortcuts()
{
    ShortcutsDialog(m_actions->all(), this).exec();
}

void MainWindow::showAbout()
{
    QMessageBox::about(
        this, tr("About Runnel"),
        tr("<b>Runnel %1</b><p>Launches commands, shows their output live, keeps it, uploads it and "
           "saves it.</p>")
            .arg(QApplication::applicationVersion()));
}

} // namespace ui
