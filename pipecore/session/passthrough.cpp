#include "pipecore/session/passthrough.h"

#include "pipecore/capture/timeindex.h"
#include "pipecore/pipe/channelaware.h"
#include "pipecore/session/roomwait.h"

#include <cerrno>

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pipecore
{

namespace
{

// Room can be made on a disk, but not in a device such as /dev/full.
bool isFile(int fd)
{
    struct stat info {
    };
    return ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

} // namespace

Passthrough::Passthrough(int outputFd, int errorFd, const ChannelAware *source, RoomWait *room)
    : m_fds{outputFd, errorFd}, m_source(source), m_room(room)
{
    QIODevice::open(WriteOnly | Unbuffered);
}

qint64 Passthrough::writeData(const char *data, qint64 size)
{
    const int channel = m_source->channel();
    int &fd = m_fds[channel];
    qint64 done = 0;
    while (fd >= 0 && done < size) {
        if (m_abandoned)
            return -1;
        const ssize_t n = ::write(fd, data + done, static_cast<size_t>(size - done));
        if (n >= 0) {
            done += n;
            m_room->passed();
            continue;
        }
        const int code = errno;
        const QString name = channel == static_cast<int>(Stream::Output) ? QStringLiteral("standard output")
                                                                         : QStringLiteral("standard error");
        const QString reason = QStringLiteral("cannot write to %1: %2").arg(name, qt_error_string(code));
        if (code == EINTR) {
            continue;
        } else if (code == EAGAIN) { // somebody else made it non-blocking
            pollfd waiting{fd, POLLOUT, 0};
            ::poll(&waiting, 1, 100);
        } else if (RoomWait::isTransient(code) && isFile(fd)) {
            setErrorString(reason);
            if (!m_room->waitForRoom(reason))
                return -1;
        } else if (code == EPIPE) {
            setErrorString(reason);
            return -1;
        } else {
            m_error = reason;
            fd = -1;
        }
    }
    return size;
}

} // namespace pipecore
