#include "pipecore/run/followsource.h"

#include "pipecore/base/pagebuffer.h"
#include "pipecore/pipe/pipewriter.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pipecore
{

namespace
{

constexpr qint64 kReadSize = 256 * 1024;
constexpr int kLookInterval = 200; // ms
constexpr qint64 kRemembered = 64; // bytes: what follows them after a cut is hardly ever the same

} // namespace

FollowSource::FollowSource(QString path, std::unique_ptr<PipeWriter> writer, Clock::time_point epoch,
                           QObject *parent)
    : ReadingSource(std::move(writer), epoch, parent), m_path(std::move(path)), m_lastGrowth(epoch)
{
}

FollowSource::~FollowSource()
{
    join();
}

RunResult FollowSource::readAll()
{
    if (!QFileInfo(QFileInfo(m_path).path()).isDir())
        return failure(QStringLiteral("cannot follow %1: there is no such folder").arg(m_path));
    watch();
    bool hadFile = false;
    while (!isStopped()) {
        if (!m_file) {
            if (openFile()) {
                if (hadFile)
                    tellBreak(QStringLiteral("%1 was replaced by a new file").arg(m_path));
                hadFile = true;
            } else if (errno != ENOENT) {
                return failure(QStringLiteral("cannot follow %1: %2").arg(m_path, qt_error_string(errno)));
            }
        }
        // Looked at before the reading: what the old file got until then is read.
        const bool replaced = m_file && wasReplaced();
        if (m_file && wasCut()) {
            tellBreak(QStringLiteral("%1 was cut; reading goes on at its start").arg(m_path));
            m_offset = 0;
            m_lastRead.clear();
        }
        if (m_file && !readToEnd())
            break;
        if (replaced && Clock::now() - m_lastGrowth >= kQuiet) {
            m_file.reset();
            continue;
        }
        waitForChange();
    }
    return stopped();
}

bool FollowSource::openFile()
{
    m_file.reset(::open(QFile::encodeName(m_path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    m_offset = 0;
    m_lastRead.clear();
    m_lastGrowth = Clock::now();
    if (m_file && m_watch)
        ::inotify_add_watch(m_watch.get(), QFile::encodeName(m_path).constData(), IN_MODIFY);
    return static_cast<bool>(m_file);
}

// False when nobody takes the bytes any more. Each read begins with the last bytes of the one before: when
// they are others, the file was cut in between, and what follows them is not what comes next.
bool FollowSource::readToEnd()
{
    const PageBuffer buffer(kReadSize);
    while (!isStopped()) {
        const qint64 known = m_lastRead.size();
        const ssize_t n = ::pread(m_file.get(), buffer.data(), kReadSize, m_offset - known);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= known || std::memcmp(buffer.data(), m_lastRead.constData(), static_cast<size_t>(known)) != 0)
            return true;
        const char *const fresh = buffer.data() + known;
        m_offset += n - known;
        m_lastGrowth = Clock::now();
        remember(fresh, n - known);
        if (!send(fresh, n - known))
            return false;
    }
    return true;
}

void FollowSource::remember(const char *data, qint64 size)
{
    m_lastRead.append(data + std::max<qint64>(0, size - kRemembered), std::min(size, kRemembered));
    m_lastRead = m_lastRead.right(kRemembered);
}

// Shorter than what was read; or cut, and grown again since: then other bytes stand where the last ones were.
bool FollowSource::wasCut() const
{
    struct stat status {
    };
    if (::fstat(m_file.get(), &status) < 0 || !S_ISREG(status.st_mode))
        return false;
    if (status.st_size < m_offset)
        return true;
    QByteArray there(m_lastRead.size(), Qt::Uninitialized);
    const ssize_t n =
        ::pread(m_file.get(), there.data(), static_cast<size_t>(there.size()), m_offset - there.size());
    return n == there.size() && there != m_lastRead;
}

bool FollowSource::wasReplaced() const
{
    struct stat mine {
    }, named{};
    return ::fstat(m_file.get(), &mine) == 0 && ::stat(QFile::encodeName(m_path).constData(), &named) == 0 &&
           (mine.st_ino != named.st_ino || mine.st_dev != named.st_dev);
}

void FollowSource::watch()
{
    m_watch.reset(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (m_watch)
        ::inotify_add_watch(m_watch.get(), QFile::encodeName(QFileInfo(m_path).path()).constData(),
                            IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE);
}

void FollowSource::waitForChange()
{
    pollfd waiting[] = {{stopFd(), POLLIN, 0}, {m_watch.get(), POLLIN, 0}};
    ::poll(waiting, m_watch ? 2 : 1, kLookInterval);
    char events[4096];
    while (m_watch && ::read(m_watch.get(), events, sizeof events) > 0) {
    }
}

} // namespace pipecore
