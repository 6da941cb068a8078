#pragma once

#include "pipecore/run/makesource.h"
#include "pipecore/session/masking.h"
#include "pipecore/session/pump.h"
#include "pipecore/session/recording.h"

#include <QObject>
#include <QElapsedTimer>
#include <QTimer>

#include <memory>

namespace pipecore
{

class SessionStore;

/// One run of a command, from its start to its end, with all that belongs to it: the source, the
/// pump and the recording. Lives in the thread of its owner, and never blocks it, apart from the destructor,
/// which ends a command that still runs.
class Session : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Starting,
        Running,
        Finishing, ///< the command has ended; what it left behind may still write
        Ended
    };
    struct Options {
        bool keep = true;         ///< else its folder is removed with the recording
        bool index = true;        ///< count and find rows as they come
        Pump::PassTo passTo = {}; ///< where its stdout and stderr go as well
        MaskOptions masks = {};   ///< what no sink gets to see
        int graceMs = 5000;       ///< between SIGTERM and SIGKILL
        PipeSource source = {};   ///< what gives the output, if not the command
    };

    /// Makes the session's folder in `store`. Nothing runs yet. The error tells also what is wrong with the
    /// masks.
    static tl::expected<std::unique_ptr<Session>, QString>
    create(const SessionStore &store, const Command &command, const Options &options);
    ~Session() override;

    void start();

    /// SIGTERM (or `first`) to the whole process group; SIGKILL after the grace time, or when called again.
    /// The session has ended when nothing of the group is left.
    void stop(int first = 15);
    /// Sends a signal to the process group, and nothing else.
    void sendSignal(int number);
    /// Input for the command, as typed or through a pipe (see OutputSource); false when it takes none.
    bool writeInput(const QByteArray &bytes);
    void endInput();
    void resizeTerminal(TerminalSize size);
    /// After `paused`: tries again now.
    void retry();

    State state() const { return m_state; }
    /// Seconds since start(); 0 before.
    double age() const;
    bool isStopping() const { return m_stopping; }
    /// It was told to stand still (SIGSTOP, SIGTSTP), and not to go on since.
    bool isSuspended() const { return m_suspended; }
    /// Why the stream stands still; empty when it does not.
    const QString &pauseReason() const { return m_pauseReason; }
    const Recording::Ptr &recording() const { return m_recording; }
    const SessionRecord &record() const { return m_recording->record(); }
    /// Once it has ended: why not all of the output was kept or passed on; empty when it was.
    const QString &streamError() const { return m_streamError; }
    /// What is masked, and how often something was.
    const MaskPlan &maskPlan() const { return m_masks; }
    qint64 masked() const { return m_pump->masked(); }
    qint64 processId() const { return m_processId; }

signals:
    void stateChanged();
    /// The stream stands still, for `reason`; empty: it goes on.
    void paused(const QString &reason);
    /// What is read was broken off and taken up again (see OutputSource).
    void broken(const pipecore::StreamBreak &at);
    void ended();

private:
    Session(Recording::Ptr recording, const Options &options, MaskPlan masks);
    void runnerEnded(const RunResult &result);
    void pumpFinished(const QString &error);
    void endIfDone();
    void setState(State state);
    void checkStop();

    const Recording::Ptr m_recording;
    const Options m_options;
    const MaskPlan m_masks;
    std::unique_ptr<Pump> m_pump;
    std::unique_ptr<OutputSource> m_runner;
    State m_state = State::Starting;
    bool m_stopping = false;
    bool m_hungUp = false;
    bool m_suspended = false;
    int m_firstSignal = 0;
    bool m_runnerEnded = false;
    bool m_pumpFinished = false;
    QString m_pauseReason;
    QString m_streamError;
    qint64 m_processId = 0;
    QElapsedTimer m_age;
    QTimer m_stopTimer;
    QElapsedTimer m_stopSince;
    QElapsedTimer m_stuckSince;
    qint64 m_takenBefore = 0;
};

} // namespace pipecore
