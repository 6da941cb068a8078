#pragma once

#include "pipecore/pipe/parking.h"
#include "pipecore/pipe/pipestatus.h"

#include <QtGlobal>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace pipecore
{

/// A pipe in memory that joins code that writes to code that reads; the core that both ends share.
///
/// Synchronous (capacity 0), as io.Pipe of Go (https://pkg.go.dev/io#Pipe): a write is matched with one or
/// more reads that consume it fully, and bytes are copied once, from the writer's memory to the reader's. A
/// read never spans two writes. With a capacity, a write returns once its bytes are in the buffer, and a read
/// takes what the buffer holds.
///
/// Every method may be called from any thread at any time. Parallel reads are served one after another, and
/// so are parallel writes. Only read(), write() and waitReadable() block.
class Pipe
{
public:
    /// `capacity` in bytes; 0 is the synchronous pipe.
    explicit Pipe(qint64 capacity = 0);
    ~Pipe();
    Pipe(const Pipe &) = delete;
    Pipe &operator=(const Pipe &) = delete;

    /// Blocks until a write arrives or an end is closed. The bytes read (at most `maxSize`, more than 0), or
    /// -1 at the end: readStatus() says why. A `maxSize` of 0 returns 0 at once while the pipe is open.
    qint64 read(char *data, qint64 maxSize);

    /// Blocks until every byte is consumed (capacity 0) or accepted. The bytes taken, which are fewer than
    /// `size` when an end was closed meanwhile; -1 when none was: writeStatus() says why. A `size` of 0
    /// returns 0 at once while the pipe is open: a reader never sees an empty write.
    qint64 write(const char *data, qint64 size);

    /// Later and blocked writes fail with `error`, or with "read/write on closed pipe". Never blocks; the
    /// first close of an end stays.
    void closeRead(const QString &error = {});

    /// Later and blocked reads end: with `error`, or with a clean end of stream. Bytes already accepted into
    /// a buffer are delivered first. Never blocks; the first close of an end stays.
    void closeWrite(const QString &error = {});

    PipeStatus readStatus() const;
    PipeStatus writeStatus() const;

    /// Bytes that a read would get without waiting.
    qint64 bytesWaiting() const;

    /// True when a read would return at once: bytes wait, or the write end is closed.
    bool hasNews() const;

    /// Waits until a read would not block (bytes wait, or the end is reached), at most `ms` milliseconds; a
    /// negative `ms` is no limit. False on time-out.
    bool waitReadable(int ms);

    /// `observer` is called when bytes start to wait and when the write end is closed: from the thread that
    /// did it, with no lock of the pipe's state held. It must not block, and must not set an observer. Once
    /// setReadObserver(nullptr) returns it is not running and will not be called again.
    void setReadObserver(std::function<void()> observer);

private:
    using Lock = Parking::Lock;

    bool buffered() const { return !m_buffer.empty(); }
    qint64 waiting() const { return buffered() ? m_filled : m_pendingSize; }
    bool readEnded() const { return m_readClosed || (m_writeClosed && waiting() == 0); }
    bool writeEnded() const { return m_readClosed || m_writeClosed; }
    qint64 takeFromBuffer(char *data, qint64 maxSize);
    qint64 putIntoBuffer(const char *data, qint64 size);
    qint64 writeBuffered(Lock &lock, const char *data, qint64 size);
    qint64 writeSynchronous(Lock &lock, const char *data, qint64 size);
    void notifyReader(Lock &lock);

    std::mutex m_readGate;    // one read at a time; taken before m_lock
    std::mutex m_writeGate;   // one write at a time; taken before m_lock
    mutable SpinMutex m_lock; // guards all that follows, up to the observer
    Parking m_readers;
    Parking m_writers;
    const char *m_pending = nullptr; // the write in progress: the writer's memory, valid while it waits
    qint64 m_pendingSize = 0;
    std::vector<char> m_buffer; // a ring; empty in a synchronous pipe
    qint64 m_start = 0;
    qint64 m_filled = 0;
    std::optional<QString> m_readClosed;
    std::optional<QString> m_writeClosed;

    std::mutex m_observerLock; // never taken while m_lock is held
    std::function<void()> m_observer;
    std::atomic<bool> m_hasObserver{false};
};

class PipeReader;
class PipeWriter;

/// Both ends of one pipe, open.
struct PipeEnds {
    std::unique_ptr<PipeReader> reader;
    std::unique_ptr<PipeWriter> writer;
    PipeEnds();
    ~PipeEnds();
    PipeEnds(PipeEnds &&) noexcept;
    PipeEnds &operator=(PipeEnds &&) noexcept;
};

/// Makes a pipe of `capacity` bytes, as Pipe's constructor takes it, and its ends as QIODevices.
PipeEnds makePipe(qint64 capacity = 0);

} // namespace pipecore

#include "pipecore/pipe/pipereader.h"
#include "pipecore/pipe/pipewriter.h"
