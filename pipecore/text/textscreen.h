#pragma once

#include "pipecore/text/linewriter.h"

#include <deque>
#include <functional>

namespace pipecore
{

/// What a terminal of unlimited width and height shows of a stream: rows that sequences may still go back to
/// and change. Rows that are kMostRows above the last are final, and given out.
class TextScreen : public LineWriter
{
public:
    static constexpr size_t kMostRows = 20'000;
    using Output = std::function<void(const CellLine &row)>;

    explicit TextScreen(Output output);

    void feed(const char *data, qint64 size) { m_parser.feed(data, size, *this); }
    /// The end of the stream: gives out all rows, without the empty ones at the end.
    void finish();

protected:
    bool otherControl(char code) override;
    void otherCsi(const ControlSequence &sequence) override;
    void otherEscape(char final) override;

private:
    void moveTo(size_t row);
    void lineFeed();
    void eraseDisplay(int what);
    void setAlternate(bool on);

    const Output m_output;
    EscapeParser m_parser;
    std::deque<CellLine> m_rows;
    size_t m_row = 0;
    std::deque<CellLine> m_main; // the main screen while the alternate one is shown
    size_t m_mainRow = 0;
    bool m_alternate = false;
    size_t m_savedRow = 0;
    int m_savedColumn = 0;
    Style m_savedStyle;
};

} // namespace pipecore
