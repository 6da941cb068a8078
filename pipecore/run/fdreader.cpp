#include "pipecore/run/fdreader.h"

#include "pipecore/capture/timeindex.h"

#include <QFile>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

namespace pipecore
{

namespace
{

constexpr int kPipeSize = 1 << 20;

int openSocket(const QByteArray &path)
{
    sockaddr_un address{};
    if (static_cast<size_t>(path.size()) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.constData(), static_cast<size_t>(path.size()));
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && ::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) < 0) {
        const int code = errno;
        ::close(fd);
        errno = code;
        return -1;
    }
    return fd;
}

// -1, and errno, when it cannot be opened.
int openPath(const QByteArray &path)
{
    struct stat status {
    };
    if (::stat(path.constData(), &status) < 0)
        return -1;
    if (S_ISSOCK(status.st_mode))
        return openSocket(path);
    // Not blocking: a FIFO would, until somebody opens it for writing.
    const int fd = ::open(path.constData(), O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    termios line{};
    if (fd >= 0 && S_ISCHR(status.st_mode) && ::tcgetattr(fd, &line) == 0) {
        ::cfmakeraw(&line);
        line.c_cflag |= CLOCAL;
        ::tcsetattr(fd, TCSANOW, &line);
    }
    return fd;
}

} // namespace

FdReader::FdReader(QString path, Clock::time_point epoch, std::shared_ptr<ReadingStop> stop)
    : m_path(std::move(path)), m_epoch(epoch), m_stop(std::move(stop))
{
    qRegisterMetaType<RunResult>();
    QIODevice::open(ReadOnly | Unbuffered);
}

int FdReader::channel() const
{
    return static_cast<int>(Stream::Output);
}

void FdReader::giveUp(const QString &)
{
    m_givenUp = true;
    m_stop->stop();
}

void FdReader::endReading(const QString &)
{
    if (!m_ended)
        end(ReadingStop::result());
}

PipeStatus FdReader::status() const
{
    if (m_givenUp)
        return {PipeStatus::ClosedPipe, QStringLiteral("read/write on closed pipe")};
    return m_ended ? PipeStatus{PipeStatus::EndOfStream, QStringLiteral("end of stream")} : PipeStatus{};
}

bool FdReader::waitForReadyRead(int ms)
{
    return m_fd && m_stop->waitReadable(m_fd.get(), ms);
}

// Waits for the first byte: a FIFO that nobody has written to yet would look as if it had ended.
bool FdReader::begin()
{
    m_fd = OutputFd(m_path.isEmpty() ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                                     : openPath(QFile::encodeName(m_path)));
    if (!m_fd)
        return false;
    ::fcntl(m_fd.get(), F_SETPIPE_SZ, kPipeSize); // the writer waits less often; no pipe, no harm
    m_stop->waitReadable(m_fd.get());
    return true;
}

// What is there, without waiting; -1 and EAGAIN when there may be nothing.
qint64 FdReader::readNow(char *data, qint64 maxSize)
{
    const iovec room{data, static_cast<size_t>(maxSize)};
    const ssize_t n = ::preadv2(m_fd.get(), &room, 1, -1, RWF_NOWAIT);
    if (n > 0)
        return n;
    if (n < 0 &&
        (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL || errno == ESPIPE || errno == EPERM))
        m_canTry = false; // not every device can
    else if (n < 0)
        return n;
    errno = EAGAIN; // also for 0, which need not be the end (preadv2(2), bugs)
    return -1;
}

// What there is, as read(2); waits for it. -1 and EAGAIN when the reading has to stop.
qint64 FdReader::readSome(char *data, qint64 maxSize)
{
    const auto isWaiting = [](qint64 n) { return n < 0 && (errno == EAGAIN || errno == EINTR); };
    if (m_canTry) {
        qint64 n = readNow(data, maxSize);
        if (isWaiting(n) && m_canTry) {
            // Who is about to write needs the processor more than a sleep, which costs both a wake-up.
            ::sched_yield();
            n = readNow(data, maxSize);
        }
        if (!isWaiting(n))
            return n;
    }
    if (m_stop->waitReadable(m_fd.get()))
        return ::read(m_fd.get(), data, static_cast<size_t>(maxSize));
    errno = EAGAIN;
    return -1;
}

qint64 FdReader::readData(char *data, qint64 maxSize)
{
    using Outcome = RunResult::Outcome;
    if (m_ended)
        return -1;
    if (!m_fd && !begin()) {
        end({Outcome::NotStarted, 0, cannotRead(errno)});
        return -1;
    }
    while (!m_stop->isStopped()) {
        const qint64 n = readSome(data, maxSize);
        if (n > 0) {
            m_time = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - m_epoch).count();
            m_bytesRead += n;
            return n;
        }
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (n == 0 || errno == EIO) // EIO: the other side of a terminal is gone
            end({Outcome::Exited, 0, QStringLiteral("%1 has ended").arg(name())});
        else
            end({Outcome::Exited, 1, cannotRead(errno)});
        return -1;
    }
    end(ReadingStop::result());
    return -1;
}

QString FdReader::name() const
{
    return m_path.isEmpty() ? QStringLiteral("standard input") : m_path;
}

QString FdReader::cannotRead(int errorCode) const
{
    return QStringLiteral("cannot read %1: %2").arg(name(), qt_error_string(errorCode));
}

void FdReader::end(const RunResult &result)
{
    m_ended = true;
    m_fd.reset(); // who writes into it need not wait any longer
    emit ended(result);
}

} // namespace pipecore
