#pragma once

#include "pipecore/net/upload/uploadlog.h"
#include "pipecore/net/upload/uploadstate.h"
#include "pipecore/net/upload/uploadstatus.h"
#include "pipecore/session/recording.h"

#include <QDateTime>
#include <QObject>

#include <memory>

namespace pipecore
{

/// What an upload works on. The session's words are copies, as the record belongs to another thread.
struct UploadJob {
    UploadState state;
    Recording::Ptr recording;
    std::shared_ptr<UploadLog> log;
    QString session;   ///< its id
    QString command;   ///< for people
    QDateTime started; ///< what times of arrival count from
    QString folder;    ///< where the state is kept; empty: nowhere

    const UploadTarget &target() const { return state.target; }
    const Capture::Ptr &capture() const { return recording->capture(); }
};

/// One way of uploading: a cursor over a capture, which goes on from its job's state. All of it runs in the
/// network thread, where no method blocks, but on the disk.
class UploadWorker : public QObject
{
    Q_OBJECT
public:
    explicit UploadWorker(UploadJob job) : m_job(std::move(job)) {}

    /// Writes the job's state to the disk, so that somebody may go on with it who was not here.
    void remember()
    {
        if (!m_job.folder.isEmpty())
            m_job.state.write(m_job.folder);
    }
    /// Before start().
    void setToken(const QByteArray &token) { m_job.state.target.token = token; }
    virtual void start() = 0;
    /// Stands still, without a request under way, until resume().
    virtual void pause() = 0;
    /// Goes on after a pause; after a failure or a cancellation as well.
    virtual void resume() = 0;
    /// Does not wait for the time of the next attempt.
    virtual void retryNow() = 0;
    /// Ends with the state Cancelled, soon.
    virtual void cancel() = 0;

signals:
    void changed(const pipecore::UploadStatus &status);

protected:
    const UploadTarget &target() const { return m_job.target(); }
    const Capture::Ptr &capture() const { return m_job.capture(); }
    void publish() { emit changed(m_status); }
    /// Writes the state to the disk.
    void save()
    {
        m_job.state.acknowledged = m_status.acknowledged;
        m_job.state.refused = m_status.refused;
        remember();
    }
    /// Ends for good, unless it has.
    void end(UploadStatus::State state, const QString &text)
    {
        if (m_status.isFinal())
            return;
        m_status.state = state;
        m_status.text = text;
        m_status.nextAttempt = 0;
        m_job.state.isDone = state == UploadStatus::State::Done;
        save();
        publish();
    }

    UploadJob m_job;
    UploadStatus m_status;
};

/// The worker for the mode of the job's target.
UploadWorker *makeUploadWorker(UploadJob job);

} // namespace pipecore
