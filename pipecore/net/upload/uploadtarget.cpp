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
            QStringLiteral("\"%1\" is not a complete URL; it should begin with http:// or https://")
                .arg(text));
    if (scheme != QLatin1String("http") && scheme != QLatin1String("https"))
        return tl::unexpected(
            QStringLiteral("cannot upload to %1: URLs; http and https can be used").arg(scheme));
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

QString UploadTarget::displayUrl(const QUrl &url)
{
    const QString shown =
        url.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
    return url.hasQuery() ? shown + QStringLiteral("?***") : shown;
}

bool UploadTarget::isSecretHeader(const QByteArray &name)
{
    static const QRegularExpression secret(
        QStringLiteral("auth|cookie|token|secret|passw|key|credential|signature|session"),
        QRegularExpression::CaseInsensitiveOption);
    return secret.match(QString::fromLatin1(name)).hasMatch();
}

tl::expected<QByteArray, QString> UploadTarget::parsePin(const QString &text)
{
    const QByteArray pin = text.trimmed().toLatin1();
    const auto digest = QByteArray::fromBase64Encoding(pin.mid(8), QByteArray::AbortOnBase64DecodingErrors);
    if (!pin.startsWith("sha256//") || !digest || digest.decoded.size() != 32)
        return tl::unexpected(
            QStringLiteral("\"%1\" is not a pin; it is sha256// and the base64 of the SHA-256 of "
                           "the server's public key")
                .arg(text));
    return pin;
}

tl::expected<QString, QString> UploadTarget::parseProxy(const QString &text)
{
    const QString word = text.trimmed();
    if (word.isEmpty() || word == QLatin1String("system"))
        return QString();
    if (word == QLatin1String("none"))
        return word;
    const QUrl url(word, QUrl::StrictMode);
    const bool known = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("socks5");
    if (!url.isValid() || !known || url.host().isEmpty())
        return tl::unexpected(QStringLiteral("\"%1\" is not a proxy; give system, none, http://HOST:PORT or "
                                             "socks5://HOST:PORT")
                                  .arg(url.isValid() ? url.toDisplayString(QUrl::RemoveUserInfo) : word));
    if (!url.userInfo().isEmpty())
        return tl::unexpected(
            QStringLiteral("a proxy's password would be seen by all in the command line; set the "
                           "variable http_proxy or https_proxy, and let the proxy be \"system\""));
    return word;
}

} // namespace pipecore
