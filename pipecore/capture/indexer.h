#pragma once

#include "pipecore/capture/blockindex.h"
#include "pipecore/capture/capture.h"

#include <atomic>
#include <functional>
#include <thread>

namespace pipecore
{

/// A cursor that fills a BlockIndex in a thread of its own, from the start of the capture until it has ended.
/// The destructor stops and joins it.
class Indexer
{
public:
    /// `index` is used by the thread until it is done.
    /// `whenDone`, if given, is called in it once all is indexed.
    Indexer(Capture::Ptr capture, BlockIndex *index, std::function<void()> whenDone = {});
    ~Indexer();
    Indexer(const Indexer &) = delete;
    Indexer &operator=(const Indexer &) = delete;

    /// Waits until every byte of an ended capture is indexed.
    void wait();
    /// The whole of an ended capture is indexed, or cannot be read any further.
    bool isDone() const { return m_done; }

private:
    void run();

    const Capture::Ptr m_capture;
    BlockIndex *const m_index;
    const std::function<void()> m_whenDone;
    std::atomic<bool> m_stop{false};
    std::atomic<bool> m_done{false};
    std::thread m_thread;
};

} // namespace pipecore
