#pragma once

#include "ui/view/gutter.h"
#include "ui/view/links.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace ui
{

class Actions;
class Highlighter;
class OutputView;
class SessionPage;

/// How output is shown: leads the actions for that to the views, and remembers what was chosen.
class ViewControls : public QObject
{
    Q_OBJECT
public:
    using Pages = std::function<std::vector<SessionPage *>()>;
    using Current = std::function<SessionPage *()>;
    ViewControls(Actions *actions, Pages pages, Current current, QWidget *window);

    /// Brings a new page to what is chosen.
    void apply(SessionPage *page);
    /// To be called when another page came into view: null when none is.
    void showStateOf(SessionPage *page);

private:
    void setWrap(int wrap);
    void setMode(int mode);
    void setGutter(const GutterOptions &options);
    void goToNextGap();
    void chooseEncoding();
    void chooseEditor();
    void chooseHighlights();
    void applyHighlights(SessionPage *page);
    void makeHighlighter();
    void follow(const Link &link);

    Actions *const m_actions;
    const Pages m_pages;
    const Current m_current;
    QWidget *const m_window;
    int m_wrap = 0;
    GutterOptions m_gutter;
    double m_gapSeconds = 5;
    std::shared_ptr<Highlighter> m_highlighter; // null: nothing is highlighted
};

} // namespace ui
