#pragma once

#include "pipecore/text/style.h"

#include <QByteArray>
#include <QString>

#include <limits>
#include <map>
#include <vector>

namespace pipecore
{

/// What stands in one column. Beyond the range of Unicode are the marks for what is no character.
namespace cell
{
inline constexpr char32_t Blank = 0;             ///< never written, or erased
inline constexpr char32_t WideTail = 0x40000000; ///< goes on with the character before: a wide one, or a tab
inline constexpr char32_t Tab = U'\t';           ///< a tab that went over nothing; blank to look at
inline constexpr char32_t Control = 0x20000000;  ///< | the code of a control character
inline constexpr char32_t Invalid = 0x10000000;  ///< | a byte that is not UTF-8
} // namespace cell

/// One row of a terminal of unlimited width: characters and styles by column. Columns count from 0.
class CellLine
{
public:
    /// What a hostile stream can make a row grow to, if nothing else is said; beyond it nothing is written.
    /// Where more is asked for, only so much work is put into erasing and moving what stands in a longer row.
    static constexpr int kMostColumns = 80 * 1024;

    CellLine() = default;
    /// Keeps the first `most` columns only.
    explicit CellLine(int most) : m_most(most) {}

    int most() const { return m_most; }
    int columns() const { return static_cast<int>(m_cells.size()); }
    char32_t at(int column) const { return m_cells[static_cast<size_t>(column)]; }
    const Style &styleAt(int column) const { return m_palette[m_styles[static_cast<size_t>(column)]]; }
    quint16 styleNumber(int column) const { return m_styles[static_cast<size_t>(column)]; }
    /// Combining characters that belong to the character in `column`.
    QString marksAt(int column) const;
    bool hasMarks(int column) const { return !m_marks.empty() && !marksAt(column).isEmpty(); }

    /// Writes a character `width` columns wide, over what is there.
    void put(int column, char32_t character, int width, const Style &style);
    /// Writes ASCII characters, one a column.
    void putAscii(int column, const char *begin, const char *end, const Style &style);
    /// Writes a control character `count` times, one a column.
    void putControls(int column, unsigned char code, int count, const Style &style);
    /// Writes a tab of `width` columns where nothing stands; leaves what is there alone otherwise.
    void putTab(int column, int width);
    /// The number that stands for a link to `address` in a Style on this row; 0 when there are too many.
    quint16 linkNumber(const QByteArray &address);
    /// The address of a Style's link; empty when there is none.
    QByteArray link(quint16 number) const { return number == 0 ? QByteArray() : m_links.at(number - 1u); }
    void addMark(int column, char32_t mark);
    /// A zero-width joiner was the last mark of the character that ends in `column`: the next one is part of
    /// it.
    bool joinsNext(int column) const;
    /// Blanks columns [from, to), with the background of `style`.
    void erase(int from, int to, const Style &style);
    /// Gives columns [from, to) other colours; one that is the default leaves theirs.
    void recolor(int from, int to, TextColor text, TextColor background);
    void insertBlanks(int column, int count);
    void remove(int column, int count);

    /// Columns [from, to) as text, trailing blanks dropped. Invalid bytes as U+FFFD, controls left out.
    QString text(int from = 0, int to = std::numeric_limits<int>::max()) const;

private:
    void grow(int columns);
    bool isWorthIt(int cells);
    void eraseMarks(int from, int to);
    void moveMarks(int from, int by);
    void breakWide(int from, int to);
    void breakAt(int column);
    quint16 number(const Style &style);

    int m_most = kMostColumns;
    qint64 m_work = 0; // cells erased and moved while the row was long
    std::vector<char32_t> m_cells;
    std::vector<quint16> m_styles; // numbers in m_palette
    std::vector<Style> m_palette{Style()};
    std::map<int, QString> m_marks; // by column
    std::vector<QByteArray> m_links;
};

} // namespace pipecore
