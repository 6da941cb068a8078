#pragma once

#include "pipecore/capture/capture.h"

#include <QByteArrayView>

#include <limits>
#include <vector>

namespace pipecore
{

/// Reads a capture, or a stretch of it, in pieces of whole rows, a hundred KiB or so at a time. A row here
/// is all that is between two newlines; only one longer than kLongestRow comes in several pieces.
///
/// One thread; each call blocks for the disk and nothing else.
class RowPieces
{
public:
    static constexpr qint64 kLongestRow = 16 * 1024 * 1024;
    static constexpr qint64 kOverlap = 64 * 1024; ///< of the pieces of a longer row: what is seen of the next

    explicit RowPieces(Capture::Ptr capture);

    /// Goes to the rows that start in [from, to); next() gives these.
    void seek(qint64 from, qint64 to);

    /// Goes on to the next piece of the capture's first `end` bytes; false when there is none, or on an
    /// error. `last`: a row that is not ended at `end` is given, too.
    bool next(qint64 end, bool last);
    /// The start of the row that next() would give next, or the rest of.
    qint64 position() const { return m_cutBehind ? m_rowStart : m_next; }
    QString error() const { return m_error; }

    QByteArrayView bytes() const;
    qint64 offset() const { return m_offset; }
    /// This is one part of a row longer than kLongestRow; it begins within the row, it ends within it. Then
    /// the last kOverlap bytes are given again with the next piece.
    bool isCut() const { return m_cutBefore || m_cutBehind; }
    /// Where the row starts of which this is a part.
    qint64 rowStart() const { return m_cutBefore ? m_rowStart : m_offset; }
    bool isCutBefore() const { return m_cutBefore; }
    bool isCutBehind() const { return m_cutBehind; }

private:
    const char *at(qint64 offset) const;
    bool fill(qint64 end);
    bool skipToRow(qint64 end);
    const char *lastNewline(const char *data, qint64 size) const;

    const Capture::Ptr m_capture;
    std::vector<char> m_buffer;
    qint64 m_limit = std::numeric_limits<qint64>::max() / 2; // where the first row starts that is not wanted
    bool m_skipFirst = false;                                // up to the first newline
    qint64 m_bufferStart = 0;                                // in the capture
    qint64 m_bufferEnd = 0;
    qint64 m_offset = 0;
    qint64 m_size = 0;
    qint64 m_next = 0;
    qint64 m_rowStart = 0;
    bool m_cutBefore = false;
    bool m_cutBehind = false;
    QString m_error;
};

/// Rows that these bytes hold, one without its newline included.
qint64 rowsIn(QByteArrayView bytes);

} // namespace pipecore
