#include "pipecore/run/readingstop.h"

#include <csignal>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace pipecore
{

ReadingStop::ReadingStop() : m_fd(::eventfd(0, EFD_CLOEXEC)) {}

void ReadingStop::stop()
{
    m_stopped = true;
    const quint64 one = 1;
    [[maybe_unused]] const ssize_t n = ::write(m_fd.get(), &one, sizeof one); // fails only when it is full
}

bool ReadingStop::stopFor(int signal)
{
    if (signal == SIGCONT || signal == SIGSTOP || signal == SIGTSTP || signal == SIGCHLD ||
        signal == SIGWINCH)
        return false;
    stop();
    return true;
}

bool ReadingStop::waitReadable(int fd, int ms) const
{
    while (!m_stopped) {
        pollfd waiting[] = {{fd, POLLIN, 0}, {m_fd.get(), POLLIN, 0}};
        const int ready = ::poll(waiting, 2, ms);
        if (ready > 0 && waiting[0].revents != 0)
            return !m_stopped;
        if (ready == 0)
            return false;
    }
    return false;
}

RunResult ReadingStop::result()
{
    return {RunResult::Outcome::Exited, 0, QStringLiteral("reading was stopped")};
}

} // namespace pipecore
