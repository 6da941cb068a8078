#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace pipecore
{

/// A mutex whose holders are quick: tries for a moment before it puts the thread to sleep.
class SpinMutex
{
public:
    void lock();
    void unlock() { m_mutex.unlock(); }

private:
    std::mutex m_mutex;
};

/// Where the threads of one end of a Pipe wait for the other end: a few microseconds of spinning, then sleep.
///
/// Spinning saves the tens of microseconds that waking a thread costs. How long to spin adapts: it grows when
/// a sleep turned out short and shrinks when it was long, so that an idle pipe costs no processor time. There
/// is no spinning on a machine with one processor.
///
/// Every method is called with `lock` held; the waiting ones release it while they wait. A return does not
/// mean that the condition holds: the caller checks it again.
class Parking
{
public:
    using Lock = std::unique_lock<SpinMutex>;

    /// Waits for the next wake().
    void wait(Lock &lock);
    /// Waits for the next wake() until `deadline`; false when it passed.
    bool waitUntil(Lock &lock, std::chrono::steady_clock::time_point deadline);
    /// Lets every thread that waits now go on.
    void wake();

private:
    std::atomic<std::uint32_t> m_epoch{0};
    std::atomic<int> m_spin{4000}; // nanoseconds
    int m_parked = 0;
    int m_timed = 0;
    std::condition_variable_any m_timedWaiters;
};

} // namespace pipecore
