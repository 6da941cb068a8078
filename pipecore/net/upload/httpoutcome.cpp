#include "pipecore/net/upload/httpoutcome.h"

#include "pipecore/net/upload/retrydelay.h"
#include "pipecore/net/upload/targetaccess.h"

#include <QLocale>

namespace pipecore
{

namespace
{

using Verdict = HttpOutcome::Verdict;

// What a status means for somebody who uploads, and what to do.
QString explain(int status, qint64 size)
{
    switch (status) {
    case 400:
        return QStringLiteral("the server does not understand the request; is this the right URL?");
    case 401:
        return QStringLiteral(
            "it wants credentials; give a token with --token-env or --token-keychain, or a header");
    case 403:
        return QStringLiteral("it refuses; may these credentials write there?");
    case 404:
        return QStringLiteral("there is no such place on the server; is the path right?");
    case 405:
        return QStringLiteral("it does not take this method there; PUT and POST are to choose from");
    case 407:
        return QStringLiteral("the proxy wants credentials");
    case 409:
        return QStringLiteral("there is a conflict; does the folder exist?");
    case 411:
        return QStringLiteral("it wants a length");
    case 413:
        return QStringLiteral("%1 are more than it accepts")
            .arg(QLocale::c().formattedDataSize(size, 1, QLocale::DataSizeSIFormat));
    case 415:
        return QStringLiteral("it does not take this type; a Content-Type header may help");
    case 429:
        return QStringLiteral("too many requests");
    case 501:
        return QStringLiteral("it does not know this method");
    case 507:
        return QStringLiteral("it has no room left");
    default:
        return status >= 500 ? QStringLiteral("it is in trouble") : QStringLiteral("it refuses");
    }
}

bool isPassing(int status)
{
    return status == 408 || status == 425 || status == 429 ||
           (status >= 500 && status != 501 && status != 505);
}

HttpOutcome judgeRedirect(const QNetworkReply &reply, int status)
{
    HttpOutcome outcome;
    outcome.status = status;
    // Qt's own reading of the header drops a place without a scheme (RFC 9110, 10.2.2 allows it).
    const QUrl location = reply.url().resolved(QUrl::fromEncoded(reply.rawHeader("Location")));
    const QString shown = UploadTarget::displayUrl(location);
    if ((status == 307 || status == 308) && sameOrigin(location, reply.url())) {
        outcome.verdict = Verdict::Redirect;
        outcome.location = location;
        outcome.text = QStringLiteral("redirected to %1").arg(shown);
    } else if (status == 304 || !reply.hasRawHeader("Location")) {
        outcome.text = QStringLiteral("the server answered %1, which is no answer to an upload").arg(status);
    } else {
        outcome.text =
            QStringLiteral("the server redirects to %1 (%2), which would lose the upload or leave the "
                           "server; if you trust it, use that URL")
                .arg(shown)
                .arg(status);
    }
    return outcome;
}

HttpOutcome judgeNetworkError(const QNetworkReply &reply, int timeoutMs)
{
    HttpOutcome outcome;
    const QString host = reply.url().host();
    if (const QString refusal = TargetAccess::refusal(reply); !refusal.isEmpty()) {
        outcome.text = refusal;
        return outcome;
    }
    outcome.verdict = Verdict::Retry;
    switch (reply.error()) {
    case QNetworkReply::ConnectionRefusedError:
        outcome.text = QStringLiteral("%1 refused the connection; is the server running on port %2?")
                           .arg(host)
                           .arg(reply.url().port(reply.url().scheme() == QLatin1String("https") ? 443 : 80));
        break;
    case QNetworkReply::HostNotFoundError:
        outcome.text = QStringLiteral("there is no host %1").arg(host);
        break;
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError:
        outcome.timedOut = true;
        outcome.text =
            QStringLiteral("%1 took nothing and said nothing for %2 s").arg(host).arg(timeoutMs / 1000);
        break;
    case QNetworkReply::SslHandshakeFailedError:
        outcome.verdict = Verdict::Final;
        outcome.text = QStringLiteral("no safe connection to %1: %2").arg(host, reply.errorString());
        break;
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::ProtocolFailure:
        outcome.verdict = Verdict::Final;
        outcome.text =
            QStringLiteral("%1 does not speak HTTP as expected: %2").arg(host, reply.errorString());
        break;
    default:
        outcome.verdict = Verdict::Unknown;
        outcome.text = QStringLiteral("the connection to %1 broke: %2").arg(host, reply.errorString());
        break;
    }
    return outcome;
}

} // namespace

bool sameOrigin(const QUrl &a, const QUrl &b)
{
    const int standard = a.scheme() == QLatin1String("https") ? 443 : 80;
    return a.scheme() == b.scheme() && a.host() == b.host() && a.port(standard) == b.port(standard);
}

HttpOutcome judgeStatus(int status, const QString &reason, qint64 size)
{
    HttpOutcome outcome;
    outcome.status = status;
    if (status >= 200 && status < 300) {
        outcome.verdict = Verdict::Accepted;
        return outcome;
    }
    outcome.verdict = isPassing(status) ? Verdict::Retry : Verdict::Final;
    outcome.text =
        QStringLiteral("the server answered %1 %2: %3").arg(status).arg(reason, explain(status, size));
    return outcome;
}

HttpOutcome judge(QNetworkReply &reply, qint64 size, int timeoutMs)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status >= 300 && status < 400)
        return judgeRedirect(reply, status);
    if (status == 0 || (status < 300 && reply.error() != QNetworkReply::NoError))
        return judgeNetworkError(reply, timeoutMs);
    const QString reason = reply.attribute(QNetworkRequest::HttpReasonPhraseAttribute).toString();
    HttpOutcome outcome = judgeStatus(status, reason, size);
    outcome.retryAfterMs = parseRetryAfter(reply.rawHeader("Retry-After"), QDateTime::currentDateTimeUtc());
    return outcome;
}

} // namespace pipecore
