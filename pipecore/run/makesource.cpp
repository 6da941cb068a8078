#include "pipecore/run/makesource.h"

#include "pipecore/pipe/pipewriter.h"
#include "pipecore/run/fdsource.h"
#include "pipecore/run/followsource.h"
#include "pipecore/run/processrunner.h"

namespace pipecore
{

std::unique_ptr<OutputSource> makeSource(const Command &command, std::unique_ptr<PipeWriter> writer,
                                         std::chrono::steady_clock::time_point epoch)
{
    switch (command.source) {
    case Command::Source::Program:
    case Command::Source::Merged: // has its own
        break;
    case Command::Source::StandardInput:
        return std::make_unique<FdSource>(QString(), std::move(writer), epoch);
    case Command::Source::Path:
        return std::make_unique<FdSource>(command.program, std::move(writer), epoch);
    case Command::Source::Follow:
        return std::make_unique<FollowSource>(command.program, std::move(writer), epoch);
    }
    return std::make_unique<ProcessRunner>(command, std::move(writer), epoch);
}

} // namespace pipecore
