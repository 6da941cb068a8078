#pragma once

#include "pipecore/session/rowexport.h"

#include <optional>
#include <vector>

namespace ui
{

using pipecore::RowPlace;

/// What happens to a row that is wider than the view.
enum class Wrap { Off, Character, Word };

/// The columns at which the lines of a row begin that is shown `width` columns wide; the first is 0.
std::vector<int> breakRow(const pipecore::CellLine &line, int width, Wrap wrap);

/// One line of a view: a row, or a part of one.
struct ViewLine {
    size_t row; ///< in ViewPage::rows
    int from;   ///< columns
    int to;
};

/// The rows in view, folded, and how they are broken into lines.
struct ViewPage {
    qint64 firstPosition = 0; ///< of rows.front() in the source
    std::vector<pipecore::FoldedRow> rows;
    std::vector<std::optional<qint64>> times; ///< when each row began to arrive; empty when nobody asked
    std::vector<pipecore::TextColor> behind;  ///< of each row, all along it; empty when nobody gave any
    std::optional<qint64> timeBefore;         ///< when the row before the first one did
    std::vector<ViewLine> lines;

    qint64 position(const ViewLine &line) const { return firstPosition + static_cast<qint64>(line.row); }
    /// The line that shows `place`; -1: none does.
    int lineOf(RowPlace place) const;
};

/// Makes pages of a source's rows, and finds its way through their lines. A place here is a row's position
/// and the column at which one of its lines begins. Costs what is in view, wherever that is.
class PageMaker
{
public:
    PageMaker(pipecore::RowSource *source, int width, Wrap wrap)
        : m_source(source), m_width(width), m_wrap(wrap)
    {
    }

    ViewPage page(RowPlace top, qint64 lines);
    /// The place `lines` lines above; the first of all when there are not so many.
    RowPlace above(RowPlace place, qint64 lines);
    /// The place `lines` lines below; the last of all when there are not so many.
    RowPlace below(RowPlace place, qint64 lines);
    /// The place of the line that holds `place`.
    RowPlace lineStart(RowPlace place);
    /// Where the last `lines` lines begin.
    RowPlace endTop(qint64 lines);

private:
    std::vector<int> starts(qint64 position);

    pipecore::RowSource *const m_source;
    const int m_width;
    const Wrap m_wrap;
};

} // namespace ui
