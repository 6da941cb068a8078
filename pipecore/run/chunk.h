#pragma once

#include "pipecore/base/pagebuffer.h"
#include "pipecore/capture/timeindex.h"
#include "pipecore/run/outputdevice.h"

#include <atomic>
#include <memory>

namespace pipecore
{

class PipeReader;

/// What travels in front of each piece of output in the pipe between the runner and the pump.
struct ChunkHeader {
    qint64 size;   ///< bytes that follow
    qint64 time;   ///< milliseconds since the start of the session, when they were read
    Stream stream; ///< where they were read
};

/// Writes a chunk: its header, then its bytes. Blocks as `pipe` does; false when the other end is closed.
bool writeChunk(QIODevice &pipe, Stream stream, qint64 time, const char *data, qint64 size);

/// Memory to read output into, from the start of a page on (see PageBuffer). In front of it is room for the
/// header, so that a chunk goes through the pipe in one write.
class ChunkBuffer
{
public:
    /// `size` in bytes, a multiple of 4096.
    explicit ChunkBuffer(qint64 size) : m_pages(size + kRoom) {}

    char *data() const { return m_pages.data() + kRoom; }
    qint64 size() const { return m_pages.size() - kRoom; }
    /// Writes the first `size` bytes as a chunk, as writeChunk() does.
    bool write(QIODevice &pipe, Stream stream, qint64 time, qint64 size) const;

private:
    static constexpr qint64 kRoom = 4096;
    PageBuffer m_pages;
};

/// The bytes of the chunks that a pipe brings, without their headers. A read never spans two chunks, so that
/// channel(), which is the Stream, and time() hold for all that the last read gave.
class ChunkReader : public OutputDevice
{
    Q_OBJECT
public:
    /// `pipe` must outlive the reader, which cannot give it up; any device will do.
    explicit ChunkReader(QIODevice *pipe);
    explicit ChunkReader(std::unique_ptr<PipeReader> pipe);
    ~ChunkReader() override;

    int channel() const override { return static_cast<int>(m_header.stream); }
    qint64 time() const override { return m_header.time; }

    qint64 bytesRead() const override { return m_bytesRead; }
    void giveUp(const QString &error) override;
    PipeStatus status() const override;
    bool waitForReadyRead(int ms) override { return m_left > 0 || m_pipe->waitForReadyRead(ms); }

protected:
    qint64 readData(char *data, qint64 maxSize) override;

private:
    bool readHeader();

    const std::unique_ptr<PipeReader> m_owned;
    QIODevice *const m_pipe;
    ChunkHeader m_header{};
    qint64 m_left = 0;
    std::atomic<qint64> m_bytesRead{0};
};

} // namespace pipecore
