// What the share server reads of a request by itself, and the events that it makes of any output.

#include "pipecore/net/share/accesspolicy.h"
#include "pipecore/net/share/eventencoder.h"
#include "pipecore/net/share/httpparse.h"

#include <QJsonDocument>

#include <cstdlib>

using namespace pipecore;

namespace
{

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void fuzzParsers(const QByteArray &text, qint64 size)
{
    ByteRange range;
    if (parseRange("bytes=" + text, size, range) == RangeKind::Part)
        require(range.start >= 0 && range.start < range.end && range.end <= size);
    if (const auto from = parseFrom(text, size))
        require(*from >= 0 && *from <= size);
    const QByteArray host = parseHost(text);
    require(!host.contains('/') && !host.contains('@') && !host.contains(' '));
    parseBearer(text);
    parseBearer("Bearer " + text);
    acceptsGzip(text);
    namesEtag(text, "\"x\"");
    parseListenAddress(QString::fromUtf8(text));
}

void fuzzAccess(const QByteArray &text)
{
    static AccessPolicy policy({"the right token", {}, 8080, false});
    const QByteArrayList parts = text.split('\n');
    HttpRequest request;
    request.method = parts.value(0);
    request.path = parts.value(1);
    request.headers = {
        {"Host", parts.value(2)}, {"Origin", parts.value(3)}, {"Authorization", parts.value(4)}};
    request.cookies = {{"runnel-8080", parts.value(5)}};
    request.local = QHostAddress(QHostAddress::LocalHost);
    policy.checkRequest(request);
    require(!text.contains("the right token") ? policy.checkToken(request).has_value() : true);
}

void fuzzEvents(const QByteArray &bytes, qint64 room)
{
    QByteArray back;
    while (back.size() < bytes.size()) {
        const EncodedOutput event =
            encodeOutput(QByteArrayView(bytes).sliced(back.size()), {back.size(), 0}, room);
        require(event.taken > 0 && event.text.size() <= room && event.text.count('\n') == 3);
        const QJsonObject json = QJsonDocument::fromJson(event.text.split('\n')[1].mid(6)).object();
        back += json.contains(QStringLiteral("b64"))
                    ? QByteArray::fromBase64(json[QStringLiteral("b64")].toString().toLatin1())
                    : json[QStringLiteral("text")].toString().toUtf8();
    }
    require(back == bytes);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const QByteArray text(reinterpret_cast<const char *>(data + 2), static_cast<qsizetype>(size - 2));
    fuzzParsers(text, data[0] * 256 + data[1]);
    fuzzAccess(text);
    fuzzEvents(text, 160 + data[0]);
    return 0;
}
