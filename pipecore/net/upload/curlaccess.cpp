#include "pipecore/net/upload/curlaccess.h"

#include "pipecore/net/upload/targetaccess.h"

namespace pipecore
{

namespace
{

void set(CURL *handle, CURLoption option, const QByteArray &value)
{
    if (!value.isEmpty())
        curl_easy_setopt(handle, option, value.constData());
}

} // namespace

CurlHeaders applyAccess(CURL *handle, const UploadTarget &target,
                        const QList<std::pair<QByteArray, QByteArray>> &extra)
{
    QUrl bare = target.url;
    bare.setUserInfo({});
    set(handle, CURLOPT_URL, bare.toEncoded());
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_NETRC, long(CURL_NETRC_IGNORED));
    // Never null: that would be curl's own look at the environment.
    curl_easy_setopt(handle, CURLOPT_PROXY, proxyFor(target, target.url).toEncoded().constData());

    const TlsOptions &tls = target.tls;
    set(handle, CURLOPT_CAINFO, tls.authorities.toLocal8Bit());
    set(handle, CURLOPT_SSLCERT, tls.certificate.toLocal8Bit());
    set(handle, CURLOPT_SSLKEY, (tls.key.isEmpty() ? tls.certificate : tls.key).toLocal8Bit());
    set(handle, CURLOPT_KEYPASSWD, tls.keyPassword);
    set(handle, CURLOPT_PINNEDPUBLICKEY, tls.pin);

    curl_slist *list = nullptr;
    const auto add = [&list](const QByteArray &name, const QByteArray &value) {
        // An empty value is told by a semicolon: with a colon curl leaves the header out.
        const QByteArray line = value.isEmpty() ? name + ';' : name + ": " + value;
        list = curl_slist_append(list, line.constData());
    };
    for (const auto &[name, value] : extra)
        add(name, value);
    if (const QByteArray authorization = authorizationFor(target); !authorization.isEmpty())
        add("Authorization", authorization);
    for (const auto &[name, value] : target.headers)
        add(name, value);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list);
    return CurlHeaders(list);
}

QString curlTlsRefusal(CURLcode code, const char *detail, const QUrl &url)
{
    const QString safe = QStringLiteral("no safe connection to %1: %2");
    switch (code) {
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        return safe.arg(url.host(), QStringLiteral("its key is not the one that is pinned"));
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
        return safe.arg(url.host(), detail && *detail ? QString::fromLocal8Bit(detail)
                                                      : QString::fromLatin1(curl_easy_strerror(code)));
    default:
        return {};
    }
}

} // namespace pipecore
