#include "pipecore/run/readingsource.h"

#include "pipecore/pipe/pipewriter.h"
#include "pipecore/run/chunk.h"

#include <csignal>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace pipecore
{

ReadingSource::ReadingSource(std::unique_ptr<PipeWriter> writer, Clock::time_point epoch, QObject *parent)
    : OutputSource(parent), m_epoch(epoch), m_writer(std::move(writer)), m_stopFd(::eventfd(0, EFD_CLOEXEC))
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
    if (number == SIGCONT || number == SIGSTOP || number == SIGTSTP || number == SIGCHLD ||
        number == SIGWINCH)
        return false;
    m_stopped = true;
    const quint64 one = 1;
    return ::write(m_stopFd.get(), &one, sizeof one) == sizeof one;
}

void ReadingSource::abandonOutput()
{
    signal(SIGTERM);
    m_writer->close();
}

bool ReadingSource::waitReadable(int fd) const
{
    while (!m_stopped) {
        pollfd waiting[] = {{fd, POLLIN, 0}, {m_stopFd.get(), POLLIN, 0}};
        if (::poll(waiting, 2, -1) > 0 && waiting[0].revents != 0 && !m_stopped)
            return true;
    }
    return false;
}

bool ReadingSource::send(const char *data, qint64 size)
{
    if (!writeChunk(*m_writer, Stream::Output, now(), data, size))
        return false;
    m_sent += size;
    return true;
}

bool ReadingSource::send(const ChunkBuffer &buffer, qint64 size)
{
    if (!buffer.write(*m_writer, Stream::Output, now(), size))
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

RunResult ReadingSource::stopped()
{
    return {RunResult::Outcome::Exited, 0, QStringLiteral("reading was stopped")};
}

} // namespace pipecore
