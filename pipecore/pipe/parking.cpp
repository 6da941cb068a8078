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

constexpr int kFewestSpins = 16;
constexpr int kMostSpins = 400;

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

void Parking::wait(Lock &lock)
{
    const std::uint32_t seen = m_epoch.load(std::memory_order_relaxed);
    if (severalProcessors()) {
        const int spins = m_spins.load(std::memory_order_relaxed);
        lock.unlock();
        bool woken = false;
        for (int i = 0; i < spins && !woken; ++i) {
            relax();
            woken = m_epoch.load(std::memory_order_acquire) != seen;
        }
        m_spins.store(std::clamp(woken ? spins * 2 : spins / 2, kFewestSpins, kMostSpins),
                      std::memory_order_relaxed);
        lock.lock();
        if (woken)
            return;
    }
    if (m_epoch.load(std::memory_order_relaxed) != seen)
        return;
    ++m_parked;
    lock.unlock();
    m_epoch.wait(seen, std::memory_order_acquire);
    lock.lock();
    --m_parked;
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
