#include "pipecore/net/share/gzipbody.h"

#include <array>
#include <atomic>

#include <zlib.h>

namespace pipecore
{

namespace
{

constexpr int kGzipWindow = 15 + 16; // as zlib's deflateInit2 has it: 32 KiB, with a gzip header
constexpr int kFast = 4;
std::atomic<int> g_running{0};

} // namespace

struct GzipBody::Compressor {
    z_stream stream{};
    std::array<char, 16 * 1024> input;
    bool inputEnded = false;
    bool ended = false;
};

GzipBody::GzipBody(std::unique_ptr<HttpBody> body)
    : m_body(std::move(body)), m_compressor(std::make_unique<Compressor>())
{
    ++g_running;
    m_compressor->ended =
        deflateInit2(&m_compressor->stream, kFast, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK;
}

GzipBody::~GzipBody()
{
    deflateEnd(&m_compressor->stream);
    --g_running;
}

bool GzipBody::isRoom()
{
    return g_running < kAtOnce;
}

qint64 GzipBody::read(char *data, qint64 maxSize)
{
    Compressor &c = *m_compressor;
    if (c.ended)
        return End;
    c.stream.next_out = reinterpret_cast<Bytef *>(data);
    c.stream.avail_out = static_cast<uInt>(maxSize);
    while (c.stream.avail_out == static_cast<uInt>(maxSize)) {
        if (c.stream.avail_in == 0 && !c.inputEnded) {
            const qint64 size = m_body->read(c.input.data(), c.input.size());
            if (size == Failed || size == Wait)
                return Failed;
            c.inputEnded = size == End;
            c.stream.next_in = reinterpret_cast<Bytef *>(c.input.data());
            c.stream.avail_in = static_cast<uInt>(std::max<qint64>(0, size));
        }
        const int result = deflate(&c.stream, c.inputEnded ? Z_FINISH : Z_NO_FLUSH);
        if (result == Z_STREAM_END) {
            c.ended = true;
            break;
        }
        if (result != Z_OK && result != Z_BUF_ERROR)
            return Failed;
    }
    const qint64 made = maxSize - static_cast<qint64>(c.stream.avail_out);
    return made > 0 ? made : qint64(End);
}

QByteArray GzipBody::compressed(const QByteArray &content)
{
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    QByteArray out(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(content.size()))),
                   Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(content.constData()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.truncate(done ? static_cast<qsizetype>(stream.total_out) : 0);
    deflateEnd(&stream);
    return out;
}

} // namespace pipecore
