#include "pipecore/net/upload/uploadtarget.h"

#include <QRegularExpression>

namespace pipecore
{

QByteArray UploadTarget::effectiveMethod() const
{
    switch (mode) {
    case UploadMode::Whole:
    case UploadMode::Stream:
        return method.isEmpty() ? QByteArrayLiteral("PUT") : method;
    case UploadMode::Form:
    case UploadMode::Batch:
        return method.isEmpty() ? QByteArrayLiteral("POST") : method;
    case UploadMode::Tus:
    case UploadMode::Append:
        break;
    }
    return QByteArrayLiteral("PATCH");
}

UploadFormat UploadTarget::effectiveFormat() const
{
    if (format != UploadFormat::Default)
        return format;
    return mode == UploadMode::Batch ? UploadFormat::NdJson : UploadFormat::Raw;
}

QString UploadTarget::problem() const
{
    const QString name = modeName(mode);
    if (format != UploadFormat::Default && mode != UploadMode::Batch && mode != UploadMode::Stream)
        return QStringLiteral(
                   "mode \"%1\" sends the bytes as they are; a format belongs to the modes batch and "
                   "stream")
            .arg(name);
    if (mode == UploadMode::Stream && format > UploadFormat::NdJson)
        return QStringLiteral("a stream can be raw or ndjson, not %1").arg(formatName(format));
    if (!method.isEmpty() && (mode == UploadMode::Tus || mode == UploadMode::Append))
        return QStringLiteral("mode \"%1\" has its own methods; leave the method out").arg(name);
    if (gzip && mode != UploadMode::Batch)
        return QStringLiteral("only batches can be compressed, not mode \"%1\"").arg(name);
    if (!fields.isEmpty() && mode != UploadMode::Form)
        return QStringLiteral("form fields belong to mode \"form\", not \"%1\"").arg(name);
    if (!user.isEmpty() && !user.contains(':'))
        return userVariable.isEmpty()
                   ? QStringLiteral("the name and password have no colon between them")
                   : QStringLiteral("the value of %1 is not user:password").arg(userVariable);
    if (deleteOnCancel && mode != UploadMode::Tus)
        return QStringLiteral("only mode \"tus\" can delete what was uploaded");
    return {};
}

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

QStringList UploadTarget::readVariables()
{
    QStringList missing;
    for (const auto &[secret, variable] : {std::pair(&token, &tokenVariable), std::pair(&user, &userVariable),
                                           std::pair(&tls.keyPassword, &tls.keyPasswordVariable)}) {
        if (variable->isEmpty())
            continue;
        *secret = qgetenv(variable->toLocal8Bit().constData());
        if (secret->isEmpty())
            missing << *variable;
    }
    return missing;
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
