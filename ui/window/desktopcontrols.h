#pragma once

#include <QObject>
#include <QStringList>

#include <functional>
#include <vector>

class QWidget;

namespace ui
{

class Actions;
class SessionPage;

/// What the window has to do with the desktop and with the last time: notifications, recent files, tabs that
/// come back.
class DesktopControls : public QObject
{
    Q_OBJECT
public:
    using Pages = std::function<std::vector<SessionPage *>()>;
    using Open = std::function<void(const QString &what)>;
    DesktopControls(Actions *actions, Pages pages, Open open, QWidget *window);

    /// A file was opened: it is among the recent ones.
    void fileOpened(const QString &path);
    /// To be called when the window closes.
    void rememberTabs() const;
    /// Opens what was in the tabs, if the user wants that.
    void restoreTabs();

private:
    void fillRecent();

    Actions *const m_actions;
    const Pages m_pages;
    const Open m_open;
};

} // namespace ui
