#include "pipecore/run/processworker.h"

#include "pipecore/pipe/pipewriter.h"
#include "pipecore/run/commandstreams.h"
#include "pipecore/run/execimage.h"
#include "pipecore/run/processrunner.h"
#include "pipecore/run/programpath.h"

#include <QDir>
#include <QEvent>
#include <QFileInfo>

#include <cerrno>
#include <csignal>
#include <thread>

#include <sys/prctl.h>
#include <unistd.h>

namespace pipecore
{

namespace
{

// One read: what fits the second-level cache, so that the copy to the pump finds it there.
constexpr qint64 kReadSize = 256 * 1024;

qint64 milliseconds(std::chrono::steady_clock::duration duration)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

// The terminal on standard input, when this process is in its foreground, and so may hand it on.
bool ownsTerminal()
{
    return ::isatty(STDIN_FILENO) && ::tcgetpgrp(STDIN_FILENO) == ::getpgrp();
}

// Not inlined, as resetSignals(): Qt's child borrows this process's memory until exec, which does not return.
// What a frame that is never left had on the stack, AddressSanitizer would take for forbidden from then on.
[[gnu::noinline]] void giveTerminalTo(pid_t group)
{
    // The one who gives it away is a background process the moment after: it must not be stopped for it.
    struct sigaction ignore {
    }, before{};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGTTOU, &ignore, &before);
    ::tcsetpgrp(STDIN_FILENO, group);
    ::sigaction(SIGTTOU, &before, nullptr);
}

[[gnu::noinline]] void resetSignals()
{
    for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGTTOU})
        ::signal(number, SIG_DFL);
}

} // namespace

ProcessWorker::ProcessWorker(Command command, std::unique_ptr<PipeWriter> writer,
                             std::shared_ptr<ProcessGroup> group, std::shared_ptr<CommandInput> input,
                             Clock::time_point epoch)
    : m_command(std::move(command)), m_group(std::move(group)), m_input(std::move(input)), m_epoch(epoch),
      m_writer(std::move(writer)), m_process(this), m_buffer(kReadSize), m_afterCommand(this),
      m_lastOutput(epoch)
{
    m_writer->setParent(nullptr);
    connect(&m_process, &QProcess::finished, this, &ProcessWorker::commandFinished);
    m_afterCommand.setInterval(20);
    connect(&m_afterCommand, &QTimer::timeout, this, &ProcessWorker::endIfDone);
}

