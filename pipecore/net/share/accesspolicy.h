#pragma once

#include "pipecore/net/share/httpmessage.h"

#include <QElapsedTimer>
#include <QHash>
#include <QStringList>

#include <optional>

namespace pipecore
{

/// Who may ask for what: the checks that every request passes before a route sees it.
///
/// A request must name the server by an address or a name of its own (a page of somebody else's whose name
/// was made to point here cannot), must not come from another site's page, and may only read. What tells of
/// the output asks for the token besides: as a bearer token, or in the cookie that exchange() gives for it.
class AccessPolicy
{
public:
    struct Options {
        QByteArray token;
        QStringList hosts; ///< more names by which the server may be called
        quint16 port = 0;
        bool isSecure = false;
    };
    explicit AccessPolicy(Options options);

    /// Host, Origin and method. The reply that refuses; nothing when all is well.
    std::optional<HttpReply> checkRequest(const HttpRequest &request) const;
    /// The token. The same.
    std::optional<HttpReply> checkToken(const HttpRequest &request);
    bool hasToken(const HttpRequest &request) const;

    static bool isExchange(const HttpRequest &request);
    /// The bearer token against a cookie: 204, or a refusal.
    HttpReply exchange(const HttpRequest &request);

    /// The headers that every reply has.
    static const HttpHeaders &commonHeaders();

private:
    bool isOwnHost(const QByteArray &host, const HttpRequest &request) const;
    HttpReply refuseToken(const HttpRequest &request, bool wasGiven);

    const Options m_options;
    const QByteArray m_cookieName;
    const QByteArray m_cookieValue;
    QByteArray m_hostName;
    struct Failures {
        int count = 0;
        qint64 since = 0;
    };
    QHash<QHostAddress, Failures> m_failures; // wrong tokens, lately
    QElapsedTimer m_clock;
};

} // namespace pipecore
