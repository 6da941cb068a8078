#pragma once

#include "pipecore/session/rowexport.h"

#include <functional>

namespace ui
{

using pipecore::RowPlace;

/// Which rows a view shows: the arithmetic of scrolling through any number of rows, without a widget. The top
/// is a place: with rows that are wrapped, the view may begin within one.
///
/// While it follows, the last row stays in view. Scrolling up ends that, and scrolling to the end begins it
/// again; until then the rows in view never move, however many arrive.
class RowScroll
{
public:
    /// Tells where the last lines that fill a page begin.
    using FindEnd = std::function<RowPlace(qint64 page)>;
    /// Rows take one line each when there is no `findEnd`.
    void setWrapped(FindEnd findEnd);

    /// The number of rows there are.
    void setRows(qint64 rows);
    /// The number of lines that fit, wholly, into the view; at least 1.
    void setPage(qint64 lines);

    qint64 rows() const { return m_rows; }
    qint64 page() const { return m_page; }
    /// The first row in view.
    qint64 top() const { return m_top.row; }
    RowPlace topPlace() const { return m_top; }
    bool isFollowing() const { return m_following; }

    void scrollTo(RowPlace top);
    /// Moves the top to the start of its line, after the width or the way of wrapping changed.
    void snapTo(RowPlace lineStart) { m_top = lineStart; }
    void setFollowing(bool following);

    /// The same for a scroll bar, whose values are ints: one to one up to a thousand million rows.
    int barMaximum() const;
    int barValue() const;
    void setBarValue(int value);

private:
    RowPlace findEnd();
    qint64 lastTop() const { return std::max<qint64>(0, m_rows - m_rowsOnLastPage); }

    FindEnd m_findEnd;
    qint64 m_rows = 0;
    qint64 m_page = 1;
    qint64 m_rowsOnLastPage = 1; // as far as it is known
    RowPlace m_top;
    bool m_following = true;
};

} // namespace ui
