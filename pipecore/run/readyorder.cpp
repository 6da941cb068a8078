#include "pipecore/run/readyorder.h"

#include <sys/epoll.h>

namespace pipecore
{

ReadyOrder::ReadyOrder() : m_epoll(::epoll_create1(EPOLL_CLOEXEC)) {}

bool ReadyOrder::add(int fd)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    return ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void ReadyOrder::remove(int fd)
{
    ::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, fd, nullptr);
}

std::span<const int> ReadyOrder::take()
{
    std::array<epoll_event, kMost> events{};
    const int count = ::epoll_wait(m_epoll.get(), events.data(), kMost, 0);
    for (int i = 0; i < count; ++i)
        m_ready[static_cast<size_t>(i)] = events[static_cast<size_t>(i)].data.fd;
    return {m_ready.data(), count > 0 ? static_cast<size_t>(count) : 0};
}

} // namespace pipecore
