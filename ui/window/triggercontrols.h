#pragma once

#include <QObject>

#include <functional>
#include <vector>

class QWidget;

namespace ui
{

class Actions;
class SessionPage;

/// Leads the triggers that the user sets to the commands that run.
class TriggerControls : public QObject
{
    Q_OBJECT
public:
    using Pages = std::function<std::vector<SessionPage *>()>;
    TriggerControls(Actions *actions, Pages pages, QWidget *window);

    /// For a new page: what does not run has no live rows.
    void apply(SessionPage *page);

private:
    void choose();

    const Pages m_pages;
    QWidget *const m_window;
};

} // namespace ui
