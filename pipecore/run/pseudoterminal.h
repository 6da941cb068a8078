#pragma once

#include "pipecore/run/outputfd.h"

namespace pipecore
{

/// The size of a terminal, in characters.
struct TerminalSize {
    int columns = 80;
    int rows = 24;
    bool operator==(const TerminalSize &) const = default;
};

/// The two ends of a terminal (pty(7)): what the command writes to `commandEnd` is read from `ourEnd`, and
/// what is written to that is typed. `ourEnd` does not block. Both empty on failure (errno).
struct PseudoTerminal {
    OutputFd ourEnd = OutputFd();
    OutputFd commandEnd = OutputFd();
    static PseudoTerminal make(TerminalSize size);
};

/// Tells a terminal, by either end, its size; its foreground processes get SIGWINCH when it has changed.
void setTerminalSize(int fd, TerminalSize size);

/// In a child between fork and exec: makes `commandEnd` the controlling terminal, and its standard streams.
void enterTerminal(int commandEnd);

} // namespace pipecore
