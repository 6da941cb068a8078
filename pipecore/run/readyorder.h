#pragma once

#include "pipecore/run/outputfd.h"

#include <array>
#include <span>

namespace pipecore
{

/// Which of a few descriptors have something to read, in the order in which that came about: two pipes of one
/// command are read in the order in which it wrote to them, as far as that can be known.
///
/// From one thread. The order is that of epoll(7), which keeps what is ready in a queue.
class ReadyOrder
{
public:
    static constexpr int kMost = 4; ///< descriptors

    ReadyOrder();

    /// -1 when the system refuses (errno). Readable when one of the descriptors is.
    int descriptor() const { return m_epoll.get(); }
    bool add(int fd);
    void remove(int fd);
    /// The descriptors that are ready, the earliest first. Never blocks; valid until the next call.
    std::span<const int> take();

private:
    OutputFd m_epoll;
    std::array<int, kMost> m_ready{};
};

} // namespace pipecore
