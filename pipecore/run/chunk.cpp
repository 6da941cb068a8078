#include "pipecore/run/chunk.h"

#include "pipecore/pipe/pipereader.h"

#include <cstring>

namespace pipecore
{

bool writeChunk(QIODevice &pipe, Stream stream, qint64 time, const char *data, qint64 size)
{
    const ChunkHeader header{size, time, stream};
    return pipe.write(reinterpret_cast<const char *>(&header), sizeof header) == sizeof header &&
           pipe.write(data, size) == size;
}

bool ChunkBuffer::write(QIODevice &pipe, Stream stream, qint64 time, qint64 size) const
{
    const ChunkHeader header{size, time, stream};
    constexpr auto headerSize = static_cast<qint64>(sizeof header);
    static_assert(headerSize <= kRoom);
    char *const start = data() - headerSize;
    std::memcpy(start, &header, sizeof header);
    return pipe.write(start, headerSize + size) == headerSize + size;
}

ChunkReader::ChunkReader(QIODevice *pipe) : m_pipe(pipe)
{
    QIODevice::open(ReadOnly | Unbuffered);
}

ChunkReader::ChunkReader(std::unique_ptr<PipeReader> pipe) : m_owned(std::move(pipe)), m_pipe(m_owned.get())
{
    QIODevice::open(ReadOnly | Unbuffered);
}

ChunkReader::~ChunkReader() = default;

void ChunkReader::giveUp(const QString &error)
{
    if (m_owned)
        m_owned->closeWithError(error);
}

PipeStatus ChunkReader::status() const
{
    return m_left > 0 ? PipeStatus{} : endStatus(*m_pipe);
}

bool ChunkReader::readHeader()
{
    char *const bytes = reinterpret_cast<char *>(&m_header);
    qint64 got = 0;
    while (got < qint64(sizeof m_header)) {
        // One that was closed meanwhile would be complained of.
        const qint64 n =
            m_pipe->isOpen() ? m_pipe->read(bytes + got, sizeof m_header - static_cast<size_t>(got)) : -1;
        if (n <= 0)
            return false;
        got += n;
    }
    m_left = m_header.size;
    return true;
}

qint64 ChunkReader::readData(char *data, qint64 maxSize)
{
    while (m_left == 0) {
        if (!readHeader()) {
            setErrorString(m_pipe->errorString());
            return -1;
        }
    }
    const qint64 n = m_pipe->read(data, std::min(maxSize, m_left));
    if (n > 0) {
        m_left -= n;
        m_bytesRead += n;
    }
    return n;
}

} // namespace pipecore
