#pragma once

#include <functional>
#include <stop_token>
#include <thread>

#include <sys/types.h>

namespace pipecore
{

/// Takes in what commands leave behind: processes whose own parents have ended. This process becomes their
/// parent, and each is reaped within some seconds of its end, however long after its command that is.
///
/// Reaps only children that lead a process group other than this process's or belong to one, and that are no
/// OwnChild: so those that others start and wait for are safe, as they are of the group of this process.
/// One for a process; its thread looks twice a minute while nobody has told of children.
class OrphanReaper
{
public:
    OrphanReaper();
    ~OrphanReaper() = default;
    OrphanReaper(const OrphanReaper &) = delete;
    OrphanReaper &operator=(const OrphanReaper &) = delete;

private:
    static void watch(const std::stop_token &stop);

    std::jthread m_thread;
};

/// A child that leads a group of its own, and for which whoever has this waits. Any thread.
class OwnChild
{
public:
    /// `start` forks, and returns the child's number, or 0: nobody reaps it meanwhile.
    explicit OwnChild(const std::function<pid_t()> &start);
    /// It was reaped, or will not be.
    ~OwnChild();
    OwnChild(const OwnChild &) = delete;
    OwnChild &operator=(const OwnChild &) = delete;

private:
    pid_t m_pid = 0;
};

} // namespace pipecore
