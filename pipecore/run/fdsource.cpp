#include "pipecore/run/fdsource.h"

#include "pipecore/pipe/pipewriter.h"
#include "pipecore/run/chunk.h"

#include <QFile>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

namespace pipecore
{

namespace
{

constexpr qint64 kReadSize = 256 * 1024;
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

FdSource::FdSource(QString path, std::unique_ptr<PipeWriter> writer, Clock::time_point epoch, QObject *parent)
    : ReadingSource(std::move(writer), epoch, parent), m_path(std::move(path))
{
}

FdSource::~FdSource()
{
    join();
}

RunResult FdSource::readAll()
{
    const QString name = m_path.isEmpty() ? QStringLiteral("standard input") : m_path;
    const OutputFd fd(m_path.isEmpty() ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                                       : openPath(QFile::encodeName(m_path)));
    if (!fd)
        return failure(QStringLiteral("cannot read %1: %2").arg(name, qt_error_string(errno)));
    ::fcntl(fd.get(), F_SETPIPE_SZ, kPipeSize); // the writer waits less often; no pipe, no harm
    const ChunkBuffer buffer(kReadSize);
    while (waitReadable(fd.get())) {
        const ssize_t n = ::read(fd.get(), buffer.data(), kReadSize);
        if (n == 0 || (n < 0 && errno == EIO)) // EIO: the other side of a terminal is gone
            return {RunResult::Outcome::Exited, 0, QStringLiteral("%1 has ended").arg(name)};
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            return {RunResult::Outcome::Exited, 1,
                    QStringLiteral("cannot read %1: %2").arg(name, qt_error_string(errno))};
        if (n > 0 && !send(buffer, n))
            break;
    }
    return stopped();
}

} // namespace pipecore
