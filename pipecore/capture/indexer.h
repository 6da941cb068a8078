#pragma once

#include "pipecore/capture/blockindex.h"
#include "pipecore/capture/capture.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace pipecore
{

class PageBuffer;

/// Fills a BlockIndex from the start of a capture until that has ended. The destructor stops it.
///
/// Bytes that take no longer than a look at memory (few, or without escapes) are indexed as they are
/// appended, by the thread that appends them. What takes longer, and what was there before, is read from the
/// file by a thread of its own, so that nobody waits for it.
class Indexer : private CaptureTap
{
public:
    /// `index` is used until the indexer is gone.
    /// `whenDone`, if given, is called in the indexer's thread once all is indexed.
    Indexer(Capture::Ptr capture, BlockIndex *index, std::function<void()> whenDone = {});
    ~Indexer() override;
    Indexer(const Indexer &) = delete;
    Indexer &operator=(const Indexer &) = delete;

    /// Waits until every byte of an ended capture is indexed.
    void wait();
    /// The whole of an ended capture is indexed, or cannot be read any further.
    bool isDone() const { return m_done; }

private:
    void appended(qint64 offset, const char *data, qint64 size) override;
    void finished() override;
    void run();
    bool catchUp(const PageBuffer &piece);
    void wake();

    const Capture::Ptr m_capture;
    BlockIndex *const m_index;
    const std::function<void()> m_whenDone;
    std::mutex m_turn; // held by who appends to the index
    std::mutex m_lock; // guards m_wake
    std::condition_variable m_woken;
    bool m_wake = false;              // there is something for the thread to do
    std::atomic<bool> m_behind{true}; // the thread indexes, or was told to
    std::atomic<bool> m_stop{false};
    std::atomic<bool> m_done{false};
    std::thread m_thread;
};

} // namespace pipecore
