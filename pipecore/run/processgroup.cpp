#include "pipecore/run/processgroup.h"

#include "pipecore/run/processtree.h"

#include <csignal>

#include <sys/prctl.h>
#include <sys/wait.h>

namespace pipecore
{

void ProcessGroup::set(pid_t leader, Extent extent)
{
    const std::lock_guard lock(m_lock);
    m_group = leader;
    m_extent = extent;
}

std::set<pid_t> ProcessGroup::groups() const
{
    std::set<pid_t> all = m_extent == Extent::Session ? groupsOfSession(m_group) : std::set<pid_t>();
    all.insert(m_group);
    return all;
}

bool ProcessGroup::send(int signal, pid_t foreground)
{
    const std::lock_guard lock(m_lock);
    if (m_group <= 0)
        return false;
    const bool isOfKeyboard = signal == SIGINT || signal == SIGQUIT || signal == SIGTSTP;
    std::set<pid_t> to{foreground > 0 ? foreground : m_group};
    if (signal == SIGKILL)
        to = groups();
    else if (!isOfKeyboard)
        to.insert(m_group);
    bool sent = false;
    for (const pid_t group : to) {
        if (::kill(-group, signal) != 0)
            continue;
        sent = true;
        if (signal != SIGKILL && signal != SIGSTOP && signal != SIGTSTP)
            ::kill(-group, SIGCONT); // a stopped process would not see it
    }
    return sent;
}

bool ProcessGroup::hasMembers()
{
    const std::lock_guard lock(m_lock);
    if (m_group <= 0)
        return false;
    bool any = false;
    for (const pid_t group : groups()) {
        while (::waitpid(-group, nullptr, WNOHANG) > 0) {
        }
        any |= ::kill(-group, 0) == 0;
    }
    return any;
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
