#include "pipecore/run/processtree.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <memory>
#include <string_view>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace pipecore
{

namespace
{

// The fields of /proc/PID/stat behind the name in parentheses, counted from 0 (proc(5) counts them from 3).
enum Field {
    StateField = 0,
    ParentField = 1,
    GroupField = 2,
    SessionField = 3,
    UserField = 11,
    ChildrenSystemField = 14,
    RssField = 21,
    FieldsEnd
};

struct Process {
    char state = 0;
    pid_t parent = 0;
    pid_t group = 0;
    pid_t session = 0;
    qint64 ticks = 0;
    qint64 pages = 0;
};

bool readProcess(int directory, const char *pid, Process &process)
{
    std::array<char, 32> path{};
    std::snprintf(path.data(), path.size(), "%s/stat", pid);
    const int fd = ::openat(directory, path.data(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    std::array<char, 1024> text{};
    const ssize_t n = ::read(fd, text.data(), text.size());
    ::close(fd);
    std::string_view rest(text.data(), n > 0 ? static_cast<size_t>(n) : 0);
    const size_t name = rest.rfind(") "); // the name itself may hold anything
    if (name == std::string_view::npos)
        return false;
    rest.remove_prefix(name + 2);
    for (int field = 0; field < FieldsEnd && !rest.empty(); ++field) {
        const size_t blank = std::min(rest.find(' '), rest.size());
        qint64 value = 0;
        std::from_chars(rest.data(), rest.data() + blank, value);
        if (field == StateField)
            process.state = rest.front();
        rest.remove_prefix(std::min(blank + 1, rest.size()));
        if (field == ParentField)
            process.parent = static_cast<pid_t>(value);
        else if (field == GroupField)
            process.group = static_cast<pid_t>(value);
        else if (field == SessionField)
            process.session = static_cast<pid_t>(value);
        else if (field >= UserField && field <= ChildrenSystemField)
            process.ticks += value;
        else if (field == RssField)
            process.pages = value;
    }
    return true;
}

std::map<pid_t, Process> allProcesses()
{
    std::map<pid_t, Process> all;
    const std::unique_ptr<DIR, int (*)(DIR *)> directory(::opendir("/proc"), ::closedir);
    while (const dirent *entry = directory ? ::readdir(directory.get()) : nullptr) {
        const std::string_view name(entry->d_name);
        pid_t pid = 0;
        if (std::from_chars(name.data(), name.data() + name.size(), pid).ptr != name.data() + name.size())
            continue;
        if (Process process; readProcess(::dirfd(directory.get()), entry->d_name, process))
            all.emplace(pid, process);
    }
    return all;
}

} // namespace

std::map<pid_t, TreeUse> sampleTrees(const std::vector<pid_t> &roots)
{
    const qint64 pageSize = ::sysconf(_SC_PAGESIZE), ticksPerSecond = ::sysconf(_SC_CLK_TCK);
    const std::map<pid_t, Process> all = allProcesses();
    // The root that `pid` belongs to, by its group or by its ancestors'; 0: to none.
    const auto rootOf = [&](pid_t pid) -> pid_t {
        for (int steps = 0; steps < 1000; ++steps) { // a pid used anew while we look could make a circle
            const auto found = all.find(pid);
            for (const pid_t root : roots)
                if (root == pid || (found != all.end() && found->second.group == root))
                    return root;
            if (found == all.end() || found->second.parent <= 1)
                return 0;
            pid = found->second.parent;
        }
        return 0;
    };
    std::map<pid_t, TreeUse> uses;
    for (const auto &[pid, process] : all) {
        const pid_t root = rootOf(pid);
        if (root == 0)
            continue;
        TreeUse &use = uses[root];
        ++use.processes;
        use.rssBytes += process.pages * pageSize;
        use.cpuMs += process.ticks * 1000 / ticksPerSecond;
    }
    return uses;
}

std::set<pid_t> groupsOfSession(pid_t session)
{
    std::set<pid_t> groups;
    for (const auto &[pid, process] : allProcesses())
        if (process.session == session)
            groups.insert(process.group);
    return groups;
}

std::vector<pid_t> endedChildren(pid_t parent)
{
    const std::map<pid_t, Process> all = allProcesses();
    const auto itself = all.find(parent);
    std::vector<pid_t> ended;
    for (const auto &[pid, process] : all)
        if (process.parent == parent && process.state == 'Z' && itself != all.end() &&
            process.group != itself->second.group)
            ended.push_back(pid);
    return ended;
}

} // namespace pipecore
