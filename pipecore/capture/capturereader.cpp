#include "pipecore/capture/capturereader.h"

#include <QThread>

#include <algorithm>

namespace pipecore
{

CaptureReader::CaptureReader(Capture::Ptr capture, Mode mode, qint64 offset, QObject *parent)
    : QIODevice(parent), m_capture(std::move(capture)), m_mode(mode), m_snapshotEnd(m_capture->end()),
      m_offset(offset)
{
    QIODevice::open(ReadOnly | Unbuffered);
    if (mode == Snapshot) {
        seek(std::min(offset, m_snapshotEnd));
        return;
    }
    auto *watch = new CaptureWatch(m_capture, this);
    connect(watch, &CaptureWatch::moved, this, &CaptureReader::tell);
    QMetaObject::invokeMethod(this, &CaptureReader::tell, Qt::QueuedConnection);
}

PipeStatus CaptureReader::status() const
{
    if (m_failed)
        return {PipeStatus::Error, errorString()};
    if (m_closed)
        return {PipeStatus::ClosedPipe, QStringLiteral("read of a closed capture")};
    if (bytesAvailable() > 0 || (m_mode == Following && !m_capture->hasEnded()))
        return {};
    return {PipeStatus::EndOfStream, QStringLiteral("end of stream")};
}

qint64 CaptureReader::size() const
{
    return m_mode == Snapshot ? m_snapshotEnd : bytesAvailable();
}

qint64 CaptureReader::bytesAvailable() const
{
    if (m_mode == Snapshot)
        return QIODevice::bytesAvailable();
    return m_capture->end() - m_offset + QIODevice::bytesAvailable();
}

bool CaptureReader::atEnd() const
{
    return status().code != PipeStatus::Open;
}

bool CaptureReader::waitForReadyRead(int ms)
{
    if (m_mode == Snapshot || m_closed)
        return false;
    m_capture->waitBeyond(m_offset, ms, &m_closed);
    return bytesAvailable() > 0;
}

void CaptureReader::close()
{
    m_closed = true;
    m_capture->interruptWaits();
    if (thread() == QThread::currentThread())
        QIODevice::close();
}

qint64 CaptureReader::readData(char *data, qint64 maxSize)
{
    if (m_mode == Following)
        m_capture->waitBeyond(m_offset, -1, &m_closed);
    const qint64 at = m_mode == Following ? m_offset : pos();
    const qint64 limit = m_mode == Following ? maxSize : std::min(maxSize, m_snapshotEnd - at);
    if (m_closed)
        return -1;
    QString error;
    const qint64 n = m_capture->read(at, data, limit, &error);
    if (n < 0) {
        m_failed = true;
        setErrorString(error);
    }
    if (n > 0)
        m_offset = at + n;
    // No move of the end will tell of it any more.
    if (m_mode == Following && !m_finishQueued && m_capture->hasEnded() && m_offset >= m_capture->end()) {
        m_finishQueued = true;
        QMetaObject::invokeMethod(this, &CaptureReader::tell, Qt::QueuedConnection);
    }
    return n == 0 && m_mode == Following ? -1 : n;
}

void CaptureReader::tell()
{
    if (m_closed || m_finishTold)
        return;
    if (m_capture->end() > m_offset)
        emit readyRead();
    else if (m_capture->hasEnded()) {
        m_finishTold = true;
        emit readChannelFinished();
    }
}

} // namespace pipecore
