#pragma once

#include <QtGlobal>

#include <chrono>

namespace pipecore
{

/// When to read a pipe again that somebody writes to fast, in small pieces: a moment later many of them come
/// at once. A read, and what it sets in motion, costs the same for a piece as for all that the pipe holds,
/// and a writer whom nobody waits for need not wake anybody.
///
/// For one reader of a pipe that holds kLeastRoom: the pause is shorter than the fastest writer takes to fill
/// it.
class ReadPace
{
public:
    using Clock = std::chrono::steady_clock;

    static constexpr int kLeastRoom = 1 << 20; ///< bytes
    /// `fd` is a pipe that holds enough.
    static bool fits(int fd);

    /// Tells of a read that gave `bytes` at `now`. How long to leave the pipe alone: none, unless several
    /// small reads in a row came within moments.
    std::chrono::microseconds pauseAfter(qint64 bytes, Clock::time_point now);

private:
    int m_inARow = 0;
    Clock::time_point m_last;
};

} // namespace pipecore
