#pragma once

#include <mutex>

#include <sys/types.h>

namespace pipecore
{

/// The process group of a command. Any thread may signal it at any time; once it is known to be gone no
/// signal is sent any more, so that a group that gets the same number later is safe.
class ProcessGroup
{
public:
    void set(pid_t group);
    /// Sends `signal` to every process of the group; false when there is none.
    bool send(int signal);
    /// Reaps members that ended (their own parents have left them to us), and tells whether any is left.
    /// Only to be called once the group's leader was reaped.
    bool hasMembers();
    /// No signal will be sent any more.
    void forget();

private:
    std::mutex m_lock;
    pid_t m_group = 0;
};

/// Makes this process the parent of what its commands leave behind, so that nothing stays as a zombie.
void adoptOrphans();

} // namespace pipecore
