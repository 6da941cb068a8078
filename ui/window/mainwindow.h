#pragma once

#include "pipecore/net/upload/upload.h"
#include "pipecore/run/command.h"
#include "pipecore/session/masking.h"
#include "pipecore/session/mergedsource.h"
#include "pipecore/session/savedcommands.h"
#include "pipecore/session/session.h"
#include "pipecore/session/sessionstore.h"
#include "ui/window/sessiontabs.h"

#include <QMainWindow>

#include <memory>

namespace ui
{

class Actions;
class CommandBar;
class DesktopControls;
class GroupControls;
class RunModeSwitches;
class RunControls;
class SessionPage;
class SessionsPage;
class SidePanes;
class StatusLine;
class TriggerControls;
class ViewControls;

/// The window: runs and opens sessions into tabs, and leads what is asked for to the one in view.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(pipecore::NetworkThread *network);
    ~MainWindow() override;

    /// Starts `command` in a tab of its own, or in that of `instead`. Null, and a message, when it cannot.
    SessionPage *run(const pipecore::Command &command, bool keep = true, SessionPage *instead = nullptr,
                     const pipecore::MaskOptions &masks = {});
    /// The same with all that is saved of a command; what it is uploaded to begins to get it at once.
    SessionPage *run(const pipecore::SavedCommand &saved, SessionPage *instead = nullptr);
    /// Where a page goes: into a tab of its own, or that of `instead`, under its command or a `name`.
    struct Tab {
        SessionPage *instead = nullptr;
        SessionTabs::Place where = SessionTabs::Place::InFront;
        QString name = {};
    };
    /// Shows `session`, started or not yet.
    SessionPage *add(std::unique_ptr<pipecore::Session> session, const Tab &tab);
    /// Shows the rows of `pages` in the order of time, in a tab of their own.
    SessionPage *runMerged(const std::vector<SessionPage *> &pages);
    SessionPage *runMerged(const std::shared_ptr<pipecore::MergedInputs> &inputs, const QString &title);
    /// What to mask in commands besides what is set.
    void setMasks(const pipecore::MaskOptions &masks) { m_masks = masks; }
    /// Opens what `what` means (see pipecore::openSession) in a tab, once it is read.
    void open(const QString &what);

    /// Opens what was in the tabs when the last window closed, if that is wanted.
    void restoreTabs();
    /// Stops all that runs, then closes without asking. Groups stop in their order; called again, all that
    /// still runs is stopped at once.
    void closeWhenStopped();
    /// To the front, also from the background or when it is minimized, to stay.
    void comeBack();

    /// Milliseconds from the start of the process to the first picture on the screen; 0 before.
    double firstPaint() const { return m_firstPaint; }

signals:
    /// What open() was asked for stands in `page`; null when it could not be opened.
    void opened(ui::SessionPage *page);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void connectActions();
    pipecore::Session::Options options(bool keep, const pipecore::MaskOptions &masks) const;
    SessionPage *start(const pipecore::Command &command, const pipecore::Session::Options &options,
                       const Tab &tab);
    void take(SessionPage *page, const Tab &tab);
    void runTyped();
    void restart();
    void closeTab(int index);
    void chooseFileToOpen();
    void chooseFileToSave();
    void saveSelection();
    void saveFilteredRows();
    void copy();
    void noteMark(SessionPage *page, qint64 row);
    void askForUpload();
    void showShare();
    void pageChanged(SessionPage *page);
    void leaveInBackground();
    void addControls();
    void showCurrent();
    void zoom(int steps);
    void setZoom(int points);
    void setTheme(int theme);
    void showShortcuts();
    void showAbout();
    void showProblem(const QString &text);

    pipecore::NetworkThread *const m_network;
    const pipecore::SessionStore m_store;
    pipecore::MaskOptions m_masks;
    Actions *m_actions;
    CommandBar *m_commandBar;
    SessionsPage *m_sessionsPage;
    SessionTabs *m_tabs;
    StatusLine *m_status;
    RunModeSwitches *m_runModes = nullptr;
    ViewControls *m_viewControls;
    TriggerControls *m_triggerControls;
    RunControls *m_runControls;
    SidePanes *m_sidePanes;
    GroupControls *m_groups;
    DesktopControls *m_desktop;
    int m_fontSize = 0; // points
    int m_normalFontSize = 0;
    int m_opening = 0;
    bool m_closing = false;
    bool m_inBackground = false; // hidden until all has ended
    double m_firstPaint = 0;
};

} // namespace ui
