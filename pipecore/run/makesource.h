#pragma once

#include "pipecore/run/command.h"
#include "pipecore/run/outputsource.h"

#include <chrono>
#include <memory>

namespace pipecore
{

class PipeWriter;

/// The source that `command` means. Times of its chunks count from `epoch`.
std::unique_ptr<OutputSource> makeSource(const Command &command, std::unique_ptr<PipeWriter> writer,
                                         std::chrono::steady_clock::time_point epoch);

} // namespace pipecore
