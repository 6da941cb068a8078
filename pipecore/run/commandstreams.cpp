#include "pipecore/run/commandstreams.h"

#include <fcntl.h>
#include <unistd.h>

namespace pipecore
{

namespace
{

CommandStreams makeTerminal(TerminalSize size)
{
    CommandStreams streams;
    PseudoTerminal terminal = PseudoTerminal::make(size);
    if (!terminal.ourEnd)
        return streams;
    streams.isTerminal = true;
    streams.input = OutputFd(::fcntl(terminal.ourEnd.get(), F_DUPFD_CLOEXEC, 3));
    streams.output = std::move(terminal.ourEnd);
    streams.commandOutput = std::move(terminal.commandEnd);
    return streams;
}

} // namespace

CommandStreams CommandStreams::make(const Command &command, TerminalSize size)
{
    if (command.terminal)
        return makeTerminal(size);
    KernelPipe output = KernelPipe::make();
    KernelPipe error = command.mergeStreams ? KernelPipe{} : KernelPipe::make();
    CommandStreams streams;
    if (!output.readEnd || (!command.mergeStreams && !error.readEnd))
        return streams;
    if (command.openInput) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            return streams;
        streams.commandInput = OutputFd(ends[0]);
        streams.input = OutputFd(ends[1]);
        ::fcntl(ends[1], F_SETFL, O_WRONLY | O_NONBLOCK);
    }
    streams.output = std::move(output.readEnd);
    streams.commandOutput = std::move(output.writeEnd);
    streams.error = std::move(error.readEnd);
    streams.commandError = std::move(error.writeEnd);
    return streams;
}

void CommandStreams::enterChild() const
{
    if (isTerminal)
        return enterTerminal(commandOutput.get());
    ::setpgid(0, 0);
    ::dup2(commandOutput.get(), STDOUT_FILENO);
    ::dup2(commandError ? commandError.get() : commandOutput.get(), STDERR_FILENO);
    if (commandInput)
        ::dup2(commandInput.get(), STDIN_FILENO);
}

} // namespace pipecore
