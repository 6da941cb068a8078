#include "ui/base/priority.h"

#include <sched.h>
#include <sys/resource.h>

namespace ui
{

namespace
{

constexpr int kNiceness = -10;

} // namespace

void runBeforeOthers()
{
    // 0 means this thread alone. What somebody chose, as by nice(1), is for what the thread starts as well.
    if (::sched_getscheduler(0) != SCHED_OTHER || ::getpriority(PRIO_PROCESS, 0) != 0)
        return;
    // The flag sets what the thread starts back to 0, sched(7).
    const sched_param parameters{};
    if (::sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &parameters) == 0)
        ::setpriority(PRIO_PROCESS, 0, kNiceness);
}

} // namespace ui
