#pragma once

#include <QByteArray>
#include <QString>

#include <mutex>
#include <optional>
#include <vector>

namespace pipecore
{

/// Which of the command's streams bytes came from.
enum class Stream : quint8 { Output = 0, Error = 1 };

/// From `offset` on, bytes arrived at `time` on `stream`, until the next entry.
struct Arrival {
    qint64 offset = 0; ///< bytes into the capture
    qint64 time = 0;   ///< milliseconds since the start of the session
    Stream stream = Stream::Output;
    bool operator==(const Arrival &) const = default;
};

/// When the bytes of a capture arrived and from which stream: one entry for each change of stream and, at
/// most, for each millisecond. The entries are in a file; in memory is one of 256 and what is not written
/// yet.
///
/// File format: "RNLTIM01", then for each entry two LEB128 varints (DWARF 5, section 7.6): bytes since the
/// entry before << 1 | stream, and milliseconds since the entry before. A cut last entry is ignored, and so
/// is all from bytes on that are no entry.
///
/// One thread appends; any thread asks and flushes.
class TimeIndex
{
public:
    /// An index that is kept in memory alone: without a file.
    TimeIndex() = default;
    ~TimeIndex();
    TimeIndex(const TimeIndex &) = delete;
    TimeIndex &operator=(const TimeIndex &) = delete;

    /// Makes `path`, to append to it. False when that fails; the entries then stay in memory.
    bool create(const QString &path);
    /// Reads what a file holds. False when it is missing or not such a file.
    bool open(const QString &path);

    /// Bytes from `offset` on arrived at `time` on `stream`. Neither ever goes back.
    void append(qint64 offset, qint64 time, Stream stream);
    /// Writes what is not in the file yet. False (and nothing lost) when the disk does not take it.
    bool flush();

    /// The entry that covers `offset`: nothing before the first.
    std::optional<Arrival> at(qint64 offset) const;
    /// The first entry that is not earlier than `time`.
    std::optional<Arrival> since(qint64 time) const;
    /// The entries that cover [start, end), the first one as it stands in the index.
    std::vector<Arrival> between(qint64 start, qint64 end) const;
    /// The first entry behind `offset` that came `ms` milliseconds or more after the one before it. Reads on
    /// to the end, a piece at a time.
    std::optional<Arrival> nextGap(qint64 offset, qint64 ms) const;
    qint64 entries() const;

private:
    struct Checkpoint {
        Arrival arrival;
        qint64 position; // in the file, behind the entry
    };
    template<typename Visit> void visitFrom(size_t checkpoint, Visit visit) const;
    QByteArray encodedBytes(qint64 from, qint64 to) const;
    void note(const Arrival &arrival, qint64 position);

    mutable std::mutex m_lock;
    int m_fd = -1;
    QByteArray m_unwritten;
    qint64 m_written = 0; // bytes of the file
    std::vector<Checkpoint> m_checkpoints;
    Arrival m_last;
    qint64 m_entries = 0;
};

} // namespace pipecore
