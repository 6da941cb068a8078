#pragma once

#include <QtGlobal>

#include <algorithm>

namespace pipecore
{

/// How much one request of a live upload carries: little while it keeps up, so that each byte is acknowledged
/// soon, and more the further it is behind, but no more than the connection has been seen to carry in about a
/// second, so that a request that fails costs little.
class SegmentSize
{
public:
    static constexpr qint64 kLeast = 4 * 1024;
    static constexpr qint64 kFirst = 16 * 1024;
    static constexpr qint64 kMost = 64 * 1024 * 1024;

    /// Of a backlog of `waiting` bytes, how many to send.
    qint64 next(qint64 waiting) const { return std::min(waiting, m_limit); }

    /// A request with `size` bytes took `ms`.
    void succeeded(qint64 size, qint64 ms)
    {
        if (ms > 2000)
            m_limit = std::max(kLeast, m_limit / 2);
        else if (size >= m_limit && ms < 500)
            m_limit = std::min(kMost, m_limit * 4);
    }
    void failed() { m_limit = std::max(kLeast, m_limit / 4); }
    /// The server takes no more than `size` in one request; false when that is too little to go on.
    bool lower(qint64 size)
    {
        m_limit = std::min(m_limit, size / 2);
        return m_limit > 0;
    }

private:
    qint64 m_limit = kFirst;
};

} // namespace pipecore
