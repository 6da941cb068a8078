#pragma once

#include "pipecore/capture/timeindex.h"
#include "pipecore/run/chunk.h"
#include "pipecore/run/command.h"
#include "pipecore/run/commandinput.h"
#include "pipecore/run/orphanreaper.h"
#include "pipecore/run/outputfd.h"
#include "pipecore/run/processgroup.h"
#include "pipecore/run/readyorder.h"
#include "pipecore/run/runresult.h"

#include <QProcess>
#include <QSocketNotifier>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>

namespace pipecore
{

class ExecImage;
class PipeWriter;
struct CommandStreams;

/// The part of ProcessRunner that lives in the I/O thread: starts the process, reads, and writes to the pipe.
///
/// The output pipes are our own, not QProcess's: QProcess drops what processes left behind write after the
/// command itself has ended, and copies once more.
class ProcessWorker : public QObject
{
    Q_OBJECT
public:
    using Clock = std::chrono::steady_clock;

    ProcessWorker(Command command, std::unique_ptr<PipeWriter> writer, std::shared_ptr<ProcessGroup> group,
                  std::shared_ptr<CommandInput> input, Clock::time_point epoch);
    ~ProcessWorker() override;

    void start();
    /// From any thread.
    void waitForWholeGroup() { m_wholeGroup = true; }
    void abandonOutput();
    /// Sends the input that waits, as it is taken.
    void watchInput();

signals:
    void started(qint64 pid);
    void commandEnded();
    void ended(const pipecore::RunResult &result);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Source {
        Stream stream;
        OutputFd fd = OutputFd();
    };

    void prepareChild(const CommandStreams &streams, std::shared_ptr<const ExecImage> image);
    void take(CommandStreams streams);
    void readReady();
    void read(Source &source);
    void close(Source &source);
    void watchForEnd();
    void commandFinished(int code, QProcess::ExitStatus status);
    void endIfDone();
    void fail(const RunResult &result);
    void takeTerminalBack();
    QProcessEnvironment environment() const;

    const Command m_command;
    const std::shared_ptr<ProcessGroup> m_group;
    const std::shared_ptr<CommandInput> m_input;
    const Clock::time_point m_epoch;
    std::unique_ptr<PipeWriter> m_writer;
    QProcess m_process;
    std::optional<OwnChild> m_child; // until QProcess has reaped it
    Source m_output{Stream::Output};
    Source m_error{Stream::Error};
    ReadyOrder m_ready;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::unique_ptr<QSocketNotifier> m_inputNotifier;
    const ChunkBuffer m_buffer;
    QTimer m_afterCommand; // runs once the command itself has ended
    Clock::time_point m_lastOutput;
    std::optional<RunResult> m_result;
    std::optional<ResourceUse> m_use;
    std::atomic<bool> m_wholeGroup{false};
    bool m_terminalGiven = false;
    bool m_ended = false;
};

} // namespace pipecore
