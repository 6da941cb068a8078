#pragma once

#include "pipecore/run/outputfd.h"
#include "pipecore/run/pseudoterminal.h"

#include <QByteArray>

#include <mutex>
#include <optional>

#include <sys/types.h>

namespace pipecore
{

/// What goes into a command: its terminal, or a pipe to its standard input. Every method may be called from
/// any thread at any time, and none blocks. What is written before the command is there waits for it. The
/// program ignores SIGPIPE: a command may close its input.
class CommandInput
{
public:
    /// Bytes that may wait for a command that does not read.
    static constexpr qsizetype kMostWaiting = 1 << 20;

    /// `fd` does not block; empty: nothing is taken.
    void open(OutputFd fd, bool isTerminal);
    /// False, and nothing is sent, when nobody takes it or too much waits already.
    bool write(const QByteArray &bytes);
    /// The end of the input, behind what waits: a terminal gets its end-of-file character, a pipe is closed.
    void end();
    /// Sends what waits, as much as is taken now; whether bytes wait still.
    bool flush();
    void close();

    void resize(TerminalSize size);
    /// As it was told last.
    std::optional<TerminalSize> terminalSize();
    /// The process group that has the terminal; 0 when there is none.
    pid_t foregroundGroup();
    /// To be watched for being writable while bytes wait; -1 when closed.
    int fd();

private:
    bool flushLocked();
    void closeLocked();
    void putEndOfFile();

    std::mutex m_lock;
    OutputFd m_fd;
    QByteArray m_waiting;
    bool m_isInLine = false;            // what was written last is not the end of a line
    std::optional<TerminalSize> m_size; // told before the command was there
    bool m_isTerminal = false;
    bool m_ends = false;   // once nothing waits
    bool m_closed = false; // for good
};

} // namespace pipecore
