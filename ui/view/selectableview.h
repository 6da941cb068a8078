#pragma once

#include "ui/view/selection.h"

class QAbstractScrollArea;
class QPoint;

namespace ui
{

/// A view of rows of cells, as SelectionInput needs it. Rows count from 0 and keep their numbers.
class SelectableView
{
public:
    virtual Selection &selection() = 0;
    /// To be called after the selection was changed.
    virtual void selectionChanged() = 0;
    /// Hands the selection to the window system's primary selection, where there is one.
    virtual void offerSelection() = 0;

    /// The place nearest to a point of the viewport, which may be outside of it.
    virtual RowPlace placeAt(const QPoint &point) = 0;
    /// The row with that number; empty when there is none.
    virtual pipecore::CellLine lineOf(qint64 row) = 0;
    /// One more than the last one's number.
    virtual qint64 rows() const = 0;
    virtual qint64 topRow() const = 0;
    /// Lines that fit.
    virtual qint64 rowsInView() const = 0;
    virtual void scrollByRows(qint64 lines) = 0;
    /// Scrolls as little as shows it.
    virtual void reveal(RowPlace place) = 0;

protected:
    ~SelectableView() = default;
};

} // namespace ui
