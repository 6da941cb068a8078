#pragma once

#include <QNetworkReply>
#include <QString>
#include <QUrl>

namespace pipecore
{

/// What an HTTP exchange came to, and what is to be done about it.
struct HttpOutcome {
    enum class Verdict {
        Accepted,
        Retry,    ///< a passing trouble: the same request again, later
        Redirect, ///< the same request at `location`
        Unknown,  ///< the connection broke before an answer was seen: the server may have refused
        Final     ///< trying again would not help
    };
    Verdict verdict = Verdict::Final;
    QString text;             ///< for people; never has a user's name or password
    int status = 0;           ///< HTTP's; 0: none came
    qint64 retryAfterMs = -1; ///< the server's wish; -1: none
    bool timedOut = false;
    QUrl location;
};

/// Judges a finished reply to an upload of `size` bytes. `timeoutMs` is the request's.
HttpOutcome judge(QNetworkReply &reply, qint64 size, int timeoutMs);

/// The same for a status alone. `reason` is the server's own word for it.
HttpOutcome judgeStatus(int status, const QString &reason, qint64 size);

/// Whether two URLs have the same scheme, host and port (RFC 6454).
bool sameOrigin(const QUrl &a, const QUrl &b);

} // namespace pipecore
