#include "pipecore/net/share/eventencoder.h"

#include "pipecore/text/utf8.h"

#include <QJsonDocument>

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr qint64 kFrame = 120; // bytes of an event around its bytes, at most
constexpr qint64 kPiece = 12 * 1024;

void appendEscaped(QByteArray &to, QByteArrayView text)
{
    static constexpr char hex[] = "0123456789abcdef";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            to.append('\\').append(c);
        else if (c == '\n')
            to.append("\\n");
        else if (c == '\r')
            to.append("\\r");
        else if (c == '\t')
            to.append("\\t");
        else if (byte < 0x20)
            to.append("\\u00").append(hex[byte >> 4]).append(hex[byte & 15]);
        else
            to.append(c);
    }
}

// The longest start of `bytes` of at most `size` bytes that does not tear a character.
QByteArrayView startOf(QByteArrayView bytes, qint64 size)
{
    if (size >= bytes.size())
        return bytes;
    qint64 cut = size;
    while (cut > 0 && size - cut < 4 && (static_cast<unsigned char>(bytes[cut]) & 0xc0) == 0x80)
        --cut;
    const bool isTorn = cut > 0 && size - cut < 4 && cut != size &&
                        decodeUtf8(bytes.begin() + cut, bytes.end()).kind == Utf8Step::Character;
    return bytes.first(isTorn ? cut : size);
}

} // namespace

EncodedOutput encodeOutput(QByteArrayView bytes, const Arrival &arrival, qint64 room)
{
    QByteArrayView piece = startOf(bytes, std::min(kPiece, room));
    while (room > kFrame && !piece.isEmpty()) {
        const bool isText = piece.isValidUtf8();
        QByteArray coded;
        if (isText)
            appendEscaped(coded, piece);
        else
            coded = QByteArray::fromRawData(piece.data(), piece.size()).toBase64();
        if (coded.size() <= room - kFrame) {
            QByteArray text = "id: " + QByteArray::number(arrival.offset + piece.size());
            text += R"(
data: {"stream":")";
            text += arrival.stream == Stream::Error ? "stderr" : "stdout";
            text += R"(","time":)" + QByteArray::number(arrival.time);
            text += isText ? R"(,"text":")" : R"(,"b64":")";
            text += coded + "\"}\n\n";
            return {text, piece.size()};
        }
        piece = startOf(piece, piece.size() / 2);
    }
    return {};
}

QByteArray encodeEvent(const QByteArray &name, qint64 id, const QJsonObject &data)
{
    return "event: " + name + "\nid: " + QByteArray::number(id) +
           "\ndata: " + QJsonDocument(data).toJson(QJsonDocument::Compact) + "\n\n";
}

QByteArray encodeHeartbeat()
{
    return QByteArrayLiteral(": alive\n\n");
}

} // namespace pipecore
