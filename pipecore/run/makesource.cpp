#include "pipecore/run/makesource.h"

#include "pipecore/pipe/pipe.h"
#include "pipecore/run/chunk.h"
#include "pipecore/run/fdsource.h"
#include "pipecore/run/followsource.h"
#include "pipecore/run/processrunner.h"

namespace pipecore
{

SourceEnds throughPipe(const PipeSource &make, std::chrono::steady_clock::time_point epoch)
{
    PipeEnds ends = makePipe();
    auto source = make(std::move(ends.writer), epoch);
    return {std::move(source), std::make_unique<ChunkReader>(std::move(ends.reader))};
}

SourceEnds makeSource(const Command &command, std::chrono::steady_clock::time_point epoch)
{
    switch (command.source) {
    case Command::Source::Program:
    case Command::Source::Merged: // has its own
        break;
    case Command::Source::StandardInput:
        return FdSource::make(QString(), epoch);
    case Command::Source::Path:
        return FdSource::make(command.program, epoch);
    case Command::Source::Follow:
        return throughPipe(
            [&](std::unique_ptr<PipeWriter> writer, std::chrono::steady_clock::time_point start) {
                return std::make_unique<FollowSource>(command.program, std::move(writer), start);
            },
            epoch);
    }
    return throughPipe(
        [&](std::unique_ptr<PipeWriter> writer, std::chrono::steady_clock::time_point start) {
            return std::make_unique<ProcessRunner>(command, std::move(writer), start);
        },
        epoch);
}

} // namespace pipecore
