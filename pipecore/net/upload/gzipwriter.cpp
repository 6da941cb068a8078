#include "pipecore/net/upload/gzipwriter.h"

#include <array>

namespace pipecore
{

namespace
{

constexpr int kGzip = 15 + 16; // the largest window, and gzip's header rather than zlib's
constexpr int kMemoryLevel = 8;

} // namespace

GzipWriter::GzipWriter(QIODevice *to) : m_to(to)
{
    deflateInit2(&m_stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, kMemoryLevel, Z_DEFAULT_STRATEGY);
    QIODevice::open(WriteOnly | Unbuffered);
}

GzipWriter::~GzipWriter()
{
    deflateEnd(&m_stream);
}

bool GzipWriter::finish()
{
    m_stream.avail_in = 0;
    return deflateAll(Z_FINISH);
}

qint64 GzipWriter::writeData(const char *data, qint64 size)
{
    m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(data));
    m_stream.avail_in = static_cast<uInt>(size);
    return deflateAll(Z_NO_FLUSH) ? size : -1;
}

bool GzipWriter::deflateAll(int flush)
{
    std::array<char, 16 * 1024> out;
    do {
        m_stream.next_out = reinterpret_cast<Bytef *>(out.data());
        m_stream.avail_out = out.size();
        if (::deflate(&m_stream, flush) == Z_STREAM_ERROR)
            return false;
        const auto made = static_cast<qint64>(out.size() - m_stream.avail_out);
        if (made > 0 && m_to->write(out.data(), made) != made) {
            setErrorString(m_to->errorString());
            return false;
        }
    } while (m_stream.avail_out == 0);
    return true;
}

} // namespace pipecore
