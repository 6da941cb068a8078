#pragma once

#include "pipecore/search/plainrows.h"
#include "pipecore/search/rowtest.h"

#include <QString>

namespace pipecore
{

/// Goes through a capture as it grows, once, and tells which rows some tests want: all of them in one
/// reading, in pieces that are bounded. One thread at a time.
class TriggerScan
{
public:
    static constexpr size_t kMostStarts = 1000;    ///< kept of a look
    static constexpr qsizetype kLongestText = 200; ///< characters
    static constexpr qint64 kMostBytes = 16 << 20; ///< of a look

    /// What one test wanted.
    struct Found {
        qint64 rows = 0;
        std::vector<qint64> starts; ///< of the first of them, in the capture
        QString text;               ///< of the last of them, without escape sequences
    };
    struct Look {
        std::vector<Found> found; ///< one for each test
        bool hasMore = false;     ///< the look ended before what there is
    };

    /// From `from` on, where a row starts, or else from the first row behind it.
    TriggerScan(Capture::Ptr capture, std::vector<std::unique_ptr<RowTest>> tests, qint64 from = 0);

    /// Goes on through the rows that have come since the last time. `withUnfinished`: the last one counts as
    /// it stands; when more of it comes, it is not counted again.
    Look look(bool withUnfinished);

private:
    void take(size_t test, Look &look);
    void lookAtUnfinished(qint64 end, Look &look);
    QString textOf(QByteArrayView row);

    const Capture::Ptr m_capture;
    const std::vector<std::unique_ptr<RowTest>> m_tests;
    RowPieces m_pieces;
    PlainRows m_plain;
    std::vector<ByteRange> m_found;
    std::vector<qint64> m_lastCounted; // for each test where the last row starts that it wanted; -1: none
};

} // namespace pipecore
