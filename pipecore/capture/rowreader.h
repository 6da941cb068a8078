#pragma once

#include "pipecore/capture/blockindex.h"
#include "pipecore/capture/capture.h"

#include <QByteArray>

namespace pipecore
{

/// Where one row stands in the capture. Offsets are bytes.
struct RowSpan {
    qint64 start = 0;
    qint64 end = 0;         ///< behind its last byte, the newline not counted
    bool continues = false; ///< no newline ended the row before: this one goes on with its line
    bool complete = false;  ///< more bytes do not change it
    bool operator==(const RowSpan &) const = default;
};

/// Finds rows by number or by offset, through the index, at the cost of scanning at most one block. Keeps
/// the last piece read. One thread each.
class RowReader
{
public:
    RowReader(Capture::Ptr capture, const BlockIndex *index);

    /// Up to `count` rows from `first` on; fewer at the end of what is indexed.
    std::vector<RowSpan> rows(qint64 first, qint64 count);
    /// The number of the row that holds byte `offset` (its newline included); -1 when it is not indexed yet.
    qint64 rowAt(qint64 offset);
    /// Bytes [start, end) of the capture; fewer when the file was cut by somebody else.
    QByteArray bytes(qint64 start, qint64 end);

    const Capture::Ptr &capture() const { return m_capture; }
    const BlockIndex *index() const { return m_index; }

private:
    struct Position {
        qint64 row;
        qint64 offset;
        bool continues;
    };
    Position startOfBlockRows(qint64 block);
    RowSpan spanAt(qint64 start, bool continues, qint64 indexedEnd);
    QByteArrayView view(qint64 start, qint64 end);

    const Capture::Ptr m_capture;
    const BlockIndex *const m_index;
    QByteArray m_piece;
    qint64 m_pieceStart = 0;
};

} // namespace pipecore
