#include "pipecore/net/upload/uploadtarget.h"

#include <QRegularExpression>

namespace pipecore
{

tl::expected<QUrl, QString> UploadTarget::parseUrl(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    if (!url.isValid())
        return tl::unexpected(QStringLiteral("\"%1\" is not a URL: %2").arg(text, url.errorString()));
    const QString scheme = url.scheme();
    if (scheme.isEmpty() || url.host().isEmpty())
        return tl::unexpected(
            QStringLiteral("\"%1\" is not a complete URL; it should begin with http:// or https://").arg(text));
    if (scheme != QLatin1String("http") && scheme != QLatin1String("https"))
        return tl::unexpected(QStringLiteral("cannot upload to %1: URLs; http and https can be used").arg(scheme));
    return url;
}

tl::expected<std::pair<QByteArray, QByteArray>, QString> UploadTarget::parseHeader(const QString &text)
{
    // RFC 9110, 5.1 and 5.5: a token, a colon, a value without control characters.
    static const QRegularExpression form(
        QStringLiteral(R"(\A([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)\z)"));
    const QRegularExpressionMatch match = form.match(text.trimmed());
    if (!match.hasMatch())
        return tl::unexpected(QStringLiteral("\"%1\" is not a header; write it as 'Name: value'").arg(text));
    return std::pair(match.captured(1).toLatin1(), match.captured(2).trimmed().toUtf8());
}

} // namespace pipecore
