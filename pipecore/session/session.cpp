#include "pipecore/session/session.h"

#include "pipecore/session/sessionstore.h"

#include <QDir>

#include <algorithm>
#include <csignal>
#include <utility>

namespace pipecore
{

namespace
{

constexpr int kStopCheckInterval = 50; // ms
constexpr int kStuckAfter = 300;       // ms without progress while there are bytes to write
constexpr int kHangUpAfter = 1000;     // ms after the first signal, for who has a terminal
constexpr int kGiveUpAfterKill = 1000; // ms: whoever left the group may hold the output open for ever

} // namespace

tl::expected<std::unique_ptr<Session>, QString>
Session::create(const SessionStore &store, const Command &command, const Options &options)
{
    auto masks = MaskPlan::make(options.masks, command);
    if (!masks)
        return tl::unexpected(masks.error());
    SessionRecord record;
    record.masks = masks->rules;
    record.command = command;
    record.started = QDateTime::currentDateTimeUtc();
    record.directory =
        QDir(command.directory.isEmpty() ? QDir::currentPath() : command.directory).absolutePath();
    const auto id = store.create(record.started);
    if (!id)
        return tl::unexpected(id.error());
    record.id = *id;
    auto recording = Recording::create(store.folder(*id), record);
    if (!recording) {
        QDir(store.folder(*id)).removeRecursively();
        return tl::unexpected(recording.error());
    }
    if (!options.keep)
        (*recording)->removeFolderAtEnd();
    return std::unique_ptr<Session>(new Session(std::move(*recording), options, std::move(*masks)));
}

Session::Session(Recording::Ptr recording, const Options &options, MaskPlan masks)
    : m_recording(std::move(recording)), m_options(options), m_masks(std::move(masks))
{
    const auto epoch = std::chrono::steady_clock::now();
    SourceEnds ends =
        options.source ? throughPipe(options.source, epoch) : makeSource(record().command, epoch);
    m_runner = std::move(ends.source);
    m_pump = std::make_unique<Pump>(std::move(ends.output), m_recording->capture(), &m_recording->times(),
                                    options.passTo, m_masks.rules);
    connect(m_runner.get(), &OutputSource::started, this, [this](qint64 pid) {
        m_processId = pid;
        setState(State::Running);
        if (m_stopping) // before there was anything to stop
            m_runner->signal(m_firstSignal);
    });
    connect(m_runner.get(), &OutputSource::commandEnded, this, [this] { setState(State::Finishing); });
    connect(m_runner.get(), &OutputSource::ended, this, &Session::runnerEnded);
    connect(m_runner.get(), &OutputSource::broken, this, [this](const StreamBreak &at) {
        m_recording->record().breaks.push_back(at);
        emit broken(at);
    });
    connect(m_pump.get(), &Pump::finished, this, &Session::pumpFinished);
    connect(m_pump.get(), &Pump::paused, this, [this](const QString &reason) {
        m_pauseReason = reason;
        emit paused(reason);
        emit stateChanged();
    });
    m_stopTimer.setInterval(kStopCheckInterval);
    connect(&m_stopTimer, &QTimer::timeout, this, &Session::checkStop);
}

Session::~Session()
{
    if (m_state == State::Ended)
        return;
    m_runner->signal(SIGKILL);
    m_pump->abandon();
    m_runner.reset();
    m_pump.reset();
    m_recording->times().flush();
}

double Session::age() const
{
    return m_age.isValid() ? static_cast<double>(m_age.nsecsElapsed()) / 1e9 : 0;
}

void Session::start()
{
    m_age.start();
    if (m_options.index)
        m_recording->startIndexing();
    m_pump->start();
    m_runner->start();
}

void Session::stop(int first)
{
    if (m_state == State::Ended)
        return;
    if (m_stopping) {
        m_firstSignal = SIGKILL;
        m_runner->signal(SIGKILL);
        return;
    }
    m_stopping = true;
    m_firstSignal = first;
    m_stopSince.start();
    m_stuckSince.start();
    m_runner->waitForWholeGroup();
    m_runner->signal(first);
    m_stopTimer.start();
    emit stateChanged();
}

void Session::sendSignal(int number)
{
    if (!m_runner->signal(number))
        return;
    const bool suspended = number == SIGSTOP || number == SIGTSTP; // each other wakes it too
    if (suspended == m_suspended)
        return;
    m_suspended = suspended;
    emit stateChanged();
}

bool Session::writeInput(const QByteArray &bytes)
{
    return m_runner->write(bytes);
}

void Session::endInput()
{
    m_runner->endInput();
}

void Session::resizeTerminal(TerminalSize size)
{
    if (m_state == State::Starting)
        m_recording->record().command.terminalSize = size;
    m_runner->resizeTerminal(size);
}

void Session::retry()
{
    m_pump->retry();
}

// While a stop is under way: nothing may hold it up. A pump that cannot write would: it keeps the source from
// noticing anything.
void Session::checkStop()
{
    const qint64 taken = m_pump->bytesTaken();
    if (!m_pump->isWriting() || taken != m_takenBefore)
        m_stuckSince.restart();
    m_takenBefore = taken;
    if (m_stuckSince.elapsed() > kStuckAfter)
        m_pump->abandon();
    const qint64 waited = m_stopSince.elapsed();
    // An interactive shell ends by nothing less; whatever else has a terminal had its time to end by itself.
    const bool hasTerminal = m_recording->record().command.terminal;
    if (hasTerminal && waited >= std::min(kHangUpAfter, m_options.graceMs / 2) &&
        !std::exchange(m_hungUp, true))
        m_runner->signal(SIGHUP);
    if (waited >= m_options.graceMs)
        m_runner->signal(SIGKILL);
    if (waited >= m_options.graceMs + kGiveUpAfterKill)
        m_runner->abandonOutput();
}

void Session::runnerEnded(const RunResult &result)
{
    m_recording->record().result = result;
    m_runnerEnded = true;
    endIfDone();
}

void Session::pumpFinished(const QString &error)
{
    m_streamError = error.isEmpty() ? m_pump->passError() : error;
    m_pumpFinished = true;
    endIfDone();
}

void Session::endIfDone()
{
    if (!m_runnerEnded || !m_pumpFinished)
        return;
    m_stopTimer.stop();
    SessionRecord &record = m_recording->record();
    record.ended = QDateTime::currentDateTimeUtc();
    record.bytes = m_recording->capture()->end();
    record.masked = m_pump->masked();
    record.state = SessionRecord::State::Ended;
    if (const auto written = record.write(m_recording->folder()); !written && m_streamError.isEmpty())
        m_streamError = QStringLiteral("cannot write the session's record: %1").arg(written.error());
    m_pauseReason.clear();
    setState(State::Ended);
    emit ended();
}

void Session::setState(State state)
{
    m_state = state;
    emit stateChanged();
}

} // namespace pipecore
