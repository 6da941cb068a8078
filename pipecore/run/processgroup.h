#pragma once

#include <mutex>
#include <set>

#include <sys/types.h>

namespace pipecore
{

/// The process group of a command; or its session, when it has a terminal: what a shell runs there has groups
/// of its own. Any thread may signal it at any time; once it is known to be gone no signal is sent any more,
/// so that a group that gets the same number later is safe.
class ProcessGroup
{
public:
    enum class Extent { Group, Session };
    void set(pid_t leader, Extent extent = Extent::Group);
    /// Sends `signal` to every process of the group, and of the one that has the terminal's foreground, if
    /// any; what the keyboard sends (SIGINT, SIGQUIT, SIGTSTP) only to that one, and SIGKILL to the whole
    /// session. False when there is nobody. Each group is sent it once.
    bool send(int signal, pid_t foreground = 0);
    /// Reaps members that ended (their own parents have left them to us), and tells whether any is left.
    /// Only to be called once the group's leader was reaped.
    bool hasMembers();
    /// No signal will be sent any more.
    void forget();

private:
    std::set<pid_t> groups() const;

    std::mutex m_lock;
    pid_t m_group = 0;
    Extent m_extent = Extent::Group;
};

/// Makes this process the parent of what its commands leave behind: it has to reap them (OrphanReaper).
void adoptOrphans();

} // namespace pipecore
