#pragma once

#include <QtGlobal>

#include <map>
#include <set>
#include <vector>

#include <sys/types.h>

namespace pipecore
{

/// What the processes of one command use at one moment; with what they have used up so far.
struct TreeUse {
    int processes = 0;
    qint64 rssBytes = 0;
    qint64 cpuMs = 0; ///< since their starts; with that of children that they waited for
};

/// The figures of each of `roots`, the command's first process, from one look at /proc: it, all that descend
/// from it, and all of its process group (whose parents may be gone). None for a root of which nothing is
/// left. Looks at every process of the machine: some 10 us for each; for a thread of the background. Any
/// thread.
std::map<pid_t, TreeUse> sampleTrees(const std::vector<pid_t> &roots);

/// The process groups with a member in `session`, which is the number of its leader. As slow as
/// sampleTrees().
std::set<pid_t> groupsOfSession(pid_t session);

/// The children of `parent` that have ended, were not reaped, and are of another process group than it is. As
/// slow as sampleTrees().
std::vector<pid_t> endedChildren(pid_t parent);

} // namespace pipecore
