#pragma once

#include "pipecore/run/outputfd.h"
#include "pipecore/run/runresult.h"

#include <atomic>

namespace pipecore
{

/// The word that ends a reading which may be blocked. Every method may be called from any thread.
class ReadingStop
{
public:
    ReadingStop();

    void stop();
    bool isStopped() const { return m_stopped; }
    /// Stops for a signal that would end a process; false, and nothing, for any other.
    bool stopFor(int signal);
    /// Readable once the reading has to stop.
    int fd() const { return m_fd.get(); }
    /// Waits until `fd` has bytes or its end is there, at most `ms` milliseconds (negative: no limit); false
    /// when it has not, or the reading has to stop.
    bool waitReadable(int fd, int ms = -1) const;
    /// What becomes of a reading that was stopped.
    static RunResult result();

private:
    const OutputFd m_fd;
    std::atomic<bool> m_stopped{false};
};

} // namespace pipecore
