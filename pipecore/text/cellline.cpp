#include "pipecore/text/cellline.h"

#include "pipecore/text/utf8.h"

#include <algorithm>

namespace pipecore
{

QString CellLine::marksAt(int column) const
{
    const auto found = m_marks.find(column);
    return found == m_marks.end() ? QString() : found->second;
}

void CellLine::eraseMarks(int from, int to)
{
    if (!m_marks.empty())
        m_marks.erase(m_marks.lower_bound(from), m_marks.lower_bound(to));
}

// The marks from column `from` on go `by` columns to the right.
void CellLine::moveMarks(int from, int by)
{
    std::map<int, QString> moved(m_marks.begin(), m_marks.lower_bound(from));
    for (auto mark = m_marks.lower_bound(from); mark != m_marks.end(); ++mark)
        moved.emplace(mark->first + by, std::move(mark->second));
    m_marks = std::move(moved);
}

quint16 CellLine::number(const Style &style)
{
    const auto known = std::find(m_palette.rbegin(), m_palette.rend(), style);
    if (known != m_palette.rend())
        return static_cast<quint16>(m_palette.rend() - known - 1);
    if (m_palette.size() > 4000) // a row of a picture in true colour: what comes after looks like its last
        return static_cast<quint16>(m_palette.size() - 1);
    m_palette.push_back(style);
    return static_cast<quint16>(m_palette.size() - 1);
}

quint16 CellLine::linkNumber(const QByteArray &address)
{
    const auto known = std::find(m_links.begin(), m_links.end(), address);
    if (known != m_links.end())
        return static_cast<quint16>(known - m_links.begin() + 1);
    if (m_links.size() > 1000)
        return 0;
    m_links.push_back(address);
    return static_cast<quint16>(m_links.size());
}

// A sequence of four bytes may touch all of a row: of a long one, again and again, that could take hours.
bool CellLine::isWorthIt(int cells)
{
    constexpr qint64 kMostWork = qint64(1) << 28; // about a second
    if (columns() > kMostColumns || cells > kMostColumns)
        m_work += cells;
    return m_work <= kMostWork;
}

void CellLine::grow(int columns)
{
    if (columns <= this->columns())
        return;
    m_cells.resize(static_cast<size_t>(columns), cell::Blank);
    m_styles.resize(static_cast<size_t>(columns), 0);
}

// Writing into columns [from, to) leaves nothing of the characters that are only partly there.
void CellLine::breakWide(int from, int to)
{
    breakAt(from);
    breakAt(to);
}

// Blanks the character that stands on both sides of the edge before `column`.
void CellLine::breakAt(int column)
{
    if (column >= columns() || at(column) != cell::WideTail)
        return;
    int first = column;
    while (first > 0 && at(first) == cell::WideTail)
        --first;
    int end = column;
    while (end < columns() && at(end) == cell::WideTail)
        ++end;
    std::fill(m_cells.begin() + first, m_cells.begin() + end, at(first) == cell::Tab ? cell::Blank : U' ');
    m_marks.erase(first);
}

void CellLine::put(int column, char32_t character, int width, const Style &style)
{
    if (column + width > m_most || (column > columns() && !isWorthIt(column - columns())))
        return;
    const bool over = column < columns();
    grow(column + width);
    if (over) {
        breakWide(column, column + width);
        eraseMarks(column, column + width);
    }
    const quint16 styleNumber = number(style);
    for (int i = 0; i < width; ++i) {
        m_cells[static_cast<size_t>(column + i)] = i == 0 ? character : cell::WideTail;
        m_styles[static_cast<size_t>(column + i)] = styleNumber;
    }
}

void CellLine::putAscii(int column, const char *begin, const char *end, const Style &style)
{
    const int size = std::min<int>(static_cast<int>(end - begin), std::max(0, m_most - column));
    if (size == 0 || (column > columns() && !isWorthIt(column - columns())))
        return;
    if (column < columns()) {
        breakWide(column, column + size);
        eraseMarks(column, column + size);
    }
    grow(column + size);
    const quint16 styleNumber = number(style);
    for (int i = 0; i < size; ++i)
        m_cells[static_cast<size_t>(column + i)] = static_cast<unsigned char>(begin[i]);
    std::fill_n(m_styles.begin() + column, size, styleNumber);
}

void CellLine::putControls(int column, unsigned char code, int count, const Style &style)
{
    count = std::min(count, m_most - column);
    if (count <= 0)
        return;
    if (column < columns()) {
        breakWide(column, column + count);
        eraseMarks(column, column + count);
    }
    grow(column + count);
    std::fill_n(m_cells.begin() + column, count, cell::Control | code);
    std::fill_n(m_styles.begin() + column, count, number(style));
}

void CellLine::putTab(int column, int width)
{
    width = std::min(width, m_most - column);
    if (width <= 0)
        return;
    const int known = std::min(column + width, columns());
    for (int i = column; i < known; ++i)
        if (at(i) != cell::Blank)
            return;
    grow(column + width);
    m_cells[static_cast<size_t>(column)] = cell::Tab;
    std::fill_n(m_cells.begin() + column + 1, width - 1, cell::WideTail);
}

void CellLine::addMark(int column, char32_t mark)
{
    if (column < 0 || column >= columns())
        return;
    while (at(column) == cell::WideTail && column > 0)
        --column;
    QString &marks = m_marks[column];
    if (marks.size() < 16) // "zalgo" text has no end
        appendCharacter(marks, mark);
}

bool CellLine::joinsNext(int column) const
{
    if (m_marks.empty() || column < 0 || column >= columns())
        return false;
    while (at(column) == cell::WideTail && column > 0)
        --column;
    const auto marks = m_marks.find(column);
    return at(column) >= 0x80 && marks != m_marks.end() && marks->second.endsWith(QChar(0x200d));
}

void CellLine::erase(int from, int to, const Style &style)
{
    Style background;
    background.background = style.background;
    to = std::min(to, m_most);
    if (background.isPlain())
        to = std::min(to, columns());
    if (from >= to || !isWorthIt(to - from))
        return;
    grow(to);
    breakWide(from, to);
    std::fill(m_cells.begin() + from, m_cells.begin() + to, cell::Blank);
    std::fill(m_styles.begin() + from, m_styles.begin() + to, number(background));
    eraseMarks(from, to);
    if (to == columns() && background.isPlain()) {
        m_cells.resize(static_cast<size_t>(from));
        m_styles.resize(static_cast<size_t>(from));
    }
}

void CellLine::insertBlanks(int column, int count)
{
    count = std::min(count, m_most - columns());
    if (column >= columns() || count <= 0 || !isWorthIt(columns() - column))
        return;
    breakAt(column);
    m_cells.insert(m_cells.begin() + column, static_cast<size_t>(count), cell::Blank);
    m_styles.insert(m_styles.begin() + column, static_cast<size_t>(count), 0);
    moveMarks(column, count);
}

void CellLine::recolor(int from, int to, TextColor text, TextColor background)
{
    to = std::min(to, columns());
    for (int column = std::max(0, from); column < to; ++column) {
        Style style = styleAt(column);
        style.foreground = text.isDefault() ? style.foreground : text;
        style.background = background.isDefault() ? style.background : background;
        m_styles[static_cast<size_t>(column)] = number(style);
    }
}

void CellLine::remove(int column, int count)
{
    count = std::min(count, columns() - column);
    if (count <= 0 || !isWorthIt(columns() - column))
        return;
    breakWide(column, column + count);
    m_cells.erase(m_cells.begin() + column, m_cells.begin() + column + count);
    m_styles.erase(m_styles.begin() + column, m_styles.begin() + column + count);
    eraseMarks(column, column + count);
    moveMarks(column + count, -count);
}

QString CellLine::text(int from, int to) const
{
    to = std::min(to, columns());
    while (to > from && at(to - 1) == cell::Blank)
        --to;
    QString text;
    text.reserve(std::max(0, to - from));
    for (int column = from; column < to; ++column) {
        const char32_t c = at(column);
        if (c == cell::Blank)
            text.append(u' ');
        else if (c & cell::Invalid)
            text.append(QChar::ReplacementCharacter);
        else if (!(c & (cell::WideTail | cell::Control)))
            appendCharacter(text, c);
        if (!m_marks.empty())
            text.append(marksAt(column));
    }
    return text;
}

} // namespace pipecore
