#include "pipecore/session/exporter.h"

#include "pipecore/base/pagebuffer.h"
#include "pipecore/text/textscreen.h"

#include <QIODevice>

#include <vector>

namespace pipecore
{

namespace
{

constexpr qint64 kPieceSize = 256 * 1024;

// Calls take(data, size) for all bytes that are there now, until it returns false.
template<typename Take>
tl::expected<void, QString> forEachPiece(const Capture &capture, Take take)
{
    const qint64 size = capture.end();
    const PageBuffer piece(kPieceSize);
    for (qint64 at = 0; at < size;) {
        QString error;
        const qint64 n = capture.read(at, piece.data(), std::min(kPieceSize, size - at), &error);
        if (n <= 0)
            return tl::unexpected(error);
        if (!take(piece.data(), n))
            break;
        at += n;
    }
    return {};
}

} // namespace

tl::expected<void, QString> exportRaw(const Capture &capture, QIODevice &to)
{
    bool written = true;
    const auto read = forEachPiece(capture, [&](const char *data, qint64 size) {
        written = to.write(data, size) == size;
        return written;
    });
    if (!read)
        return read;
    if (!written)
        return tl::unexpected(to.errorString());
    return {};
}

tl::expected<void, QString> exportText(const Capture &capture, QIODevice &to)
{
    QByteArray text;
    bool written = true;
    const auto flush = [&] {
        written = written && to.write(text) == text.size();
        text.clear();
    };
    TextScreen screen([&](const CellLine &row) {
        text += row.text().toUtf8();
        text += '\n';
        if (text.size() >= kPieceSize)
            flush();
    });
    const auto read = forEachPiece(capture, [&](const char *data, qint64 size) {
        screen.feed(data, size);
        return written;
    });
    if (!read)
        return read;
    screen.finish();
    flush();
    if (!written)
        return tl::unexpected(to.errorString());
    return {};
}

} // namespace pipecore
