#pragma once

#include "pipecore/capture/capture.h"
#include "pipecore/net/upload/uploadstatus.h"
#include "pipecore/net/upload/uploadtarget.h"

#include <QObject>
#include <QThread>

namespace pipecore
{

class WholeUpload;

/// The thread in which all requests of a program run.
class NetworkThread : public QThread
{
public:
    NetworkThread();
    ~NetworkThread() override;
};

/// One upload of one capture: a cursor that neither the command nor another upload waits for. Lives in its
/// owner's thread; the requests run in the network thread, which must outlive it. No method blocks.
class Upload : public QObject
{
    Q_OBJECT
public:
    /// Begins as the target says: now, or when the capture has ended.
    Upload(UploadTarget target, Capture::Ptr capture, NetworkThread *network, QObject *parent = nullptr);
    ~Upload() override;

    void cancel();
    void retryNow();

    const UploadTarget &target() const { return m_target; }
    const UploadStatus &status() const { return m_status; }
    /// Bytes that are there to be sent.
    qint64 produced() const { return m_capture->end(); }

signals:
    void changed();

private:
    void begin();
    void beginIfEnded();

    const UploadTarget m_target;
    const Capture::Ptr m_capture;
    WholeUpload *m_worker; // lives in the network thread
    UploadStatus m_status;
    bool m_begun = false;
};

} // namespace pipecore
