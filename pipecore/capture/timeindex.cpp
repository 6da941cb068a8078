#include "pipecore/capture/timeindex.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <limits>

#include <fcntl.h>
#include <unistd.h>

namespace pipecore
{

namespace
{

const QByteArray kMagic = QByteArrayLiteral("RNLTIM01");
constexpr qint64 kEntriesPerCheckpoint = 256;
constexpr qint64 kLongestEntry = 20;

void putVarint(QByteArray &bytes, quint64 value)
{
    while (value >= 0x80) {
        bytes.append(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    bytes.append(static_cast<char>(value));
}

// False when the bytes end within the number, or it does not fit.
bool takeVarint(QByteArrayView &bytes, quint64 &value)
{
    value = 0;
    for (int i = 0; i < std::min<int>(10, static_cast<int>(bytes.size())); ++i) {
        const auto byte = static_cast<quint8>(bytes[i]);
        value |= quint64(byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            bytes = bytes.sliced(i + 1);
            return true;
        }
    }
    return false;
}

bool takeEntry(QByteArrayView &bytes, Arrival &arrival)
{
    QByteArrayView rest = bytes;
    quint64 offset = 0, time = 0;
    if (!takeVarint(rest, offset) || !takeVarint(rest, time))
        return false;
    // Neither can be larger than what is left of the range: such a file was made to do harm.
    constexpr auto most = static_cast<quint64>(std::numeric_limits<qint64>::max());
    if (offset >> 1 > most - static_cast<quint64>(arrival.offset) ||
        time > most - static_cast<quint64>(arrival.time))
        return false;
    arrival.offset += static_cast<qint64>(offset >> 1);
    arrival.stream = offset & 1 ? Stream::Error : Stream::Output;
    arrival.time += static_cast<qint64>(time);
    bytes = rest;
    return true;
}

} // namespace

TimeIndex::~TimeIndex()
{
    if (m_fd < 0)
        return;
    flush();
    ::close(m_fd);
}

bool TimeIndex::create(const QString &path)
{
    const std::lock_guard lock(m_lock);
    m_fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    m_unwritten.prepend(kMagic);
    return m_fd >= 0;
}

bool TimeIndex::open(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.read(kMagic.size()) != kMagic)
        return false;
    const std::lock_guard lock(m_lock);
    m_fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    m_written = kMagic.size();
    Arrival arrival;
    QByteArray piece;
    for (QByteArray more = file.read(1 << 20); !more.isEmpty(); more = file.read(1 << 20)) {
        piece += more;
        QByteArrayView rest(piece);
        while (takeEntry(rest, arrival))
            note(arrival, m_written + (piece.size() - rest.size()));
        m_written += piece.size() - rest.size();
        piece = rest.toByteArray();
        if (piece.size() >= kLongestEntry)
            break; // that is no entry, and so is nothing behind it
    }
    return m_fd >= 0;
}

void TimeIndex::note(const Arrival &arrival, qint64 position)
{
    if (m_entries % kEntriesPerCheckpoint == 0)
        m_checkpoints.push_back({arrival, position});
    m_last = arrival;
    ++m_entries;
}

void TimeIndex::append(qint64 offset, qint64 time, Stream stream)
{
    const std::lock_guard lock(m_lock);
    time = std::max(time, m_last.time);
    if (m_entries > 0 && stream == m_last.stream && time == m_last.time)
        return;
    putVarint(m_unwritten, static_cast<quint64>(offset - m_last.offset) << 1 | static_cast<quint64>(stream));
    putVarint(m_unwritten, static_cast<quint64>(time - m_last.time));
    note({offset, time, stream}, m_written + m_unwritten.size());
}

bool TimeIndex::flush()
{
    const std::lock_guard lock(m_lock);
    while (m_fd >= 0 && !m_unwritten.isEmpty()) {
        const ssize_t n =
            ::pwrite(m_fd, m_unwritten.constData(), static_cast<size_t>(m_unwritten.size()), m_written);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        m_unwritten.remove(0, n);
        m_written += n;
    }
    return true;
}

QByteArray TimeIndex::encodedBytes(qint64 from, qint64 to) const
{
    QByteArray bytes;
    if (from < m_written) {
        bytes.resize(std::min(to, m_written) - from);
        bytes.truncate(
            std::max<qint64>(0, ::pread(m_fd, bytes.data(), static_cast<size_t>(bytes.size()), from)));
    }
    if (to > m_written) {
        const qint64 skip = std::max<qint64>(0, from - m_written);
        bytes += m_unwritten.mid(skip, to - m_written - skip);
    }
    return bytes;
}

// Calls visit(arrival) for the entries from a checkpoint on, until it returns false.
template<typename Visit> void TimeIndex::visitFrom(size_t checkpoint, Visit visit) const
{
    for (; checkpoint < m_checkpoints.size(); ++checkpoint) {
        Arrival arrival = m_checkpoints[checkpoint].arrival;
        if (!visit(arrival))
            return;
        const qint64 from = m_checkpoints[checkpoint].position;
        const QByteArray bytes = encodedBytes(from, from + kEntriesPerCheckpoint * kLongestEntry);
        QByteArrayView rest(bytes);
        for (qint64 i = 1; i < kEntriesPerCheckpoint && takeEntry(rest, arrival); ++i)
            if (!visit(arrival))
                return;
    }
}

std::optional<Arrival> TimeIndex::at(qint64 offset) const
{
    const std::lock_guard lock(m_lock);
    const auto after = std::upper_bound(m_checkpoints.begin(), m_checkpoints.end(), offset,
                                        [](qint64 o, const Checkpoint &c) { return o < c.arrival.offset; });
    if (after == m_checkpoints.begin())
        return {};
    std::optional<Arrival> found;
    visitFrom(static_cast<size_t>(after - m_checkpoints.begin() - 1), [&](const Arrival &arrival) {
        if (arrival.offset > offset)
            return false;
        found = arrival;
        return true;
    });
    return found;
}

std::optional<Arrival> TimeIndex::since(qint64 time) const
{
    const std::lock_guard lock(m_lock);
    const auto notBefore = std::lower_bound(m_checkpoints.begin(), m_checkpoints.end(), time,
                                            [](const Checkpoint &c, qint64 t) { return c.arrival.time < t; });
    const auto first = notBefore == m_checkpoints.begin() ? notBefore : notBefore - 1;
    std::optional<Arrival> found;
    visitFrom(static_cast<size_t>(first - m_checkpoints.begin()), [&](const Arrival &arrival) {
        if (arrival.time >= time)
            found = arrival;
        return !found;
    });
    return found;
}

std::vector<Arrival> TimeIndex::between(qint64 start, qint64 end) const
{
    const std::lock_guard lock(m_lock);
    std::vector<Arrival> found;
    auto after = std::upper_bound(m_checkpoints.begin(), m_checkpoints.end(), start,
                                  [](qint64 o, const Checkpoint &c) { return o < c.arrival.offset; });
    if (after != m_checkpoints.begin())
        --after;
    visitFrom(static_cast<size_t>(after - m_checkpoints.begin()), [&](const Arrival &arrival) {
        if (arrival.offset >= end)
            return false;
        if (arrival.offset <= start)
            found.clear();
        found.push_back(arrival);
        return true;
    });
    return found;
}

std::optional<Arrival> TimeIndex::nextGap(qint64 offset, qint64 ms) const
{
    std::optional<Arrival> before = at(offset);
    for (qint64 from = before ? before->offset : 0;;) {
        std::optional<Arrival> found;
        qint64 seen = 0;
        {
            const std::lock_guard lock(m_lock); // let go of now and then: the writer waits for it
            const auto after =
                std::upper_bound(m_checkpoints.begin(), m_checkpoints.end(), from,
                                 [](qint64 o, const Checkpoint &c) { return o < c.arrival.offset; });
            const auto first = after == m_checkpoints.begin() ? after : after - 1;
            visitFrom(static_cast<size_t>(first - m_checkpoints.begin()), [&](const Arrival &arrival) {
                if (arrival.offset <= from)
                    return true;
                if (before && arrival.time - before->time >= ms) {
                    found = arrival;
                    return false;
                }
                before = arrival;
                return ++seen < 64 * kEntriesPerCheckpoint;
            });
        }
        if (found || seen == 0)
            return found;
        from = before->offset;
    }
}

qint64 TimeIndex::entries() const
{
    const std::lock_guard lock(m_lock);
    return m_entries;
}

} // namespace pipecore
