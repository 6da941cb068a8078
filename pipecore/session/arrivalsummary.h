#pragma once

#include "pipecore/capture/timeindex.h"

#include <vector>

namespace pipecore
{

/// How a recording came in: for stretches of equal size, of which there are at most kMostBins, the bytes that
/// came on stderr and the time it took. Costs the same for any size. One thread each.
class ArrivalSummary
{
public:
    static constexpr size_t kMostBins = 2048;

    struct Bin {
        qint64 errorBytes = 0;
        qint64 ms = 0; ///< from the arrival of what is before to the arrival of its last byte
    };

    /// Reads on to `end`, for at most `ms` milliseconds. False when there is more.
    bool update(const TimeIndex &times, qint64 end, int ms);

    /// Bytes in a bin.
    qint64 binSize() const { return m_binSize; }
    const std::vector<Bin> &bins() const { return m_bins; }
    /// Bytes that are accounted for.
    qint64 end() const { return m_end; }

private:
    Bin &binAt(qint64 offset);
    void add(qint64 from, qint64 to, const Arrival &arrival);

    qint64 m_binSize = 1;
    std::vector<Bin> m_bins;
    qint64 m_end = 0;
    qint64 m_time = 0;
    qint64 m_step = 64 * 1024; // bytes to ask the index for at once
};

} // namespace pipecore
