#pragma once

#include "pipecore/text/linewriter.h"

#include <deque>
#include <functional>
#include <limits>

namespace pipecore
{

/// What a terminal of unlimited height, and of kMostColumns, shows of a stream: rows that sequences may still
/// go back to and change. Rows that are kMostRows above the last, or above which there are more than
/// kMostCells columns, are final, and given out.
class TextScreen : public LineWriter
{
public:
    static constexpr size_t kMostRows = 20'000;
    static constexpr qint64 kMostCells = 4 << 20; ///< 6 bytes each
    static constexpr int kMostColumns = 4 << 20;  ///< of a row; what comes behind is left out
    using Output = std::function<void(const CellLine &row)>;

    explicit TextScreen(Output output);

    void feed(const char *data, qint64 size) { m_parser.feed(data, size, *this); }
    /// The end of the stream: gives out all rows of the screen that is shown then, without the empty ones at
    /// its end.
    void finish();

protected:
    bool otherControl(char code) override;
    void otherCsi(const ControlSequence &sequence) override;
    void otherEscape(char final) override;

private:
    static CellLine emptyRow() { return CellLine(kMostColumns); }
    static constexpr size_t kNoRegion = std::numeric_limits<size_t>::max();
    void moveTo(size_t row);
    void giveOutFinalRows();
    void dropRowsFarBelow();
    void scrollUp(size_t rows);
    void scrollDown(size_t rows);
    void save();
    void restore();
    void lineFeed();
    void eraseDisplay(int what);
    void setAlternate(bool on);

    const Output m_output;
    EscapeParser m_parser;
    std::deque<CellLine> m_rows;
    size_t m_row = 0;
    qint64 m_cells = 0;          // columns of all rows, at most: what was left twice counts twice
    std::deque<CellLine> m_main; // the main screen while the alternate one is shown
    size_t m_mainRow = 0;
    bool m_alternate = false;
    size_t m_regionTop = 0; // rows that scroll, when a program has said so (DECSTBM)
    size_t m_regionBottom = kNoRegion;
    size_t m_savedRow = 0;
    int m_savedColumn = 0;
    Style m_savedStyle;
};

} // namespace pipecore
