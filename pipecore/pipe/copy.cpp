#include "pipecore/pipe/copy.h"

#include "pipecore/base/pagebuffer.h"
#include "pipecore/pipe/pipestatus.h"

#include <QIODevice>

namespace pipecore
{

namespace
{

// Large enough for the system calls not to count, small enough to stay in a processor's second-level cache.
constexpr qint64 kBufferSize = 256 * 1024;

// A read that gave nothing: whether to try once more. Sockets and processes give 0 bytes when none are there
// yet; a file gives 0 at its end.
bool waitForMore(QIODevice &from, qint64 got)
{
    if (!from.isSequential())
        return false;
    return got == 0 && from.waitForReadyRead(-1);
}

// write() of a QIODevice may take a part; a part is no failure as long as it goes on.
qint64 writeAll(QIODevice &to, const char *data, qint64 size)
{
    qint64 written = 0;
    while (written < size) {
        const qint64 n = to.write(data + written, size - written);
        if (n <= 0)
            break;
        written += n;
    }
    return written;
}

} // namespace

qint64 copy(QIODevice &from, QIODevice &to, QString *error)
{
    if (error)
        error->clear();
    const PageBuffer buffer(kBufferSize);
    qint64 copied = 0;
    for (;;) {
        const qint64 got = from.read(buffer.data(), kBufferSize);
        if (got > 0) {
            const qint64 written = writeAll(to, buffer.data(), got);
            copied += written;
            if (written < got) {
                if (error)
                    *error = to.errorString();
                return copied;
            }
        } else if (!waitForMore(from, got)) {
            const PipeStatus end = endStatus(from);
            if (error && end.code != PipeStatus::EndOfStream)
                *error = end.text;
            return copied;
        }
    }
}

} // namespace pipecore
