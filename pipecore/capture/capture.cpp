#include "pipecore/capture/capture.h"

#include <QCoreApplication>
#include <QEvent>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pipecore
{

namespace
{

QString failure(const QString &what, const QString &path, int code)
{
    return QStringLiteral("cannot %1 %2: %3").arg(what, path, qt_error_string(code));
}

} // namespace

Capture::Capture(QString path, int fd, qint64 end, bool ended)
    : m_path(std::move(path)), m_fd(fd), m_end(end), m_ended(ended)
{
}

Capture::~Capture()
{
    ::close(m_fd);
}

tl::expected<Capture::Ptr, QString> Capture::create(const QString &path)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return tl::unexpected(failure(QStringLiteral("create"), path, errno));
    ::flock(fd, LOCK_EX | LOCK_NB);
    return Ptr(new Capture(path, fd, 0, false));
}

tl::expected<Capture::Ptr, QString> Capture::open(const QString &path)
{
    // O_NONBLOCK: opening a FIFO by mistake must not hang.
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return tl::unexpected(failure(QStringLiteral("open"), path, errno));
    struct stat info {
    };
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(fd);
        return tl::unexpected(QStringLiteral("cannot open %1: not a regular file").arg(path));
    }
    return Ptr(new Capture(path, fd, info.st_size, true));
}

bool Capture::isBeingWritten(const QString &path)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    const bool locked = ::flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(fd);
    return locked;
}

qint64 Capture::read(qint64 offset, char *data, qint64 maxSize, QString *error) const
{
    const qint64 size = std::min(maxSize, end() - offset);
    if (size <= 0)
        return 0;
    qint64 done = 0;
    while (done < size) {
        const ssize_t n = ::pread(m_fd, data + done, static_cast<size_t>(size - done), offset + done);
        if (n > 0) {
            done += n;
        } else if (n < 0 && errno == EINTR) {
            continue;
        } else {
            if (error)
                *error = n < 0 ? failure(QStringLiteral("read"), m_path, errno)
                               : QStringLiteral("%1 was truncated by another program").arg(m_path);
            return done > 0 ? done : -1;
        }
    }
    return done;
}

Capture::Appended Capture::append(const char *data, qint64 size)
{
    qint64 done = 0;
    int code = 0;
    const qint64 start = m_end.load(std::memory_order_relaxed);
    while (done < size) {
        const ssize_t n = ::pwrite(m_fd, data + done, static_cast<size_t>(size - done), start + done);
        if (n > 0) {
            done += n;
        } else if (n == 0 || errno != EINTR) {
            code = n == 0 ? EIO : errno;
            break;
        }
    }
    if (done > 0) {
        m_end.store(start + done);
        {
            const std::lock_guard lock(m_tapLock);
            if (m_tap)
                m_tap->appended(start, data, done);
        }
        announce();
    }
    return {done, code};
}

void Capture::finish()
{
    m_ended.store(true);
    ::flock(m_fd, LOCK_UN);
    {
        const std::lock_guard lock(m_tapLock);
        if (m_tap)
            m_tap->finished();
    }
    announce();
}

void Capture::setTap(CaptureTap *tap)
{
    const std::lock_guard lock(m_tapLock);
    m_tap = tap;
}

void Capture::announce()
{
    if (m_interested.load() == 0)
        return;
    {
        const std::lock_guard lock(m_lock);
        for (CaptureWatch *watch : m_watches)
            watch->post();
    }
    m_moved.notify_all(); // who wakes up finds the lock free
}

bool Capture::waitBeyond(qint64 offset, int ms, const std::atomic<bool> *cancelled) const
{
    // In one order with m_interested, as append() has them: one of the two sees the other.
    const auto moved = [&] { return m_end.load() > offset || m_ended.load(); };
    if (moved())
        return true;
    std::unique_lock lock(m_lock);
    ++m_interested;
    const auto done = [&] { return moved() || (cancelled && cancelled->load()); };
    if (ms < 0)
        m_moved.wait(lock, done);
    else
        m_moved.wait_for(lock, std::chrono::milliseconds(ms), done);
    --m_interested;
    return moved();
}

void Capture::interruptWaits()
{
    const std::lock_guard lock(m_lock); // no wait is between its look and its sleep
    m_moved.notify_all();
}

CaptureWatch::CaptureWatch(Capture::Ptr capture, QObject *parent)
    : QObject(parent), m_capture(std::move(capture))
{
    const std::lock_guard lock(m_capture->m_lock);
    m_capture->m_watches.push_back(this);
    ++m_capture->m_interested;
}

CaptureWatch::~CaptureWatch()
{
    const std::lock_guard lock(m_capture->m_lock);
    std::erase(m_capture->m_watches, this);
    --m_capture->m_interested;
}

void CaptureWatch::post()
{
    if (!m_posted.exchange(true))
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

bool CaptureWatch::event(QEvent *event)
{
    if (!m_posted.load() || event->type() != QEvent::User)
        return QObject::event(event);
    m_posted.exchange(false);
    emit moved();
    return true;
}

} // namespace pipecore
