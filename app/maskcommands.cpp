#include "app/commands.h"
#include "app/messages.h"

#include <cstdio>

namespace app
{

int previewMasks(const Options &options)
{
    const auto plan = pipecore::MaskPlan::make(options.masks, options.command);
    if (!plan) {
        say(plan.error());
        return kRunnelFailed;
    }
    std::puts(plan->text().toLocal8Bit().constData());
    return 0;
}

} // namespace app
