#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

#include <tl/expected.hpp>

namespace pipecore
{

/// The parts of requests that the server reads itself. Pure functions of hostile bytes.

/// A whole decimal number that fits, with an optional minus; nothing for anything else.
std::optional<qint64> parseNumber(const QByteArray &text);

/// Where a `from` parameter points in `end` bytes: from the start, or from the end when negative ("-0" is the
/// end itself). Nothing when it is no number; what lies outside is moved to the nearest end.
std::optional<qint64> parseFrom(const QByteArray &text, qint64 end);

/// Bytes [start, end) of something.
struct ByteRange {
    qint64 start = 0;
    qint64 end = 0;
    bool operator==(const ByteRange &) const = default;
};
enum class RangeKind {
    Whole,      ///< no range, several, or one that is not understood: RFC 9110, 14.2 says to ignore it
    Part,       ///< `range` holds it; at least one byte
    Unsatisfied ///< outside of the content
};
/// A Range header (RFC 9110, 14.1.2) for content of `size` bytes.
RangeKind parseRange(const QByteArray &header, qint64 size, ByteRange &range);

/// The host of a Host header or of an Origin's authority, lower case, without port and brackets; null when it
/// is none.
QByteArray parseHost(const QByteArray &authority);

/// The token of "Bearer TOKEN"; null when it is something else.
QByteArray parseBearer(const QByteArray &header);

/// Whether an Accept-Encoding header takes gzip (RFC 9110, 12.5.3).
bool acceptsGzip(const QByteArray &header);

/// Whether an If-None-Match header names `etag`, weakly compared (RFC 9110, 13.1.2).
bool namesEtag(const QByteArray &header, const QByteArray &etag);

/// What follows --serve: PORT, :PORT, ADDRESS:PORT, ADDRESS, [ADDRESS]:PORT; nothing: loopback and any port.
struct ListenAddress {
    QString address = QStringLiteral("127.0.0.1");
    quint16 port = 0; ///< 0: a free one
    bool isLoopback() const;
};
tl::expected<ListenAddress, QString> parseListenAddress(const QString &text);

} // namespace pipecore
