#include "ui/view/viewpage.h"

#include <algorithm>

namespace ui
{

using pipecore::CellLine;
namespace cell = pipecore::cell;

namespace
{

constexpr qint64 kRowsAtOnce = 16; // more only when the first ones have not filled the view

bool isBlank(char32_t c)
{
    return c == cell::Blank || c == U' ' || c == cell::Tab || c == cell::WideTail;
}

} // namespace

std::vector<int> breakRow(const CellLine &line, int width, Wrap wrap)
{
    std::vector<int> starts{0};
    if (wrap == Wrap::Off)
        return starts;
    width = std::max(2, width);
    for (int from = 0; line.columns() - from > width;) {
        int to = from + width;
        if (wrap == Wrap::Word) {
            int word = to;
            while (word > from && !(isBlank(line.at(word - 1)) && line.at(word) != cell::WideTail))
                --word;
            to = word > from ? word : to;
        }
        if (line.at(to) == cell::WideTail && line.at(to - 1) != cell::WideTail && to - 1 > from)
            --to; // a wide character goes to the next line whole
        starts.push_back(to);
        from = to;
    }
    return starts;
}

int ViewPage::lineOf(RowPlace place) const
{
    for (size_t i = 0; i < lines.size(); ++i) {
        const ViewLine &line = lines[i];
        const bool isLastOfRow = i + 1 == lines.size() || lines[i + 1].row != line.row;
        if (position(line) == place.row && place.column >= line.from &&
            (place.column < line.to || isLastOfRow))
            return static_cast<int>(i);
    }
    return -1;
}

ViewPage PageMaker::page(RowPlace top, qint64 lines)
{
    ViewPage page;
    page.firstPosition = top.row;
    while (static_cast<qint64>(page.lines.size()) < lines) {
        const qint64 missing = lines - static_cast<qint64>(page.lines.size());
        const qint64 next = top.row + static_cast<qint64>(page.rows.size());
        const qint64 count = m_wrap == Wrap::Off ? missing : std::min(missing, kRowsAtOnce);
        auto rows = m_source->rows(next, count);
        if (rows.empty())
            break;
        for (pipecore::FoldedRow &row : rows) {
            const std::vector<int> starts = breakRow(row.line, m_width, m_wrap);
            for (size_t i = 0; i < starts.size() && static_cast<qint64>(page.lines.size()) < lines; ++i) {
                const int to = i + 1 < starts.size() ? starts[i + 1] : CellLine::kMostColumns;
                if (!page.rows.empty() || to > top.column)
                    page.lines.push_back({page.rows.size(), starts[i], to});
            }
            page.rows.push_back(std::move(row));
        }
    }
    return page;
}

std::vector<int> PageMaker::starts(qint64 position)
{
    if (m_wrap == Wrap::Off)
        return {0};
    const auto rows = m_source->rows(position, 1);
    return rows.empty() ? std::vector<int>{0} : breakRow(rows.front().line, m_width, m_wrap);
}

RowPlace PageMaker::lineStart(RowPlace place)
{
    const std::vector<int> columns = starts(place.row);
    return {place.row, *(std::upper_bound(columns.begin(), columns.end(), place.column) - 1)};
}

RowPlace PageMaker::above(RowPlace place, qint64 lines)
{
    if (m_wrap == Wrap::Off)
        return {std::max<qint64>(0, place.row - lines), 0};
    std::vector<int> columns = starts(place.row);
    qint64 index = std::upper_bound(columns.begin(), columns.end(), place.column) - columns.begin() - 1;
    std::vector<pipecore::FoldedRow> rows; // those before place.row, as far as they have been fetched
    qint64 row = place.row;
    while (lines > index && row > 0) {
        lines -= index + 1;
        --row;
        if (rows.empty()) {
            const qint64 first = std::max<qint64>(0, row - std::min(lines, kRowsAtOnce));
            rows = m_source->rows(first, row - first + 1);
            if (static_cast<qint64>(rows.size()) != row - first + 1)
                break;
        }
        columns = breakRow(rows.back().line, m_width, m_wrap);
        rows.pop_back();
        index = static_cast<qint64>(columns.size()) - 1;
    }
    return {row, columns[static_cast<size_t>(std::max<qint64>(0, index - lines))]};
}

RowPlace PageMaker::below(RowPlace place, qint64 lines)
{
    const qint64 last = std::max<qint64>(0, m_source->size() - 1);
    if (m_wrap == Wrap::Off)
        return {std::min(place.row + lines, last), 0};
    std::vector<int> columns = starts(place.row);
    qint64 index =
        std::upper_bound(columns.begin(), columns.end(), place.column) - columns.begin() - 1 + lines;
    while (index >= static_cast<qint64>(columns.size()) && place.row < last) {
        index -= static_cast<qint64>(columns.size());
        columns = starts(++place.row);
    }
    return {place.row,
            columns[static_cast<size_t>(std::min(index, static_cast<qint64>(columns.size()) - 1))]};
}

RowPlace PageMaker::endTop(qint64 lines)
{
    const qint64 rows = m_source->size();
    if (rows == 0)
        return {};
    return above({rows - 1, CellLine::kMostColumns}, lines - 1);
}

} // namespace ui
