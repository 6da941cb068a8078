#include "ui/base/priority.h"

#include <sched.h>
#include <sys/resource.h>

namespace ui
{

namespace
{

constexpr int kStepsUp = 10; // of nice(2)

} // namespace

void runBeforeOthers()
{
    if (::sched_getscheduler(0) != SCHED_OTHER)
        return; // somebody chose another
    // The flag takes the step back from what the thread starts, sched(7); 0 means this thread alone.
    const sched_param parameters{};
    if (::sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &parameters) == 0)
        ::setpriority(PRIO_PROCESS, 0, ::getpriority(PRIO_PROCESS, 0) - kStepsUp);
}

} // namespace ui
