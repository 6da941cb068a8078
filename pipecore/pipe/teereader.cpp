#include "pipecore/pipe/teereader.h"

namespace pipecore
{

TeeReader::TeeReader(QIODevice *source, QIODevice *sink, QObject *parent)
    : QIODevice(parent), m_source(source), m_sink(sink)
{
    connect(source, &QIODevice::readyRead, this, &QIODevice::readyRead);
    connect(source, &QIODevice::readChannelFinished, this, &QIODevice::readChannelFinished);
    QIODevice::open(ReadOnly | Unbuffered);
}

PipeStatus TeeReader::status() const
{
    if (m_sinkFailed)
        return {PipeStatus::Error, errorString()};
    return endStatus(*m_source);
}

qint64 TeeReader::bytesAvailable() const
{
    return m_sinkFailed ? 0 : m_source->bytesAvailable() + QIODevice::bytesAvailable();
}

bool TeeReader::atEnd() const
{
    return m_sinkFailed || (m_source->atEnd() && QIODevice::bytesAvailable() == 0);
}

bool TeeReader::waitForReadyRead(int ms)
{
    return !m_sinkFailed && m_source->waitForReadyRead(ms);
}

qint64 TeeReader::readData(char *data, qint64 maxSize)
{
    if (m_sinkFailed)
        return -1;
    const qint64 taken = m_source->read(data, maxSize);
    if (taken < 0)
        setErrorString(m_source->errorString());
    if (taken <= 0)
        return taken;
    if (m_sink->write(data, taken) == taken)
        return taken;
    m_sinkFailed = true;
    setErrorString(m_sink->errorString());
    return -1;
}

qint64 TeeReader::writeData(const char *, qint64)
{
    return -1;
}

} // namespace pipecore
