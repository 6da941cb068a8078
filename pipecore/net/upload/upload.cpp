#include "pipecore/net/upload/upload.h"

#include "pipecore/net/upload/wholeupload.h"

namespace pipecore
{

NetworkThread::NetworkThread()
{
    setObjectName(QStringLiteral("network"));
    start();
}

NetworkThread::~NetworkThread()
{
    quit();
    wait();
}

Upload::Upload(UploadTarget target, Capture::Ptr capture, NetworkThread *network, QObject *parent)
    : QObject(parent), m_target(std::move(target)), m_capture(std::move(capture)),
      m_worker(new WholeUpload(m_target, m_capture))
{
    qRegisterMetaType<UploadStatus>();
    m_worker->moveToThread(network);
    connect(network, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &WholeUpload::changed, this, [this](const UploadStatus &status) {
        if (m_status.isFinal())
            return;
        m_status = status;
        emit changed();
    });
    if (m_target.start == UploadTarget::Start::Now) {
        begin();
        return;
    }
    auto *watch = new CaptureWatch(m_capture, this);
    connect(watch, &CaptureWatch::moved, this, &Upload::beginIfEnded);
    beginIfEnded();
}

Upload::~Upload()
{
    m_worker->disconnect(this);
    m_worker->deleteLater();
}

void Upload::beginIfEnded()
{
    if (!m_begun && m_capture->hasEnded() && !m_status.isFinal())
        begin();
}

void Upload::begin()
{
    m_begun = true;
    QMetaObject::invokeMethod(m_worker, &WholeUpload::start);
}

void Upload::cancel()
{
    if (m_status.isFinal())
        return;
    if (m_begun)
        QMetaObject::invokeMethod(m_worker, &WholeUpload::cancel);
    m_status.state = UploadStatus::State::Cancelled;
    m_status.text = QStringLiteral("cancelled");
    emit changed();
}

void Upload::retryNow()
{
    QMetaObject::invokeMethod(m_worker, &WholeUpload::retryNow);
}

} // namespace pipecore
