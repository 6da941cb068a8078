#pragma once

#include <QPoint>
#include <QTimer>

class QAbstractScrollArea;
class QKeyEvent;
class QMouseEvent;

namespace ui
{

class SelectableView;
struct TextRange;

/// Turns mouse and keyboard into a view's selection: by character, word and row, with scrolling while the
/// mouse is dragged beyond an edge.
class SelectionInput
{
public:
    /// `area` is the same view, as a widget.
    SelectionInput(SelectableView *view, QAbstractScrollArea *area);

    void press(QMouseEvent *event);
    void move(QMouseEvent *event);
    void release(QMouseEvent *event);
    void doubleClick(QMouseEvent *event);
    /// Extends or ends the selection by a key; false when it is not for the selection.
    bool key(QKeyEvent *event);

private:
    enum class Unit { Character, Word, Row };
    TextRange rangeAt(const QPoint &point) const;
    void dragTo(const QPoint &point);
    void dragFurther();

    SelectableView *const m_view;
    QAbstractScrollArea *const m_area;
    Unit m_unit = Unit::Character;
    bool m_dragging = false;
    QPoint m_mouse;
    QTimer m_dragTimer;
    qint64 m_lastDoubleClick = 0; // a third click soon after it selects the row
};

} // namespace ui
