#pragma once

#include "pipecore/capture/capture.h"
#include "pipecore/net/share/sharedrecording.h"
#include "pipecore/session/session.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace pipecore
{

/// One run of a served command: for one request, with that request's end as its own. Nothing is kept of it.
class ServedCommand : public QObject
{
    Q_OBJECT
public:
    static constexpr int kGrace = 500; ///< ms between SIGTERM and SIGKILL

    /// `timeoutMs` 0: it may run for ever. Starts at once.
    ServedCommand(std::unique_ptr<Session> session, int timeoutMs);
    ~ServedCommand() override;

    const std::shared_ptr<SharedRecording> &shared() const { return m_shared; }
    /// Nobody reads any more: stops it, if it still runs.
    void leave();
    /// Neither a reader nor the command is left.
    bool isOver() const { return m_left && m_session->state() == Session::State::Ended; }
    /// As in a shell: see RunResult::exitStatus().
    int exitStatus() const;

signals:
    /// There are bytes, or it has ended.
    void moved();
    void over();

private:
    const std::unique_ptr<Session> m_session;
    const std::shared_ptr<SharedRecording> m_shared;
    CaptureWatch m_watch;
    QTimer m_timeout;
    bool m_left = false;
};

} // namespace pipecore
