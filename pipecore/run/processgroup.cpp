#include "pipecore/run/processgroup.h"

#include <csignal>

#include <sys/prctl.h>
#include <sys/wait.h>

namespace pipecore
{

void ProcessGroup::set(pid_t group)
{
    const std::lock_guard lock(m_lock);
    m_group = group;
}

bool ProcessGroup::send(int signal)
{
    const std::lock_guard lock(m_lock);
    if (m_group <= 0 || ::kill(-m_group, signal) != 0)
        return false;
    if (signal != SIGKILL && signal != SIGSTOP && signal != SIGTSTP)
        ::kill(-m_group, SIGCONT); // a stopped process would not see it
    return true;
}

bool ProcessGroup::hasMembers()
{
    const std::lock_guard lock(m_lock);
    if (m_group <= 0)
        return false;
    while (::waitpid(-m_group, nullptr, WNOHANG) > 0) {
    }
    return ::kill(-m_group, 0) == 0;
}

void ProcessGroup::forget()
{
    const std::lock_guard lock(m_lock);
    m_group = 0;
}

void adoptOrphans()
{
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

} // namespace pipecore
