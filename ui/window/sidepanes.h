#pragma once

#include "ui/session/sessionpage.h"

#include <QFont>
#include <QObject>

#include <functional>
#include <vector>

class QDockWidget;
class QMainWindow;
class QSplitter;

namespace ui
{

class Actions;
class BesidePane;
class RunningList;
class SessionTabs;

/// What stands beside the tabs: the list of commands, and a second view.
class SidePanes : public QObject
{
    Q_OBJECT
public:
    /// `splitter` holds the tabs, and gets the second view.
    SidePanes(Actions *actions, SessionTabs *tabs, QSplitter *splitter, QMainWindow *window);

    /// To be called when tabs come or go, or another one comes into view.
    void refresh();
    RunningList *list() const { return m_list; }
    void setCellFont(const QFont &font);
    void showBeside(SessionPage *page);

signals:
    void openRequested(const QString &id);
    void mergeRequested(const std::vector<ui::SessionPage *> &pages);

private:
    SessionTabs *const m_tabs;
    QSplitter *const m_splitter;
    QDockWidget *m_dock;
    RunningList *m_list;
    QFont m_font;
    BesidePane *m_beside = nullptr; // null until it is asked for
};

} // namespace ui
