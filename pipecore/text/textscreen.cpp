#include "pipecore/text/textscreen.h"

#include <algorithm>
#include <limits>

namespace pipecore
{

TextScreen::TextScreen(Output output)
    : LineWriter(Controls::Ignore), m_output(std::move(output)), m_rows(1, emptyRow())
{
    moveTo(0);
}

void TextScreen::finish()
{
    flushText();
    while (!m_rows.empty() && m_rows.back().columns() == 0)
        m_rows.pop_back();
    for (const CellLine &row : m_rows)
        m_output(row);
    m_rows.assign(1, emptyRow());
    m_main.clear();
    m_alternate = false;
    moveTo(0);
}

void TextScreen::moveTo(size_t row)
{
    if (m_row < m_rows.size())
        m_cells += m_rows[m_row].columns();
    m_row = std::min(row, m_rows.size() + 1000); // a jump far below is no reason for millions of rows
    while (m_rows.size() <= m_row)
        m_rows.push_back(emptyRow());
    giveOutFinalRows();
    setLine(&m_rows[m_row]);
}

void TextScreen::giveOutFinalRows()
{
    qint64 mostCells = std::numeric_limits<qint64>::max();
    if (m_cells > kMostCells) {
        m_cells = 0;
        for (const CellLine &row : m_rows)
            m_cells += row.columns();
        if (m_cells > kMostCells)
            mostCells = kMostCells / 4 * 3; // so that it is not counted again at once
    }
    while ((m_rows.size() > kMostRows || m_cells > mostCells) && m_row > 0) {
        m_cells = std::max<qint64>(0, m_cells - m_rows.front().columns());
        if (!m_alternate)
            m_output(m_rows.front());
        m_rows.pop_front();
        --m_row;
        m_savedRow -= m_savedRow > 0;
    }
}

// Rows were inserted at the cursor or above: what goes down too far is out of sight.
void TextScreen::dropRowsFarBelow()
{
    if (m_rows.size() > kMostRows)
        m_rows.resize(std::max(m_row + 1, kMostRows), emptyRow());
}

void TextScreen::lineFeed()
{
    if (m_row == m_regionBottom)
        scrollUp(1);
    else
        moveTo(m_row + 1);
}

// What scrolls off the top of the screen is final; within a screen that is redrawn it is gone.
void TextScreen::scrollUp(size_t rows)
{
    const size_t bottom = std::min(m_regionBottom, m_rows.size() - 1);
    rows = std::min(rows, bottom - std::min(m_regionTop, bottom) + 1);
    for (; rows > 0 && m_regionTop <= bottom; --rows) {
        const auto top = m_rows.begin() + static_cast<std::ptrdiff_t>(m_regionTop);
        if (m_regionTop == 0 && !m_alternate)
            m_output(*top);
        m_rows.erase(top);
        m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(bottom), emptyRow());
    }
    setLine(&m_rows[m_row]);
}

void TextScreen::scrollDown(size_t rows)
{
    rows = std::min<size_t>(rows, 1000);
    for (; rows > 0 && m_regionTop < m_rows.size(); --rows) {
        if (m_regionBottom < m_rows.size())
            m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(m_regionBottom));
        m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(m_regionTop), emptyRow());
    }
    dropRowsFarBelow();
    moveTo(m_row);
}

void TextScreen::save()
{
    m_savedRow = m_row;
    m_savedColumn = column;
    m_savedStyle = style;
}

void TextScreen::restore()
{
    column = m_savedColumn;
    style = m_savedStyle;
    moveTo(m_savedRow);
}

bool TextScreen::otherControl(char code)
{
    switch (code) {
    case '\n':
        column = 0; // a terminal's driver turns \n into \r\n
        [[fallthrough]];
    case '\v':
    case '\f':
        lineFeed();
        return true;
    default:
        return false;
    }
}

void TextScreen::otherCsi(const ControlSequence &sequence)
{
    const auto n = static_cast<size_t>(sequence.number(0, 1));
    if (sequence.isPrivate()) {
        const int mode = sequence.number(0, 0);
        const bool alternate = mode == 1049 || mode == 1047 || mode == 47;
        const bool on = sequence.final == 'h';
        if (!alternate || (!on && sequence.final != 'l') || on == m_alternate)
            return;
        if (mode == 1049 && on)
            save();
        setAlternate(on);
        if (mode == 1049 && !on)
            restore();
        return;
    }
    switch (sequence.final) {
    case 'F':
        column = 0;
        [[fallthrough]];
    case 'A':
        moveTo(m_row - std::min(n, m_row));
        return;
    case 'E':
        column = 0;
        [[fallthrough]];
    case 'B':
    case 'e':
        moveTo(m_row + n);
        return;
    case 'H':
    case 'f':
        column = std::min(sequence.number(1, 1), reach()) - 1;
        moveTo(n - 1);
        return;
    case 'd':
        moveTo(n - 1);
        return;
    case 'J':
        eraseDisplay(sequence.number(0, 0));
        return;
    case 'L':
        m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(m_row), std::min<size_t>(n, 1000),
                      emptyRow());
        dropRowsFarBelow();
        break;
    case 'M':
        m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(m_row),
                     m_rows.begin() + static_cast<std::ptrdiff_t>(std::min(m_row + n, m_rows.size())));
        break;
    case 'S':
        scrollUp(n);
        return;
    case 'T':
        scrollDown(n);
        return;
    case 'r': {
        const auto top = static_cast<size_t>(sequence.number(0, 1));
        const auto bottom = static_cast<size_t>(sequence.number(1, 0));
        m_regionTop = bottom > top ? top - 1 : 0;
        m_regionBottom = bottom > top ? bottom - 1 : kNoRegion;
        column = 0;
        moveTo(0);
        return;
    }
    case 's':
        save();
        return;
    case 'u':
        restore();
        return;
    default:
        return;
    }
    moveTo(m_row);
}

void TextScreen::otherEscape(char final)
{
    switch (final) {
    case '7':
        save();
        return;
    case '8':
        restore();
        return;
    case 'E':
        column = 0;
        [[fallthrough]];
    case 'D':
        lineFeed();
        return;
    case 'M':
        if (m_row == m_regionTop)
            scrollDown(1);
        else if (m_row > 0)
            moveTo(m_row - 1);
        return;
    case 'c':
        column = 0;
        m_regionTop = 0;
        m_regionBottom = kNoRegion;
        m_rows.assign(1, emptyRow());
        moveTo(0);
        return;
    default:
        return;
    }
}

void TextScreen::eraseDisplay(int what)
{
    const bool above = what == 1 || what == 2;
    const bool below = what == 0 || what == 2;
    if (what > 2)
        return;
    if (above)
        std::fill(m_rows.begin(), m_rows.begin() + static_cast<std::ptrdiff_t>(m_row), emptyRow());
    if (below)
        m_rows.resize(m_row + 1, emptyRow());
    if (above && below)
        m_rows[m_row] = emptyRow();
    else
        m_rows[m_row].erase(above ? 0 : column, above ? column + 1 : m_rows[m_row].columns(), {});
    moveTo(m_row);
}

void TextScreen::setAlternate(bool on)
{
    if (on == m_alternate)
        return;
    m_alternate = on;
    if (on) {
        m_main = std::move(m_rows);
        m_mainRow = m_row;
        m_rows.assign(1, emptyRow());
        moveTo(0);
    } else {
        m_rows = std::move(m_main);
        m_main = {};
        moveTo(m_mainRow);
    }
}

} // namespace pipecore
