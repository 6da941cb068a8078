#pragma once

#include <utility>

namespace pipecore
{

/// A file descriptor that is closed with its owner.
class OutputFd
{
public:
    explicit OutputFd(int fd = -1) : m_fd(fd) {}
    ~OutputFd() { reset(); }
    OutputFd(OutputFd &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    OutputFd &operator=(OutputFd &&other) noexcept
    {
        reset(std::exchange(other.m_fd, -1));
        return *this;
    }

    int get() const { return m_fd; }
    explicit operator bool() const { return m_fd >= 0; }
    void reset(int fd = -1);

private:
    int m_fd;
};

/// A pipe for a command's output, of 1 MiB where the system allows: the larger it is, the less often the
/// command and its reader wait for each other. The reading end does not block. Empty on failure (errno).
struct KernelPipe {
    OutputFd readEnd = OutputFd();
    OutputFd writeEnd = OutputFd();
    static KernelPipe make();
};

} // namespace pipecore
