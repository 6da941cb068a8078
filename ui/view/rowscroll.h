#pragma once

#include <QtGlobal>

namespace ui
{

/// Which rows a view shows: the arithmetic of scrolling through any number of rows, without a widget.
///
/// While it follows, the last row stays in view. Scrolling up ends that, and scrolling to the end begins it
/// again; until then the rows in view never move, however many arrive.
class RowScroll
{
public:
    /// The number of rows there are.
    void setRows(qint64 rows);
    /// The number of rows that fit, wholly, into the view; at least 1.
    void setPage(qint64 rows);

    qint64 rows() const { return m_rows; }
    qint64 page() const { return m_page; }
    /// The first row in view.
    qint64 top() const { return m_top; }
    qint64 lastTop() const { return m_rows > m_page ? m_rows - m_page : 0; }
    bool isFollowing() const { return m_following; }

    void scrollTo(qint64 top);
    void scrollBy(qint64 rows) { scrollTo(m_top + rows); }
    /// Scrolls as little as brings `row` into view.
    void reveal(qint64 row);
    void setFollowing(bool following);

    /// The same for a scroll bar, whose values are ints: one to one up to a thousand million rows.
    int barMaximum() const;
    int barValue() const;
    void setBarValue(int value);

private:
    qint64 m_rows = 0;
    qint64 m_page = 1;
    qint64 m_top = 0;
    bool m_following = true;
};

} // namespace ui
