#include "ui/view/rowscroll.h"

#include <algorithm>
#include <cmath>

namespace ui
{

namespace
{

constexpr qint64 kBarMaximum = 1'000'000'000;

} // namespace

void RowScroll::setWrapped(FindEnd findEnd)
{
    m_findEnd = std::move(findEnd);
    m_rowsOnLastPage = m_page;
    if (!m_findEnd)
        m_top.column = 0;
    if (m_following)
        m_top = this->findEnd();
}

RowPlace RowScroll::findEnd()
{
    const RowPlace end = m_findEnd ? m_findEnd(m_page) : RowPlace{std::max<qint64>(0, m_rows - m_page), 0};
    m_rowsOnLastPage = std::max<qint64>(1, m_rows - end.row);
    return end;
}

void RowScroll::setRows(qint64 rows)
{
    m_rows = rows;
    if (m_following)
        m_top = findEnd();
    else
        m_top = std::min(m_top, RowPlace{std::max<qint64>(0, rows - 1), m_top.column});
}

void RowScroll::setPage(qint64 lines)
{
    m_page = std::max<qint64>(1, lines);
    m_rowsOnLastPage = m_page;
    if (m_following)
        m_top = findEnd();
    else if (m_top.row + m_page > m_rows)
        m_top = std::min(m_top, findEnd());
}

void RowScroll::scrollTo(RowPlace top)
{
    m_top = std::max(top, RowPlace());
    m_following = false;
    if (m_top.row + m_page < m_rows)
        return; // each row takes a line at least: the end is further below
    const RowPlace end = findEnd();
    m_following = m_top >= end;
    m_top = std::min(m_top, end);
}

void RowScroll::setFollowing(bool following)
{
    m_following = following;
    if (following)
        m_top = findEnd();
}

int RowScroll::barMaximum() const
{
    return static_cast<int>(std::min(std::max(lastTop(), m_top.row), kBarMaximum));
}

int RowScroll::barValue() const
{
    if (lastTop() <= kBarMaximum)
        return static_cast<int>(m_top.row);
    const double share = static_cast<double>(m_top.row) / static_cast<double>(lastTop());
    return static_cast<int>(std::lround(std::min(1.0, share) * kBarMaximum));
}

void RowScroll::setBarValue(int value)
{
    if (value >= barMaximum() && value > 0)
        return setFollowing(true);
    if (lastTop() <= kBarMaximum)
        return scrollTo({value, 0});
    const double share = static_cast<double>(value) / kBarMaximum;
    scrollTo({static_cast<qint64>(share * static_cast<double>(lastTop())), 0});
}

} // namespace ui
