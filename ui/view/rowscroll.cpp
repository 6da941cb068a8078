#include "ui/view/rowscroll.h"

#include <algorithm>
#include <cmath>

namespace ui
{

namespace
{

constexpr qint64 kBarMaximum = 1'000'000'000;

} // namespace

void RowScroll::setRows(qint64 rows)
{
    m_rows = rows;
    m_top = m_following ? lastTop() : std::min(m_top, std::max<qint64>(0, rows - 1));
}

void RowScroll::setPage(qint64 rows)
{
    m_page = std::max<qint64>(1, rows);
    m_top = m_following ? lastTop() : std::min(m_top, lastTop());
}

void RowScroll::scrollTo(qint64 top)
{
    m_top = std::clamp<qint64>(top, 0, lastTop());
    m_following = m_top == lastTop();
}

void RowScroll::reveal(qint64 row)
{
    if (row < m_top)
        scrollTo(row);
    else if (row >= m_top + m_page)
        scrollTo(row - m_page + 1);
}

void RowScroll::setFollowing(bool following)
{
    m_following = following;
    if (following)
        m_top = lastTop();
}

int RowScroll::barMaximum() const
{
    return static_cast<int>(std::min(lastTop(), kBarMaximum));
}

int RowScroll::barValue() const
{
    if (lastTop() <= kBarMaximum)
        return static_cast<int>(m_top);
    const double share = static_cast<double>(m_top) / static_cast<double>(lastTop());
    return static_cast<int>(std::lround(share * kBarMaximum));
}

void RowScroll::setBarValue(int value)
{
    if (lastTop() <= kBarMaximum) {
        scrollTo(value);
        return;
    }
    const double share = static_cast<double>(value) / kBarMaximum;
    scrollTo(static_cast<qint64>(share * static_cast<double>(lastTop())));
}

} // namespace ui
