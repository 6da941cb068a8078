#pragma once

#include <QtGlobal>

#include <optional>

#include <sys/types.h>

namespace pipecore
{

/// What a command used up, with all that it started and waited for; as wait4(2) tells it.
struct ResourceUse {
    qint64 peakRssKb = 0; ///< of its largest process
    qint64 userMs = 0;    ///< CPU time of its own
    qint64 systemMs = 0;  ///< CPU time of the kernel's for it
    bool operator==(const ResourceUse &) const = default;
};

/// Of our child `pid`, which has ended and was not waited for yet; it still can be. Nothing when it has not
/// ended. Any thread; never blocks.
std::optional<ResourceUse> useOfEnded(pid_t pid);

} // namespace pipecore
