#include "pipecore/session/exporter.h"

#include "pipecore/base/pagebuffer.h"
#include "pipecore/session/arrivedpieces.h"
#include "pipecore/session/exportbuffer.h"
#include "pipecore/session/htmlexport.h"
#include "pipecore/session/recordencoder.h"
#include "pipecore/text/linerun.h"
#include "pipecore/text/plaintext.h"
#include "pipecore/text/sgrencode.h"
#include "pipecore/text/textscreen.h"

#include <QIODevice>
#include <QStringDecoder>

#include <vector>

namespace pipecore
{

namespace
{

constexpr qint64 kPieceSize = 256 * 1024;

// Calls take(data, size) for all bytes that are there now, until it returns false.
template<typename Take> tl::expected<void, QString> forEachPiece(const Capture &capture, Take take)
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

// Calls append(bytes, row) for the rows that a terminal shows at the end.
template<typename Append>
tl::expected<void, QString> exportRows(const Capture &capture, ExportBuffer &buffer, ExportLosses *losses,
                                       Append append)
{
    bool good = true;
    TextScreen screen([&](const CellLine &row) {
        append(buffer.bytes(), row);
        good = buffer.spill();
        if (!losses)
            return;
        losses->invalidBytes += invalidCells(row);
        losses->longRows += row.columns() >= TextScreen::kMostColumns;
    });
    const auto read = forEachPiece(capture, [&](const char *data, qint64 size) {
        screen.feed(data, size);
        return good;
    });
    if (!read)
        return read;
    screen.finish();
    return {};
}

// Laid-out text stays as it is, with its tabs, form feeds, and blanks at the ends of rows.
tl::expected<void, QString> exportLaidOut(const Capture &capture, ExportBuffer &buffer, ExportLosses *losses)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    bool rowOpen = false;
    const auto read = forEachPiece(capture, [&](const char *data, qint64 size) {
        const QString text = decoder(QByteArrayView(data, size));
        if (losses)
            losses->invalidBytes += text.count(QChar::ReplacementCharacter);
        buffer.bytes() += text.toUtf8().replace('\r', QByteArrayView());
        rowOpen = data[size - 1] != '\n';
        return buffer.spill();
    });
    if (rowOpen)
        buffer.bytes() += '\n';
    return read;
}

tl::expected<bool, QString> isLaidOutText(const Capture &capture)
{
    PlainTextCheck check;
    const auto read =
        forEachPiece(capture, [&](const char *data, qint64 size) { return check.feed(data, size); });
    if (!read)
        return tl::unexpected(read.error());
    return check.finish();
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

tl::expected<void, QString> exportText(const Capture &capture, QIODevice &to, ExportLosses *losses)
{
    ExportBuffer buffer(to);
    const auto isLaidOut = isLaidOutText(capture);
    if (!isLaidOut)
        return tl::unexpected(isLaidOut.error());
    const auto done = *isLaidOut
                          ? exportLaidOut(capture, buffer, losses)
                          : exportRows(capture, buffer, losses, [](QByteArray &bytes, const CellLine &row) {
                                QString shown = row.text();
                                while (shown.endsWith(u' ')) // nobody sees them on a screen
                                    shown.chop(1);
                                bytes += shown.toUtf8() + '\n';
                            });
    return done ? buffer.finish() : done;
}

tl::expected<void, QString> exportAnsi(const Capture &capture, QIODevice &to, ExportLosses *losses)
{
    ExportBuffer buffer(to);
    const auto done = exportRows(capture, buffer, losses, [](QByteArray &bytes, const CellLine &row) {
        appendAnsi(bytes, row);
        bytes += '\n';
    });
    return done ? buffer.finish() : done;
}

tl::expected<void, QString> exportHtml(Recording &recording, QIODevice &to, ExportLosses *losses)
{
    ExportBuffer buffer(to);
    html::appendHead(buffer.bytes(), recording.record());
    const auto done = exportRows(*recording.capture(), buffer, losses, html::appendRow);
    if (!done)
        return done;
    html::appendTail(buffer.bytes());
    return buffer.finish();
}

tl::expected<void, QString> exportNdjson(Recording &recording, QIODevice &to)
{
    ExportBuffer buffer(to);
    RecordEncoder encoder(recording.record().id, recording.record().started);
    const auto read =
        forEachArrived(recording, 0, recording.capture()->end(), [&](const ArrivedPiece &piece) {
            encoder.feed(piece.stream, piece.time, piece.bytes.data(), piece.bytes.size(), buffer.bytes());
            return buffer.spill();
        });
    if (!read)
        return read;
    encoder.flush(buffer.bytes());
    return buffer.finish();
}

} // namespace pipecore
