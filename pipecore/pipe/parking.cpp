#include "pipecore/pipe/parking.h"

#include <algorithm>
#include <thread>

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace pipecore
{

namespace
{

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

constexpr int kShortestSpin = 500;     // ns
constexpr int kLongestSpin = 20'000;   // ns
constexpr int kWorthSpinning = 60'000; // ns: a wait shorter than this, wake-up included, is better spun

void relax()
{
#if defined(__x86_64__) || defined(__i386__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield" ::: "memory");
#endif
}

bool severalProcessors()
{
    static const bool several = std::thread::hardware_concurrency() > 1;
    return several;
}

} // namespace

void SpinMutex::lock()
{
    for (int i = 0; i < 100; ++i) {
        if (m_mutex.try_lock())
            return;
        relax();
    }
    m_mutex.lock();
}

void Parking::wait(Lock &lock)
{
    const std::uint32_t seen = m_epoch.load(std::memory_order_relaxed);
    const auto woken = [&] { return m_epoch.load(std::memory_order_acquire) != seen; };
    lock.unlock();
    if (severalProcessors()) {
        // A handoff between two running threads ends here, before any clock is read.
        for (int i = 0; i < 50 && !woken(); ++i)
            relax();
        if (woken()) {
            lock.lock();
            return;
        }
    }
    const Clock::time_point start = Clock::now();
    const int spin = m_spin.load(std::memory_order_relaxed);
    if (severalProcessors()) {
        const Clock::time_point end = start + nanoseconds(spin);
        do {
            for (int i = 0; i < 8 && !woken(); ++i)
                relax();
        } while (!woken() && Clock::now() < end);
    }
    lock.lock();
    if (woken())
        return;
    ++m_parked;
    lock.unlock();
    m_epoch.wait(seen, std::memory_order_acquire);
    lock.lock();
    --m_parked;
    const bool longer = Clock::now() - start < nanoseconds(kWorthSpinning);
    m_spin.store(std::clamp(longer ? spin * 2 : spin / 2, kShortestSpin, kLongestSpin),
                 std::memory_order_relaxed);
}

bool Parking::waitUntil(Lock &lock, std::chrono::steady_clock::time_point deadline)
{
    ++m_timed;
    const bool inTime = m_timedWaiters.wait_until(lock, deadline) == std::cv_status::no_timeout;
    --m_timed;
    return inTime;
}

void Parking::wake()
{
    m_epoch.fetch_add(1, std::memory_order_release);
    if (m_parked > 0)
        m_epoch.notify_all();
    if (m_timed > 0)
        m_timedWaiters.notify_all();
}

} // namespace pipecore
