#pragma once

#include "pipecore/net/upload/uploadlog.h"
#include "pipecore/net/upload/uploadstate.h"
#include "pipecore/net/upload/uploadstatus.h"
#include "pipecore/net/upload/uploadtarget.h"
#include "pipecore/session/recording.h"

#include <QElapsedTimer>
#include <QObject>
#include <QThread>

#include <memory>

namespace pipecore
{

class UploadWorker;

/// The thread in which all requests of a program run, but those of streams, which have one each. Where
/// processors are short, it and the threads that uploads start give way to all others.
class NetworkThread : public QThread
{
public:
    NetworkThread();
    ~NetworkThread() override;

protected:
    void run() override;
};

/// One upload of one recording: a cursor that neither the command nor another upload waits for. How far it is
/// is kept in the session's folder. Lives in its owner's thread, which is the recording's, and the main
/// thread when its token is in the keychain; the requests run in the network thread, which must outlive it.
/// No method blocks, but on small files.
class Upload : public QObject
{
    Q_OBJECT
public:
    /// Begins as the target says: now, or when the capture has ended. It goes on from where an earlier upload
    /// of the same session to the same target came to an end.
    Upload(UploadTarget target, const Recording::Ptr &recording, NetworkThread *network,
           QObject *parent = nullptr);
    /// One that an earlier Runnel left off. Does nothing until it is resumed.
    Upload(UploadState state, const Recording::Ptr &recording, NetworkThread *network,
           QObject *parent = nullptr);
    ~Upload() override;

    void cancel();
    void retryNow();
    /// Stands still until it is resumed.
    void pause();
    /// Goes on after a pause, a failure or a cancellation.
    void resume();

    const UploadTarget &target() const { return m_state.target; }
    const UploadStatus &status() const { return m_status; }
    /// Bytes that are there to be sent.
    qint64 produced() const { return m_recording->capture()->end(); }
    /// How long the first byte that is not acknowledged has been there, in milliseconds; 0: there is none.
    qint64 lag() const;
    /// Acknowledged bytes a second, lately.
    double rate() const;
    /// Its requests.
    const UploadLog &log() const { return *m_log; }

signals:
    void changed();

private:
    void begin();
    void startWorker();
    void beginIfEnded();

    const UploadState m_state;
    const Recording::Ptr m_recording;
    const std::shared_ptr<UploadLog> m_log;
    UploadWorker *m_worker; // lives in the network thread
    UploadStatus m_status;
    bool m_begun = false;
    bool m_isAsking = false; // the keychain
    mutable QElapsedTimer m_rateClock;
    mutable qint64 m_rateBytes = 0;
    mutable double m_rate = 0;
};

} // namespace pipecore
