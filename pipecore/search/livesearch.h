#pragma once

#include "pipecore/search/blockcounter.h"

#include <mutex>
#include <thread>

namespace pipecore
{

/// Searches a capture from its start in a thread of its own, and goes on as it grows: how many wanted rows
/// start in each block, and nothing for a row. Rows are those of BlockIndex: a line of more than 64 KiB is
/// several.
///
/// Any thread asks, at any time; the answers grow. The destructor cancels and joins.
class LiveSearch
{
public:
    LiveSearch(Capture::Ptr capture, const RowTest &test);
    ~LiveSearch();
    LiveSearch(const LiveSearch &) = delete;
    LiveSearch &operator=(const LiveSearch &) = delete;

    /// Wanted rows found so far.
    qint64 total() const { return m_total; }
    /// All that starts before this was searched.
    qint64 searchedEnd() const { return m_searchedEnd; }
    /// The capture has ended, and all of it was searched, or cannot be: then error() says why.
    bool isComplete() const { return m_complete; }
    QString error() const;
    /// A pattern took too many steps in some row.
    bool gaveUp() const { return m_gaveUp; }

    /// Wanted rows that start in a block; 0 for what was not searched yet.
    qint64 countIn(qint64 block) const;
    /// Those that start before it, in blocks that were searched.
    qint64 countBefore(qint64 block) const;
    /// The first block at or behind `block` that has any; -1: none.
    qint64 nextBlock(qint64 block) const;
    /// The last block at or before `block` that has any; -1: none.
    qint64 previousBlock(qint64 block) const;
    /// The block of the wanted row with that number, from 0; -1: there is none yet.
    qint64 blockOf(qint64 number) const;

private:
    static constexpr qint64 kGroup = 256; // blocks whose counts are added up, too
    void run();
    bool hasNewline(qint64 from, qint64 to) const;
    void take(const BlockCounter::Region &region);

    const Capture::Ptr m_capture;
    BlockCounter m_counter;
    std::atomic<bool> m_cancel{false};
    std::atomic<bool> m_complete{false};
    std::atomic<bool> m_gaveUp{false};
    std::atomic<qint64> m_total{0};
    std::atomic<qint64> m_searchedEnd{0};
    mutable std::mutex m_lock; // guards what follows
    std::vector<quint32> m_counts;
    std::vector<qint64> m_groups;
    QString m_error;
    std::thread m_thread; // the last: it uses the others
};

} // namespace pipecore
