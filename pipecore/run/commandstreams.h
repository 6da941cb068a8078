#pragma once

#include "pipecore/run/command.h"
#include "pipecore/run/outputfd.h"

namespace pipecore
{

/// The descriptors between a command and us: pipes, or a terminal.
struct CommandStreams {
    // Ours. None blocks.
    OutputFd output = OutputFd();
    OutputFd error = OutputFd(); ///< empty when it comes with the output
    OutputFd input = OutputFd(); ///< empty when we send nothing

    // The command's, to be closed here once it runs.
    OutputFd commandOutput = OutputFd();
    OutputFd commandError = OutputFd();
    OutputFd commandInput = OutputFd();
    bool isTerminal = false;

    /// `size` is that of the terminal, if the command has one. Without `output` on failure (errno).
    static CommandStreams make(const Command &command, TerminalSize size);

    /// In the child between fork and exec: a process group of its own, and the streams. Only calls that are
    /// safe there (POSIX, signal-safety(7)).
    void enterChild() const;
};

} // namespace pipecore
