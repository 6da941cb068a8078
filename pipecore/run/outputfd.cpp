#include "pipecore/run/outputfd.h"

#include <fcntl.h>
#include <unistd.h>

namespace pipecore
{

void OutputFd::reset(int fd)
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = fd;
}

KernelPipe KernelPipe::make()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return {};
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    // A user's share of pipe memory may be used up (pipe-user-pages-soft): take what is given.
    for (int size = 1 << 20; size > 1 << 16 && ::fcntl(ends[0], F_SETPIPE_SZ, size) < 0; size /= 2) {
    }
    return {OutputFd(ends[0]), OutputFd(ends[1])};
}

} // namespace pipecore
