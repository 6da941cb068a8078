#pragma once

#include "pipecore/capture/rowreader.h"
#include "pipecore/session/recording.h"
#include "pipecore/text/linewriter.h"

namespace pipecore
{

/// One row of a recording as it is to be seen.
struct FoldedRow {
    RowSpan span;
    qint64 number = 0; ///< in the recording, from 0
    CellLine line;
    bool hasError = false;  ///< some of its bytes came from the command's stderr
    bool hasFrames = false; ///< it showed other things before, as progress does
    int frame = -1;         ///< this is but one of its states, of these; -1: the last, and no other is shown
};

/// Gives rows of a recording as they are to be seen: each folded into its last state, in the style that the
/// bytes before leave in force. The cost is that of the rows asked for and of scanning at most one block,
/// wherever they stand. One thread each.
class FoldedRows
{
public:
    explicit FoldedRows(Recording::Ptr recording);

    /// Up to `count` rows from `first` on; fewer at the end of what is indexed.
    std::vector<FoldedRow> rows(qint64 first, qint64 count);
    /// Of each row, only so many columns are of interest; the rest costs time and is left out.
    void limitColumns(int most) { m_mostColumns = most; }
    /// The states that row `number` went through; its last alone for most rows. Their spans are what was
    /// written to reach them.
    std::vector<FoldedRow> frames(qint64 number);
    RowReader &reader() { return m_reader; }

private:
    void resume(RowFolder &folder, qint64 rowStart);
    qint64 characterEdge(qint64 offset);
    QByteArray shownBytes(const RowSpan &span);
    QByteArray decoded(const RowSpan &span);
    void markErrors(std::vector<FoldedRow> &rows) const;

    const Recording::Ptr m_recording;
    RowReader m_reader;
    int m_mostColumns = CellLine::kMostColumns;
};

} // namespace pipecore