ProcessWorker::~ProcessWorker()
{
    if (m_ended)
        return;
    m_process.disconnect(this);
    m_group->send(SIGKILL);
    if (m_process.state() != QProcess::NotRunning)
        m_process.waitForFinished(-1);
    takeTerminalBack();
    // What the command started was killed with it, but takes a moment to be gone.
    for (int i = 0; i < 200 && m_group->hasMembers(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    m_group->forget();
}

void ProcessWorker::start()
{
    using Outcome = RunResult::Outcome;
    if (!m_command.directory.isEmpty()) {
        const QFileInfo directory(m_command.directory);
        if (!directory.isDir() || !directory.isExecutable())
            return fail(
                {Outcome::NoDirectory, 0,
                 directory.exists()
                     ? QStringLiteral("cannot enter the working directory %1").arg(m_command.directory)
                     : QStringLiteral("the working directory %1 does not exist").arg(m_command.directory)});
    }
    const QProcessEnvironment surroundings = environment();
    QString program = m_command.program;
    QStringList arguments = m_command.arguments;
    if (m_command.isShellLine) {
        arguments = {QStringLiteral("-c"), program};
        program = surroundings.value(QStringLiteral("SHELL"));
        if (program.isEmpty())
            program = QStringLiteral("/bin/sh");
    }
    const auto file =
        findProgram(program, m_command.directory,
                    surroundings.value(QStringLiteral("PATH"), QStringLiteral("/bin:/usr/bin")));
    if (!file)
        return fail(file.error());

    CommandStreams streams =
        CommandStreams::make(m_command, m_input->terminalSize().value_or(m_command.terminalSize));
    // Before anything is written, so that the order of the two is known from the first byte on.
    const auto isWatched = [this](const OutputFd &fd) { return !fd || m_ready.add(fd.get()); };
    if (!streams.output || !isWatched(streams.output) || !isWatched(streams.error))
        return fail({Outcome::NotStarted, 0,
                     QStringLiteral("cannot make a %1: %2")
                         .arg(m_command.terminal ? QStringLiteral("terminal") : QStringLiteral("pipe"),
                              qt_error_string(errno))});

    m_process.setProgram(*file);
    m_process.setArguments(arguments);
    m_process.setProcessEnvironment(surroundings);
    m_process.setWorkingDirectory(m_command.directory);
    m_process.setProcessChannelMode(QProcess::ForwardedChannels);
    if (m_command.passInput)
        m_process.setInputChannelMode(QProcess::ForwardedInputChannel);
    else
        m_process.setStandardInputFile(QProcess::nullDevice());
    m_terminalGiven = m_command.passInput && !m_command.terminal && ownsTerminal();
    prepareChild(streams, std::make_shared<ExecImage>(*file, QStringList(program) + arguments, m_command));

    m_child.emplace([this] {
        m_process.start();
        return static_cast<pid_t>(m_process.processId());
    });
    if (!m_process.waitForStarted(-1)) {
        m_child.reset();
        takeTerminalBack();
        return fail(
            {m_process.error() == QProcess::FailedToStart ? Outcome::NotExecutable : Outcome::NotStarted, 0,
             QStringLiteral("cannot execute %1: %2").arg(*file, m_process.errorString())});
    }
    m_group->set(static_cast<pid_t>(m_process.processId()),
                 m_command.terminal ? ProcessGroup::Extent::Session : ProcessGroup::Extent::Group);
    watchForEnd();
    take(std::move(streams));
    emit started(m_process.processId());
}

// The command's ends are closed with `streams`: only so is there an end to read.
void ProcessWorker::take(CommandStreams streams)
{
    m_input->open(std::move(streams.input), streams.isTerminal);
    watchInput();
    m_output.fd = std::move(streams.output);
    m_error.fd = std::move(streams.error);
    m_notifier = std::make_unique<QSocketNotifier>(m_ready.descriptor(), QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &ProcessWorker::readReady);
}

void ProcessWorker::watchInput()
{
    if (m_inputNotifier || !m_input->flush())
        return;
    m_inputNotifier = std::make_unique<QSocketNotifier>(m_input->fd(), QSocketNotifier::Write);
    connect(m_inputNotifier.get(), &QSocketNotifier::activated, this, [this] {
        if (m_input->flush())
            return;
        m_inputNotifier->setEnabled(false);
        m_inputNotifier.release()->deleteLater(); // this runs in its own signal
    });
}

QProcessEnvironment ProcessWorker::environment() const
{
    QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
    for (const auto &[name, value] : m_command.environment)
        all.insert(name, value);
    return all;
}

// What the child does between fork and exec: only calls that are safe there (POSIX, signal-safety(7)).
void ProcessWorker::prepareChild(const CommandStreams &streams, std::shared_ptr<const ExecImage> image)
{
    m_process.setChildProcessModifier([&streams, terminal = m_terminalGiven, image] { // called by start()
        streams.enterChild();
        if (terminal)
            giveTerminalTo(::getpid());
        ::prctl(PR_SET_PDEATHSIG, SIGHUP); // as when a terminal is closed
        resetSignals();
        image->execute(); // when it fails, so does QProcess's own attempt, which reports it
    });
}

void ProcessWorker::readReady()
{
    for (const int fd : m_ready.take())
        for (Source *source : {&m_output, &m_error})
            if (source->fd && source->fd.get() == fd)
                read(*source);
}

void ProcessWorker::read(Source &source)
{
    const ssize_t n = ::read(source.fd.get(), m_buffer.data(), static_cast<size_t>(m_buffer.size()));
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        close(source);
        return endIfDone();
    }
    m_lastOutput = Clock::now();
    // Blocks until the pump has it all: this is what holds the command back.
    const bool taken = m_buffer.write(*m_writer, source.stream, milliseconds(m_lastOutput - m_epoch), n);
    m_lastOutput = Clock::now(); // the silence, if there is one, was ours
    if (!taken)
        abandonOutput();
}

void ProcessWorker::close(Source &source)
{
    if (source.fd)
        m_ready.remove(source.fd.get());
    source.fd.reset();
}

void ProcessWorker::abandonOutput()
{
    close(m_output);
    close(m_error);
    endIfDone();
}

// QProcess waits for the command without asking what it used, and then it is too late. What tells it of the
// end is a notifier among its children: whoever filters its events comes before.
void ProcessWorker::watchForEnd()
{
    for (QSocketNotifier *notifier : m_process.findChildren<QSocketNotifier *>())
        notifier->installEventFilter(this);
}

bool ProcessWorker::eventFilter(QObject *, QEvent *event)
{
    if (event->type() == QEvent::SockAct && !m_use)
        m_use = useOfEnded(static_cast<pid_t>(m_process.processId()));
    return false;
}

void ProcessWorker::commandFinished(int code, QProcess::ExitStatus status)
{
    m_child.reset();
    takeTerminalBack();
    m_result = status == QProcess::NormalExit ? RunResult::exited(code) : RunResult::endedBySignal(code);
    m_result->use = m_use;
    m_lastOutput = Clock::now();
    emit commandEnded();
    m_afterCommand.start();
    endIfDone();
}

void ProcessWorker::endIfDone()
{
    if (!m_result || m_ended)
        return;
    const bool open = m_output.fd || m_error.fd;
    const bool silent = Clock::now() - m_lastOutput >= ProcessRunner::kLinger;
    if ((open && !silent) || (m_group->hasMembers() && m_wholeGroup))
        return;
    m_ended = true;
    m_afterCommand.stop();
    m_group->forget();
    m_inputNotifier.reset();
    m_input->close();
    close(m_output);
    close(m_error);
    m_writer->close();
    emit ended(*m_result);
}

void ProcessWorker::fail(const RunResult &result)
{
    m_ended = true;
    m_writer->close();
    emit ended(result);
}

void ProcessWorker::takeTerminalBack()
{
    if (m_terminalGiven)
        giveTerminalTo(::getpgrp());
    m_terminalGiven = false;
}

} // namespace pipecore
