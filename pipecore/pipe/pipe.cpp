#include "pipecore/pipe/pipe.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace pipecore
{

namespace
{

PipeStatus closedPipe()
{
    return {PipeStatus::ClosedPipe, QStringLiteral("read/write on closed pipe")};
}

} // namespace

Pipe::Pipe(qint64 capacity) : m_buffer(static_cast<size_t>(std::max<qint64>(0, capacity))) {}

Pipe::~Pipe() = default;

qint64 Pipe::read(char *data, qint64 maxSize)
{
    if (maxSize < 0)
        return -1;
    const std::lock_guard gate(m_readGate);
    Lock lock(m_lock);
    while (maxSize > 0 && waiting() == 0 && !readEnded())
        m_readers.wait(lock);
    if (readEnded())
        return -1;
    if (maxSize == 0)
        return 0;
    if (buffered()) {
        const qint64 taken = takeFromBuffer(data, maxSize);
        m_writers.wake();
        return taken;
    }
    const qint64 taken = std::min(maxSize, m_pendingSize);
    std::memcpy(data, m_pending, static_cast<size_t>(taken));
    m_pending += taken;
    m_pendingSize -= taken;
    if (m_pendingSize == 0)
        m_writers.wake();
    return taken;
}

qint64 Pipe::write(const char *data, qint64 size)
{
    if (size < 0)
        return -1;
    const std::lock_guard gate(m_writeGate);
    Lock lock(m_lock);
    if (writeEnded())
        return -1;
    if (size == 0)
        return 0;
    const qint64 taken = buffered() ? writeBuffered(lock, data, size) : writeSynchronous(lock, data, size);
    return taken == 0 ? -1 : taken;
}

qint64 Pipe::writeSynchronous(Lock &lock, const char *data, qint64 size)
{
    m_pending = data;
    m_pendingSize = size;
    m_readers.wake();
    notifyReader(lock);
    while (m_pendingSize > 0 && !writeEnded())
        m_writers.wait(lock);
    // A close may have cut the write short: nobody may look at the caller's memory from here on.
    const qint64 left = m_pendingSize;
    m_pending = nullptr;
    m_pendingSize = 0;
    if (left > 0)
        notifyReader(lock);
    return size - left;
}

qint64 Pipe::writeBuffered(Lock &lock, const char *data, qint64 size)
{
    qint64 taken = 0;
    while (taken < size && !writeEnded()) {
        const qint64 put = putIntoBuffer(data + taken, size - taken);
        taken += put;
        if (put > 0) {
            m_readers.wake();
            notifyReader(lock);
        } else {
            m_writers.wait(lock);
        }
    }
    return taken;
}

qint64 Pipe::takeFromBuffer(char *data, qint64 maxSize)
{
    const qint64 capacity = static_cast<qint64>(m_buffer.size());
    const qint64 taken = std::min(maxSize, m_filled);
    const qint64 first = std::min(taken, capacity - m_start);
    std::memcpy(data, m_buffer.data() + m_start, static_cast<size_t>(first));
    std::memcpy(data + first, m_buffer.data(), static_cast<size_t>(taken - first));
    m_start = (m_start + taken) % capacity;
    m_filled -= taken;
    return taken;
}

qint64 Pipe::putIntoBuffer(const char *data, qint64 size)
{
    const qint64 capacity = static_cast<qint64>(m_buffer.size());
    const qint64 put = std::min(size, capacity - m_filled);
    const qint64 at = (m_start + m_filled) % capacity;
    const qint64 first = std::min(put, capacity - at);
    std::memcpy(m_buffer.data() + at, data, static_cast<size_t>(first));
    std::memcpy(m_buffer.data(), data + first, static_cast<size_t>(put - first));
    m_filled += put;
    return put;
}

void Pipe::closeRead(const QString &error)
{
    const std::lock_guard lock(m_lock);
    if (!m_readClosed)
        m_readClosed = error;
    m_readers.wake();
    m_writers.wake();
}

void Pipe::closeWrite(const QString &error)
{
    Lock lock(m_lock);
    if (!m_writeClosed)
        m_writeClosed = error;
    m_readers.wake();
    m_writers.wake();
    notifyReader(lock);
}

PipeStatus Pipe::readStatus() const
{
    const std::lock_guard lock(m_lock);
    if (m_readClosed)
        return closedPipe();
    if (!m_writeClosed || waiting() > 0)
        return {};
    if (m_writeClosed->isEmpty())
        return {PipeStatus::EndOfStream, QStringLiteral("end of stream")};
    return {PipeStatus::Error, *m_writeClosed};
}

PipeStatus Pipe::writeStatus() const
{
    const std::lock_guard lock(m_lock);
    if (m_writeClosed)
        return closedPipe();
    if (!m_readClosed)
        return {};
    return m_readClosed->isEmpty() ? closedPipe() : PipeStatus{PipeStatus::Error, *m_readClosed};
}

qint64 Pipe::bytesWaiting() const
{
    const std::lock_guard lock(m_lock);
    return m_readClosed ? 0 : waiting();
}

bool Pipe::hasNews() const
{
    const std::lock_guard lock(m_lock);
    return !m_readClosed && (waiting() > 0 || m_writeClosed);
}

bool Pipe::waitReadable(int ms)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(std::max(0, ms));
    Lock lock(m_lock);
    while (waiting() == 0 && !readEnded()) {
        if (ms < 0)
            m_readers.wait(lock);
        else if (!m_readers.waitUntil(lock, deadline))
            return waiting() > 0 || readEnded();
    }
    return true;
}

void Pipe::setReadObserver(std::function<void()> observer)
{
    const std::lock_guard lock(m_observerLock);
    m_observer = std::move(observer);
    m_hasObserver.store(static_cast<bool>(m_observer), std::memory_order_release);
}

void Pipe::notifyReader(Lock &lock)
{
    if (!m_hasObserver.load(std::memory_order_acquire))
        return;
    lock.unlock();
    {
        const std::lock_guard observing(m_observerLock);
        if (m_observer)
            m_observer();
    }
    lock.lock();
}

} // namespace pipecore
