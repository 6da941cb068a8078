#include "ui/view/selection.h"

#include <algorithm>

namespace ui
{

void Selection::begin(const TextRange &range)
{
    m_begun = true;
    m_anchor = range;
    m_from = range.from;
    m_to = m_caret = range.to;
}

void Selection::extend(const TextRange &range)
{
    m_from = std::min(m_anchor.from, range.from);
    m_to = std::max(m_anchor.to, range.to);
    m_caret = range.from < m_anchor.from ? range.from : range.to;
}

RowPlace Selection::from() const
{
    return m_block ? RowPlace{m_from.row, std::min(m_anchor.from.column, m_caret.column)} : m_from;
}

RowPlace Selection::to() const
{
    return m_block ? RowPlace{m_to.row, std::max(m_anchor.from.column, m_caret.column)} : m_to;
}

LinePainter::Columns Selection::columnsIn(qint64 row) const
{
    if (m_block)
        return row < m_from.row || row > m_to.row ? LinePainter::Columns()
                                                  : LinePainter::Columns{from().column, to().column};
    if (isEmpty() || row < m_from.row || row > m_to.row)
        return {};
    return {row == m_from.row ? m_from.column : 0,
            row == m_to.row ? m_to.column : pipecore::CellLine::kMostColumns};
}

} // namespace ui
