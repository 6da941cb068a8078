#include "pipecore/run/readpace.h"

#include <fcntl.h>

namespace pipecore
{

namespace
{

constexpr qint64 kSmall = 128 * 1024;         // bytes
constexpr std::chrono::milliseconds kSoon{1}; // from one read to the next
constexpr int kSeveral = 16;
constexpr std::chrono::microseconds kPause{100};

} // namespace

bool ReadPace::fits(int fd)
{
    return ::fcntl(fd, F_GETPIPE_SZ) >= kLeastRoom;
}

std::chrono::microseconds ReadPace::pauseAfter(qint64 bytes, Clock::time_point now)
{
    m_inARow = bytes < kSmall && now - m_last < kSoon ? m_inARow + 1 : 0;
    m_last = now;
    return m_inARow < kSeveral ? std::chrono::microseconds(0) : kPause;
}

} // namespace pipecore
