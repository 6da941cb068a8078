#include "pipecore/pipe/pipewriter.h"

#include "pipecore/pipe/pipe.h"

#include <QThread>

namespace pipecore
{

PipeWriter::PipeWriter(std::shared_ptr<Pipe> pipe, QObject *parent)
    : QIODevice(parent), m_pipe(std::move(pipe))
{
    QIODevice::open(WriteOnly | Unbuffered);
}

PipeWriter::~PipeWriter()
{
    m_pipe->closeWrite();
}

void PipeWriter::closeWithError(const QString &error)
{
    m_pipe->closeWrite(error);
    // The QIODevice belongs to the thread that writes: another one closes the pipe alone.
    const Qt::HANDLE user = m_user.load();
    const bool own = user ? user == QThread::currentThreadId() : thread() == QThread::currentThread();
    if (own && isOpen())
        QIODevice::close();
}

void PipeWriter::close()
{
    closeWithError({});
}

PipeStatus PipeWriter::status() const
{
    return m_pipe->writeStatus();
}

qint64 PipeWriter::readData(char *, qint64)
{
    return -1;
}

qint64 PipeWriter::writeData(const char *data, qint64 size)
{
    m_user.store(QThread::currentThreadId(), std::memory_order_relaxed);
    const qint64 taken = m_pipe->write(data, size);
    if (taken < size)
        setErrorString(m_pipe->writeStatus().text);
    if (taken > 0)
        emit bytesWritten(taken);
    return taken;
}

PipeEnds::PipeEnds() = default;
PipeEnds::~PipeEnds() = default;
PipeEnds::PipeEnds(PipeEnds &&) noexcept = default;
PipeEnds &PipeEnds::operator=(PipeEnds &&) noexcept = default;

PipeEnds makePipe(qint64 capacity)
{
    const auto pipe = std::make_shared<Pipe>(capacity);
    PipeEnds ends;
    ends.reader = std::make_unique<PipeReader>(pipe);
    ends.writer = std::make_unique<PipeWriter>(pipe);
    return ends;
}

} // namespace pipecore
