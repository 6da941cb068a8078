#include "pipecore/session/passthrough.h"

#include "pipecore/run/chunk.h"
#include "pipecore/session/roomwait.h"

#include <cerrno>

#include <poll.h>
#include <unistd.h>

namespace pipecore
{

Passthrough::Passthrough(int outputFd, int errorFd, const ChunkReader *chunks, RoomWait *room)
    : m_fds{outputFd, errorFd}, m_chunks(chunks), m_room(room)
{
    QIODevice::open(WriteOnly | Unbuffered);
}

qint64 Passthrough::writeData(const char *data, qint64 size)
{
    int &fd = m_fds[static_cast<int>(m_chunks->stream())];
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
        const QString name = m_chunks->stream() == Stream::Output ? QStringLiteral("standard output")
                                                                  : QStringLiteral("standard error");
        const QString reason = QStringLiteral("cannot write to %1: %2").arg(name, qt_error_string(code));
        if (code == EINTR) {
            continue;
        } else if (code == EAGAIN) { // somebody else made it non-blocking
            pollfd waiting{fd, POLLOUT, 0};
            ::poll(&waiting, 1, 100);
        } else if (RoomWait::isTransient(code)) {
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
