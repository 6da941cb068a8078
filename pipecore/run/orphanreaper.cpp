#include "pipecore/run/orphanreaper.h"

#include "pipecore/run/processgroup.h"
#include "pipecore/run/processtree.h"

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>

#include <sys/wait.h>
#include <unistd.h>

namespace pipecore
{

namespace
{

constexpr std::chrono::seconds kPause{1};
constexpr std::chrono::seconds kLookAnyway{30};

struct Children {
    std::mutex lock;
    std::condition_variable_any begun;
    std::set<pid_t> own;
    bool any = true; // that may have to be waited for; of our own or not
};

// Outlives the reaper's thread, which is not joined where a library calls exit(3).
Children &children()
{
    static auto *const all = new Children;
    return *all;
}

enum class Found { Nobody, Alive, Ended };

// Which of the children are there, at the cost of one call.
Found lookForEnded()
{
    siginfo_t info{};
    if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0)
        return errno == ECHILD ? Found::Nobody : Found::Alive;
    return info.si_pid != 0 ? Found::Ended : Found::Alive;
}

// A number that was found may be another process's by now: it is asked for once more under the lock, where
// our own are known.
void reapEnded()
{
    for (const pid_t pid : endedChildren(::getpid())) {
        const std::lock_guard lock(children().lock);
        if (!children().own.contains(pid))
            ::waitpid(pid, nullptr, WNOHANG);
    }
}

} // namespace

OrphanReaper::OrphanReaper()
{
    adoptOrphans();
    m_thread = std::jthread(watch);
}

void OrphanReaper::watch(const std::stop_token &stop)
{
    Children &all = children();
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(all.lock);
            // Some become ours that nobody told of (QProcess::startDetached).
            all.begun.wait_for(lock, stop, kLookAnyway, [&] { return all.any; });
            all.begun.wait_for(lock, stop, kPause, [] { return false; });
            all.any = !all.own.empty();
        }
        const Found found = lookForEnded();
        if (found == Found::Ended)
            reapEnded();
        if (found != Found::Nobody) {
            const std::lock_guard lock(all.lock);
            all.any = true;
        }
    }
}

OwnChild::OwnChild(const std::function<pid_t()> &start)
{
    Children &all = children();
    {
        const std::lock_guard lock(all.lock);
        m_pid = start();
        all.any = true;
        if (m_pid > 0)
            all.own.insert(m_pid);
    }
    all.begun.notify_all();
}

OwnChild::~OwnChild()
{
    const std::lock_guard lock(children().lock);
    children().own.erase(m_pid);
}

} // namespace pipecore
