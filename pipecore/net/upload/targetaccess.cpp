#include "pipecore/net/upload/targetaccess.h"

#include "pipecore/net/upload/httpoutcome.h"

#include <QCryptographicHash>
#include <QFile>
#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QSslCertificate>
#include <QSslKey>

namespace pipecore
{

namespace
{

constexpr auto kRefusal = "runnel_refusal"; // property of a reply

tl::expected<QByteArray, QString> contentsOf(const QString &path, const QString &what)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(
            QStringLiteral("cannot read the %1 %2: %3").arg(what, path, file.errorString()));
    return file.read(1 << 20);
}

tl::expected<QList<QSslCertificate>, QString> certificatesIn(const QString &path, const QString &what)
{
    const auto pem = contentsOf(path, what);
    if (!pem)
        return tl::unexpected(pem.error());
    const QList<QSslCertificate> all = QSslCertificate::fromData(*pem);
    if (all.isEmpty())
        return tl::unexpected(QStringLiteral("%1 has no certificate in PEM format (%2)").arg(path, what));
    return all;
}

tl::expected<QSslKey, QString> keyIn(const QString &path, const QByteArray &password)
{
    const auto pem = contentsOf(path, QStringLiteral("client key"));
    if (!pem)
        return tl::unexpected(pem.error());
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa})
        if (const QSslKey key(*pem, algorithm, QSsl::Pem, QSsl::PrivateKey, password); !key.isNull())
            return key;
    const bool locked = pem->contains("ENCRYPTED");
    return tl::unexpected(
        locked ? QStringLiteral("%1 is locked, and the password given does not open it").arg(path)
               : QStringLiteral("%1 has no private key in PEM format").arg(path));
}

QByteArray pinOf(const QSslCertificate &certificate)
{
    return "sha256//" +
           QCryptographicHash::hash(certificate.publicKey().toDer(), QCryptographicHash::Sha256).toBase64();
}

void checkPin(QNetworkReply *reply, const QByteArray &pin)
{
    const QByteArray found = pinOf(reply->sslConfiguration().peerCertificate());
    if (found == pin)
        return;
    reply->setProperty(kRefusal,
                       QStringLiteral("no safe connection to %1: its key is %2, not the one that is "
                                      "pinned; if the server has a new key, pin that")
                           .arg(reply->url().host(), QString::fromLatin1(found)));
    reply->abort();
}

// From the environment, as every program of the command line has it: Qt's own look at the system would start
// a proxy library that may run scripts and ask the network.
QByteArray environmentProxy(const QString &scheme)
{
    for (const QByteArray &name : {scheme.toLatin1() + "_proxy", scheme.toUpper().toLatin1() + "_PROXY",
                                   QByteArray("all_proxy"), QByteArray("ALL_PROXY")}) {
        if (name == "HTTP_PROXY") // a web server sets it from a client's header (CVE-2016-5385)
            continue;
        if (const QByteArray value = qgetenv(name.constData()); !value.isEmpty())
            return value;
    }
    return {};
}

bool isWithoutProxy(const QString &host)
{
    if (host == QLatin1String("localhost") || QHostAddress(host).isLoopback())
        return true;
    QByteArray list = qgetenv("no_proxy");
    if (list.isEmpty())
        list = qgetenv("NO_PROXY");
    for (const QByteArray &word : list.split(',')) {
        QString entry = QString::fromLatin1(word.trimmed()).toLower();
        if (entry == QLatin1String("*"))
            return true;
        if (entry.startsWith(u'.'))
            entry.remove(0, 1);
        if (!entry.isEmpty() && (host == entry || host.endsWith(u'.' + entry)))
            return true;
    }
    return false;
}

} // namespace

tl::expected<TargetAccess, QString> TargetAccess::open(const UploadTarget &target)
{
    TargetAccess access(target);
    const TlsOptions &tls = target.tls;
    access.m_tls = QSslConfiguration::defaultConfiguration();
    if (!tls.authorities.isEmpty()) {
        const auto all = certificatesIn(tls.authorities, QStringLiteral("certificate authorities"));
        if (!all)
            return tl::unexpected(all.error());
        access.m_tls.setCaCertificates(*all);
    }
    if (!tls.certificate.isEmpty()) {
        const auto chain = certificatesIn(tls.certificate, QStringLiteral("client certificate"));
        if (!chain)
            return tl::unexpected(chain.error());
        const auto key = keyIn(tls.key.isEmpty() ? tls.certificate : tls.key, tls.keyPassword);
        if (!key)
            return tl::unexpected(key.error());
        access.m_tls.setLocalCertificateChain(*chain);
        access.m_tls.setPrivateKey(*key);
    }
    return access;
}

QNetworkRequest TargetAccess::request(const QUrl &url) const
{
    QUrl bare = url;
    bare.setUserInfo({});
    QNetworkRequest request(bare);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(m_target.timeoutMs);
    request.setSslConfiguration(m_tls);
    if (!sameOrigin(url, m_target.url))
        return request;
    if (const QByteArray authorization = authorizationFor(m_target); !authorization.isEmpty())
        request.setRawHeader("Authorization", authorization);
    for (const auto &[name, value] : m_target.headers)
        request.setRawHeader(name, value);
    return request;
}

void TargetAccess::prepare(QNetworkAccessManager *manager) const
{
    manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    const QUrl proxy = proxyFor(m_target, m_target.url);
    if (proxy.isEmpty())
        manager->setProxy(QNetworkProxy::NoProxy);
    else
        manager->setProxy({proxy.scheme() == QLatin1String("socks5") ? QNetworkProxy::Socks5Proxy
                                                                     : QNetworkProxy::HttpProxy,
                           proxy.host(), static_cast<quint16>(proxy.port(1080)), proxy.userName(),
                           proxy.password()});
    if (!m_target.tls.pin.isEmpty())
        QObject::connect(manager, &QNetworkAccessManager::encrypted, manager,
                         [pin = m_target.tls.pin](QNetworkReply *reply) { checkPin(reply, pin); });
}

QString TargetAccess::refusal(const QNetworkReply &reply)
{
    return reply.property(kRefusal).toString();
}

QByteArray authorizationFor(const UploadTarget &target)
{
    if (!target.token.isEmpty())
        return "Bearer " + target.token;
    if (!target.user.isEmpty())
        return "Basic " + target.user.toBase64();
    if (!target.url.userName().isEmpty())
        return "Basic " +
               (target.url.userName(QUrl::FullyDecoded) + u':' + target.url.password(QUrl::FullyDecoded))
                   .toUtf8()
                   .toBase64();
    return {};
}

QUrl proxyFor(const UploadTarget &target, const QUrl &url)
{
    if (target.proxy == QLatin1String("none"))
        return {};
    if (!target.proxy.isEmpty())
        return QUrl(target.proxy);
    if (isWithoutProxy(url.host()))
        return {};
    QString proxy = QString::fromLocal8Bit(environmentProxy(url.scheme()));
    if (!proxy.isEmpty() && !proxy.contains(QLatin1String("://")))
        proxy.prepend(QLatin1String("http://"));
    return QUrl(proxy);
}

} // namespace pipecore
