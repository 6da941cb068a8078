#include "pipecore/run/readingsource.h"

#include "pipecore/pipe/pipewriter.h"
#include "pipecore/run/chunk.h"

namespace pipecore
{

ReadingSource::ReadingSource(std::unique_ptr<PipeWriter> writer, Clock::time_point epoch, QObject *parent)
    : OutputSource(parent), m_epoch(epoch), m_writer(std::move(writer))
{
    qRegisterMetaType<RunResult>();
    qRegisterMetaType<StreamBreak>();
}

ReadingSource::~ReadingSource() = default;

void ReadingSource::join()
{
    if (m_thread.joinable())
        m_thread.join();
}

void ReadingSource::start()
{
    m_thread = std::thread([this] {
        const RunResult result = readAll();
        m_writer->close();
        emit ended(result);
    });
    emit started(0);
}

bool ReadingSource::signal(int number)
{
    return m_stop.stopFor(number);
}

void ReadingSource::abandonOutput()
{
    m_stop.stop();
    m_writer->close();
}

bool ReadingSource::send(const char *data, qint64 size)
{
    if (!writeChunk(*m_writer, Stream::Output, now(), data, size))
        return false;
    m_sent += size;
    return true;
}

// Milliseconds since the start of the session.
qint64 ReadingSource::now() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - m_epoch).count();
}

void ReadingSource::tellBreak(const QString &text)
{
    emit broken({m_sent, text});
}

} // namespace pipecore
