#pragma once

#include <QToolButton>

namespace ui
{

class OutputView;

/// Floats above a view's lower right corner while the view does not follow the end: a click takes it there.
class FollowButton : public QToolButton
{
    Q_OBJECT
public:
    explicit FollowButton(OutputView *view);
    /// To be called when rows have come, or the view was resized.
    void refresh();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    OutputView *const m_view;
};

} // namespace ui
