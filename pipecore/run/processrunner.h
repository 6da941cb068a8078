#pragma once

#include "pipecore/run/command.h"
#include "pipecore/run/commandinput.h"
#include "pipecore/run/outputsource.h"
#include "pipecore/run/processgroup.h"
#include "pipecore/run/runresult.h"

#include <QObject>
#include <QThread>

#include <chrono>
#include <memory>

namespace pipecore
{

class PipeWriter;
class ProcessWorker;

/// Runs one command, and writes what it writes into a pipe, as chunks (run/chunk.h), from a thread of its
/// own.
///
/// The command is the leader of a process group of its own. It is held back by its output alone: while the
/// pipe's writer blocks, nothing is read, the kernel's pipe (1 MiB) fills, and the command waits.
///
/// The run has ended when the command has ended and its output was read to the end. Processes that it left
/// behind may hold the output open: it is read on until it was silent for kLinger.
///
/// The destructor ends a command that still runs, with SIGKILL to its group, and waits for it: the pipe's
/// reader must be closed, or go on reading.
class ProcessRunner : public OutputSource
{
    Q_OBJECT
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds kLinger{5000};

    /// Times of chunks count from `epoch`.
    ProcessRunner(Command command, std::unique_ptr<PipeWriter> writer, Clock::time_point epoch,
                  QObject *parent = nullptr);
    ~ProcessRunner() override;

    void start() override;
    /// To every process of the command's group; of a terminal's, to those in its foreground too.
    bool signal(int number) override;
    bool write(const QByteArray &bytes) override;
    void endInput() override;
    void resizeTerminal(TerminalSize size) override { m_input->resize(size); }
    /// The run has only ended when no process of the group is left.
    void waitForWholeGroup() override;
    void abandonOutput() override;

private:
    void watchInput();

    const std::shared_ptr<ProcessGroup> m_group;
    const std::shared_ptr<CommandInput> m_input;
    QThread m_thread;
    ProcessWorker *const m_worker; // lives in m_thread
};

} // namespace pipecore
