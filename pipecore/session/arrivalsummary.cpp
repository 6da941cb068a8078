#include "pipecore/session/arrivalsummary.h"

#include <algorithm>
#include <chrono>

namespace pipecore
{

namespace
{

// What one question to the index should bring: enough to be worth it, and little memory.
constexpr size_t kFewEntries = 512;
constexpr size_t kManyEntries = 32 * 1024;

} // namespace

bool ArrivalSummary::update(const TimeIndex &times, qint64 end, int ms)
{
    using Clock = std::chrono::steady_clock;
    const Clock::time_point until = Clock::now() + std::chrono::milliseconds(ms);
    while (m_end < end) {
        if (Clock::now() >= until)
            return false;
        const qint64 to = std::min(end, m_end + m_step);
        const std::vector<Arrival> arrivals = times.between(m_end, to);
        for (size_t i = 0; i < arrivals.size(); ++i)
            add(std::max(m_end, arrivals[i].offset), i + 1 < arrivals.size() ? arrivals[i + 1].offset : to,
                arrivals[i]);
        m_end = to;
        if (arrivals.size() < kFewEntries)
            m_step *= 2;
        else if (arrivals.size() > kManyEntries)
            m_step = std::max<qint64>(4096, m_step / 2);
    }
    return true;
}

void ArrivalSummary::add(qint64 from, qint64 to, const Arrival &arrival)
{
    if (from >= to)
        return;
    binAt(to - 1); // all of them exist, and are of their size
    binAt(from).ms += std::max<qint64>(0, arrival.time - m_time);
    m_time = std::max(m_time, arrival.time);
    if (arrival.stream != Stream::Error)
        return;
    while (from < to) {
        const qint64 edge = std::min(to, (from / m_binSize + 1) * m_binSize);
        binAt(from).errorBytes += edge - from;
        from = edge;
    }
}

ArrivalSummary::Bin &ArrivalSummary::binAt(qint64 offset)
{
    while (offset / m_binSize >= static_cast<qint64>(kMostBins)) {
        m_binSize *= 2;
        for (size_t i = 0; i < m_bins.size(); ++i) {
            const Bin bin = std::exchange(m_bins[i], Bin());
            m_bins[i / 2].errorBytes += bin.errorBytes;
            m_bins[i / 2].ms += bin.ms;
        }
        m_bins.resize((m_bins.size() + 1) / 2);
    }
    const auto number = static_cast<size_t>(offset / m_binSize);
    if (number >= m_bins.size())
        m_bins.resize(number + 1);
    return m_bins[number];
}

} // namespace pipecore
