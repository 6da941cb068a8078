#include "pipecore/net/share/accesspolicy.h"

#include "pipecore/net/share/httpparse.h"
#include "pipecore/net/share/sharetoken.h"

#include <QHostInfo>

namespace pipecore
{

namespace
{

constexpr qint64 kFailureSpan = 60'000; // ms
constexpr int kFailuresAllowed = 20;    // in that span, from one address
constexpr int kAddressesRemembered = 4096;
const QByteArray kExchangePath = QByteArrayLiteral("/session");

} // namespace

AccessPolicy::AccessPolicy(Options options)
    : m_options(std::move(options)), m_cookieName("runnel-" + QByteArray::number(m_options.port)),
      m_cookieValue(cookieValueOf(m_options.token)),
      m_hostName(QHostInfo::localHostName().toLatin1().toLower())
{
    m_clock.start();
}

bool AccessPolicy::isOwnHost(const QByteArray &host, const HttpRequest &request) const
{
    if (host.isEmpty())
        return false;
    QHostAddress address;
    if (address.setAddress(QString::fromLatin1(host)))
        return address.isEqual(request.local) || (address.isLoopback() && request.local.isLoopback()) ||
               m_options.hosts.contains(QString::fromLatin1(host), Qt::CaseInsensitive);
    if (host == "localhost")
        return request.local.isLoopback();
    if (!m_hostName.isEmpty() && (host == m_hostName || host == m_hostName + ".local"))
        return true;
    return m_options.hosts.contains(QString::fromLatin1(host), Qt::CaseInsensitive);
}

std::optional<HttpReply> AccessPolicy::checkRequest(const HttpRequest &request) const
{
    const QByteArray host = request.header("Host");
    if (!isOwnHost(parseHost(host), request))
        return HttpReply::sentence(403,
                                   "This server does not go by that name. Use the link as it was shown.");
    const QByteArray origin = request.header("Origin");
    const QByteArray own = (m_options.isSecure ? "https://" : "http://") + host;
    if (!origin.isNull() && origin.compare(own, Qt::CaseInsensitive) != 0)
        return HttpReply::sentence(403, "Pages of other sites may not read from this server.");
    const QByteArray site = request.header("Sec-Fetch-Site");
    const bool isNavigation = request.header("Sec-Fetch-Mode") == "navigate";
    if ((site == "cross-site" || site == "same-site") && !isNavigation)
        return HttpReply::sentence(403, "Pages of other sites may not read from this server.");
    if (request.method != "GET" && !request.isHead() && !isExchange(request))
        return HttpReply::sentence(405, "This server can only be read from.").with("Allow", "GET, HEAD");
    return {};
}

bool AccessPolicy::hasToken(const HttpRequest &request) const
{
    const QByteArray bearer = parseBearer(request.header("Authorization"));
    if (!bearer.isNull())
        return equalsSecret(bearer, m_options.token);
    return equalsSecret(request.cookie(m_cookieName), m_cookieValue);
}

std::optional<HttpReply> AccessPolicy::checkToken(const HttpRequest &request)
{
    if (hasToken(request))
        return {};
    return refuseToken(request, !request.header("Authorization").isNull());
}

// Guesses are hopeless at 128 bits; the limit keeps them from costing anything. Who has the token is never
// locked out by others of the same address.
HttpReply AccessPolicy::refuseToken(const HttpRequest &request, bool wasGiven)
{
    const qint64 now = m_clock.elapsed();
    if (m_failures.size() >= kAddressesRemembered)
        m_failures.removeIf([now](const auto &entry) { return now - entry.value().since > kFailureSpan; });
    if (m_failures.size() >= kAddressesRemembered)
        m_failures.clear();
    Failures &failures = m_failures[request.peer];
    if (failures.count == 0 || now - failures.since > kFailureSpan)
        failures = {0, now};
    if (wasGiven)
        ++failures.count;
    if (wasGiven && failures.count > kFailuresAllowed) {
        const qint64 left = (kFailureSpan - (now - failures.since)) / 1000 + 1;
        return HttpReply::sentence(429, "Too many wrong tokens. Try again later.")
            .with("Retry-After", QByteArray::number(left))
            .with("Connection", "close");
    }
    return HttpReply::sentence(401, wasGiven ? "The token is wrong. Use the link as it was shown."
                                             : "A token is needed: open the link as it was shown, or send "
                                               "\"Authorization: Bearer TOKEN\", the part behind its #.")
        .with("WWW-Authenticate", "Bearer realm=\"runnel\"");
}

bool AccessPolicy::isExchange(const HttpRequest &request)
{
    return request.method == "POST" && request.path == kExchangePath;
}

HttpReply AccessPolicy::exchange(const HttpRequest &request)
{
    const QByteArray bearer = parseBearer(request.header("Authorization"));
    if (!equalsSecret(bearer, m_options.token))
        return refuseToken(request, true);
    HttpReply reply;
    reply.status = 204;
    reply.headers.emplace_back("Set-Cookie", m_cookieName + '=' + m_cookieValue +
                                                 "; Path=/; HttpOnly; SameSite=Strict" +
                                                 (m_options.isSecure ? "; Secure" : ""));
    return reply;
}

const HttpHeaders &AccessPolicy::commonHeaders()
{
    static const HttpHeaders headers{
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
         "connect-src 'self'; base-uri 'none'; form-action 'none'; "
         "frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Cache-Control", "no-store"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"X-Frame-Options", "DENY"},
    };
    return headers;
}

} // namespace pipecore
