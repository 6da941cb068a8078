#include "pipecore/run/resourceuse.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pipecore
{

namespace
{

qint64 milliseconds(const timeval &time)
{
    return time.tv_sec * 1000 + time.tv_usec / 1000;
}

} // namespace

// The system call has what the C library's waitid() leaves out: the figures, and those without reaping.
std::optional<ResourceUse> useOfEnded(pid_t pid)
{
    siginfo_t info{};
    rusage used{};
    if (::syscall(SYS_waitid, P_PID, pid, &info, WEXITED | WNOWAIT | WNOHANG, &used) != 0 ||
        info.si_pid != pid)
        return {};
    return ResourceUse{used.ru_maxrss, milliseconds(used.ru_utime), milliseconds(used.ru_stime)};
}

} // namespace pipecore
