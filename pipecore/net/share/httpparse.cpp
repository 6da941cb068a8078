#include "pipecore/net/share/httpparse.h"

#include <QHostAddress>

#include <algorithm>

namespace pipecore
{

namespace
{

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHostByte(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
}

} // namespace

std::optional<qint64> parseNumber(const QByteArray &text)
{
    const qsizetype sign = text.startsWith('-') ? 1 : 0;
    if (text.size() == sign || !std::all_of(text.begin() + sign, text.end(), isDigit))
        return {};
    bool fits = false;
    const qint64 number = text.toLongLong(&fits);
    return fits ? std::optional(number) : std::nullopt;
}

std::optional<qint64> parseFrom(const QByteArray &text, qint64 end)
{
    const auto number = parseNumber(text);
    if (!number)
        return {};
    const qint64 offset = text.startsWith('-') ? end + *number : *number;
    return std::clamp<qint64>(offset, 0, end);
}

RangeKind parseRange(const QByteArray &header, qint64 size, ByteRange &range)
{
    static const QByteArray unit = QByteArrayLiteral("bytes=");
    if (header.left(unit.size()).toLower() != unit || header.contains(','))
        return RangeKind::Whole;
    const QByteArray text = header.mid(unit.size()).trimmed();
    const qsizetype dash = text.indexOf('-');
    if (dash < 0)
        return RangeKind::Whole;
    const QByteArray first = text.left(dash), last = text.mid(dash + 1);
    const auto a = parseNumber(first), b = parseNumber(last);
    if ((!first.isEmpty() && !a) || (!last.isEmpty() && (!b || *b < 0)) || (!a && !b))
        return RangeKind::Whole;
    if (!a) { // the last so many bytes
        if (*b == 0 || size == 0)
            return RangeKind::Unsatisfied;
        range = {std::max<qint64>(0, size - *b), size};
        return RangeKind::Part;
    }
    if (b && *b < *a)
        return RangeKind::Whole;
    if (*a >= size)
        return RangeKind::Unsatisfied;
    range = {*a, b && *b < size ? *b + 1 : size};
    return RangeKind::Part;
}

QByteArray parseHost(const QByteArray &authority)
{
    QByteArray text = authority.toLower();
    QByteArray host, port;
    if (text.startsWith('[')) {
        const qsizetype close = text.indexOf(']');
        if (close < 0)
            return {};
        host = text.mid(1, close - 1);
        port = text.mid(close + 1);
        QHostAddress address;
        if (!address.setAddress(QString::fromLatin1(host)) ||
            address.protocol() != QHostAddress::IPv6Protocol)
            return {};
        host = address.toString().toLatin1();
    } else {
        const qsizetype colon = text.indexOf(':');
        host = colon < 0 ? text : text.left(colon);
        port = colon < 0 ? QByteArray() : text.mid(colon);
        if (host.isEmpty() || !std::all_of(host.begin(), host.end(), isHostByte))
            return {};
    }
    if (!port.isEmpty() &&
        (port.front() != ':' || port.size() > 6 || !std::all_of(port.begin() + 1, port.end(), isDigit)))
        return {};
    return host;
}

QByteArray parseBearer(const QByteArray &header)
{
    static const QByteArray scheme = QByteArrayLiteral("bearer ");
    if (header.left(scheme.size()).toLower() != scheme)
        return {};
    const QByteArray token = header.mid(scheme.size()).trimmed();
    return token.isEmpty() ? QByteArray() : token;
}

bool acceptsGzip(const QByteArray &header)
{
    for (const QByteArray &part : header.toLower().split(',')) {
        const qsizetype semicolon = part.indexOf(';');
        const QByteArray name = (semicolon < 0 ? part : part.left(semicolon)).trimmed();
        if (name != "gzip" && name != "x-gzip")
            continue;
        const QByteArray weight = semicolon < 0 ? QByteArray() : part.mid(semicolon + 1).trimmed();
        return !weight.startsWith("q=") || weight.mid(2).toDouble() > 0;
    }
    return false;
}

bool namesEtag(const QByteArray &header, const QByteArray &etag)
{
    for (QByteArray part : header.split(',')) {
        part = part.trimmed();
        if (part.startsWith("W/"))
            part.remove(0, 2);
        if (part == "*" || part == etag)
            return true;
    }
    return false;
}

bool ListenAddress::isLoopback() const
{
    return QHostAddress(address).isLoopback();
}

tl::expected<ListenAddress, QString> parseListenAddress(const QString &text)
{
    ListenAddress result;
    QString host = text, port;
    if (text.startsWith(u'[')) {
        const qsizetype close = text.indexOf(u']');
        host = close < 0 ? QString() : text.mid(1, close - 1);
        port = close < 0 ? QString() : text.mid(close + 1);
        if (port.startsWith(u':'))
            port.remove(0, 1);
        else if (!port.isEmpty())
            host.clear();
        if (host.isEmpty())
            return tl::unexpected(QStringLiteral("\"%1\" is no address to serve on").arg(text));
    } else if (text.count(u':') == 1) {
        host = text.section(u':', 0, 0);
        port = text.section(u':', 1);
    } else if (parseNumber(text.toLatin1())) {
        host.clear();
        port = text;
    }
    if (!port.isEmpty()) {
        const auto number = parseNumber(port.toLatin1());
        if (!number || *number < 0 || *number > 65535)
            return tl::unexpected(QStringLiteral("\"%1\" is no port; ports go from 1 to 65535").arg(port));
        result.port = static_cast<quint16>(*number);
    }
    if (host == QLatin1String("localhost") || host.isEmpty())
        return result;
    QHostAddress address;
    if (!address.setAddress(host))
        return tl::unexpected(
            QStringLiteral("\"%1\" is no address to serve on; give one of this machine, as in "
                           "127.0.0.1:8080, or only a port")
                .arg(host));
    result.address = address.toString();
    return result;
}

} // namespace pipecore
