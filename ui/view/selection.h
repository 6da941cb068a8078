#pragma once

#include "pipecore/session/rowexport.h"
#include "ui/view/linepainter.h"

namespace ui
{

using pipecore::RowPlace;

/// A stretch of text; what it starts with (a character's edge, a word, a row) stays within it.
struct TextRange {
    RowPlace from;
    RowPlace to;
};

/// What is selected: from where it was begun to where it was taken, in either direction. Places are absolute:
/// output that arrives changes nothing.
class Selection
{
public:
    void clear() { *this = Selection(); }
    /// A block has the same columns in each of its rows.
    void setBlock(bool isBlock) { m_block = isBlock; }
    bool isBlock() const { return m_block; }
    /// Begins with `range`, which may be empty.
    void begin(const TextRange &range);
    /// Takes it to `range`.
    void extend(const TextRange &range);

    bool isEmpty() const { return m_block ? from().column == to().column : m_from == m_to; }
    bool hasBegun() const { return m_begun; }
    /// The corners of it, when it is a block.
    RowPlace from() const;
    RowPlace to() const;
    /// The end that moves.
    RowPlace caret() const { return m_caret; }
    /// The selected columns of a row.
    LinePainter::Columns columnsIn(qint64 row) const;

private:
    bool m_begun = false;
    bool m_block = false;
    TextRange m_anchor;
    RowPlace m_from, m_to, m_caret;
};

} // namespace ui
