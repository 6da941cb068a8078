#pragma once

#include "pipecore/run/command.h"
#include "pipecore/run/outputdevice.h"
#include "pipecore/run/outputsource.h"

#include <chrono>
#include <functional>
#include <memory>

namespace pipecore
{

class PipeWriter;

/// Something whose output is captured, and that output.
struct SourceEnds {
    std::unique_ptr<OutputSource> source;
    std::unique_ptr<OutputDevice> output;
};

/// Makes a source that writes into `writer`, with times from `epoch`.
using PipeSource = std::function<std::unique_ptr<OutputSource>(std::unique_ptr<PipeWriter> writer,
                                                               std::chrono::steady_clock::time_point epoch)>;

/// A source in a thread of its own, and its output: a pipe joins the two.
SourceEnds throughPipe(const PipeSource &make, std::chrono::steady_clock::time_point epoch);

/// The source that `command` means. Times of its output count from `epoch`.
SourceEnds makeSource(const Command &command, std::chrono::steady_clock::time_point epoch);

} // namespace pipecore
