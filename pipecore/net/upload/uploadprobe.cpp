#include "pipecore/net/upload/uploadprobe.h"

#include "pipecore/net/upload/bodywriter.h"
#include "pipecore/net/upload/httpoutcome.h"
#include "pipecore/net/upload/keychain.h"
#include "pipecore/net/upload/upload.h"

#include <QBuffer>
#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslConfiguration>

namespace pipecore
{

namespace
{

using Verdict = ProbeFinding::Verdict;

int statusOf(const QNetworkReply &reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

bool isThisMachine(const QString &host)
{
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

bool isRefusal(int status)
{
    return status == 401 || status == 403 || status == 407;
}

QString tlsName(QSsl::SslProtocol protocol)
{
    switch (protocol) {
    case QSsl::TlsV1_2:
        return QStringLiteral("TLS 1.2");
    case QSsl::TlsV1_3:
        return QStringLiteral("TLS 1.3");
    default:
        return QStringLiteral("TLS");
    }
}

QByteArray emptyBatch(UploadFormat format)
{
    BodyWriter writer(format, QString(), QDateTime::currentDateTimeUtc(), 0);
    QByteArray body;
    writer.begin(body);
    writer.end(body);
    return body;
}

} // namespace

void UploadProbe::runIn(NetworkThread *network)
{
    qRegisterMetaType<QList<ProbeFinding>>();
    if (m_target.token.isEmpty() && !m_target.tokenEntry.isEmpty()) {
        setParent(network); // until it is known
        keychain::read(m_target.tokenEntry, this,
                       [this, network](const tl::expected<QByteArray, QString> &token) {
                           if (token) {
                               m_target.token = *token;
                               m_target.tokenEntry.clear();
                               setParent(nullptr);
                               return runIn(network);
                           }
                           add(Verdict::Bad, token.error());
                           finish();
                       });
        return;
    }
    moveToThread(network);
    connect(network, &QThread::finished, this, &QObject::deleteLater);
    QMetaObject::invokeMethod(this, &UploadProbe::start);
}

void UploadProbe::start()
{
    auto access = TargetAccess::open(m_target);
    if (!access) {
        add(Verdict::Bad, access.error());
        return finish();
    }
    m_access = std::make_unique<TargetAccess>(std::move(*access));
    m_network = new QNetworkAccessManager(this);
    m_access->prepare(m_network);
    m_clock.start();
    if (m_target.mode == UploadMode::Batch)
        ask(m_target.effectiveMethod(), true, &UploadProbe::batchCame);
    else
        ask("OPTIONS", false, &UploadProbe::optionsCame);
}

void UploadProbe::ask(const QByteArray &verb, bool withBody, void (UploadProbe::*then)(QNetworkReply &))
{
    QNetworkRequest request = m_access->request(m_target.url);
    QNetworkReply *reply = nullptr;
    if (verb == "HEAD") {
        reply = m_network->head(request);
    } else if (withBody) {
        if (!request.hasRawHeader("Content-Type"))
            request.setHeader(QNetworkRequest::ContentTypeHeader,
                              BodyWriter::contentType(m_target.effectiveFormat()));
        reply = m_network->sendCustomRequest(request, verb, emptyBatch(m_target.effectiveFormat()));
    } else {
        reply = m_network->sendCustomRequest(request, verb);
    }
    // An answer's body says nothing that is wanted, and may not end.
    connect(reply, &QNetworkReply::readyRead, reply, [reply] {
        if (reply->isOpen())
            reply->skip(reply->bytesAvailable());
    });
    connect(reply, &QNetworkReply::finished, this, [this, reply, then] {
        reply->deleteLater();
        (this->*then)(*reply);
    });
}

// Whether there was an answer; says so, and ends the probe when there was none.
bool UploadProbe::isReached(QNetworkReply &reply)
{
    const int status = statusOf(reply);
    if (status == 0) {
        add(Verdict::Bad, judge(reply, 0, m_target.timeoutMs).text);
        finish();
        return false;
    }
    if (m_findings.isEmpty()) {
        add(Verdict::Good,
            QStringLiteral("%1 answers, in %2 ms").arg(m_target.url.host()).arg(m_clock.elapsed()));
        judgeSafety(reply);
    }
    if (status < 300 || status >= 400)
        return true;
    const HttpOutcome outcome = judge(reply, 0, m_target.timeoutMs);
    add(outcome.verdict == HttpOutcome::Verdict::Redirect ? Verdict::Unknown : Verdict::Bad, outcome.text);
    finish();
    return false;
}

void UploadProbe::judgeSafety(const QNetworkReply &reply)
{
    if (m_target.url.scheme() == QLatin1String("https"))
        add(Verdict::Good,
            QStringLiteral("the connection is encrypted (%1), and the certificate is valid%2")
                .arg(tlsName(reply.sslConfiguration().sessionProtocol()),
                     m_target.tls.pin.isEmpty() ? QString() : QStringLiteral(", with the pinned key")));
    else if (!isThisMachine(m_target.url.host()))
        add(Verdict::Unknown,
            QStringLiteral("the connection is not encrypted: others on the way can read "
                           "the output%1; use https if the server has it")
                .arg(authorizationFor(m_target).isEmpty() ? QString()
                                                          : QStringLiteral(", and the credentials")));
}

// `isProof`: the server had to look at the credentials for such a request.
void UploadProbe::judgeCredentials(int status, bool isProof)
{
    const bool given = !authorizationFor(m_target).isEmpty();
    if (status == 407)
        add(Verdict::Bad, QStringLiteral("the proxy wants credentials (407)"));
    else if (isRefusal(status))
        add(Verdict::Bad, given
                              ? QStringLiteral("the server does not take these credentials (%1)").arg(status)
                              : QStringLiteral("the server wants credentials (%1)").arg(status));
    else if (given && isProof)
        add(Verdict::Good, QStringLiteral("the credentials were not refused"));
    else if (given)
        add(Verdict::Unknown, QStringLiteral("whether the credentials are taken, the upload will tell"));
}

void UploadProbe::batchCame(QNetworkReply &reply)
{
    if (!isReached(reply))
        return;
    const int status = statusOf(reply);
    judgeCredentials(status, status < 500 && status != 404 && status != 405);
    if (status < 300)
        add(Verdict::Good, QStringLiteral("the server took an empty batch (%1)").arg(status));
    else if (status == 400 || status == 422)
        add(Verdict::Unknown,
            QStringLiteral("the server takes requests there, but no empty batch (%1), which may be its way")
                .arg(status));
    else if (!isRefusal(status))
        add(Verdict::Bad, judge(reply, 0, m_target.timeoutMs).text);
    finish();
}

void UploadProbe::optionsCame(QNetworkReply &reply)
{
    if (!isReached(reply))
        return;
    const int status = statusOf(reply);
    if (isRefusal(status)) {
        judgeCredentials(status, true);
        return finish();
    }
    if (m_target.mode == UploadMode::Tus) {
        judgeCredentials(status, false);
        judgeTus(reply);
        return finish();
    }
    judgeMethod(reply);
    ask("HEAD", false, &UploadProbe::headCame); // OPTIONS is open to all, often
}

void UploadProbe::headCame(QNetworkReply &reply)
{
    const int status = statusOf(reply);
    if (status != 0)
        judgeCredentials(status, false);
    if (status == 200 && m_target.mode == UploadMode::Whole && m_target.effectiveMethod() == "PUT")
        add(Verdict::Unknown, QStringLiteral("there is something at this address; PUT would replace it"));
    finish();
}

void UploadProbe::judgeTus(const QNetworkReply &reply)
{
    const QByteArray versions = reply.rawHeader("Tus-Version");
    const QByteArray extensions = reply.rawHeader("Tus-Extension");
    if (versions.isEmpty()) {
        add(Verdict::Bad, QStringLiteral("the server does not say that it speaks tus; is this the address at "
                                         "which uploads are made?"));
    } else if (!versions.contains("1.0.")) {
        add(Verdict::Bad, QStringLiteral("the server speaks tus %1; this Runnel speaks 1.0.0")
                              .arg(QString::fromLatin1(versions)));
    } else if (!extensions.contains("creation")) {
        add(Verdict::Bad, QStringLiteral("the server does not let anybody create uploads"));
    } else if (!extensions.contains("creation-defer-length")) {
        add(Verdict::Unknown, QStringLiteral("the server speaks tus, but wants to know the length first: it "
                                             "gets the output when the command has ended"));
    } else {
        add(Verdict::Good, QStringLiteral("the server speaks tus 1.0.0, and takes output while it comes"));
    }
}

void UploadProbe::judgeMethod(const QNetworkReply &reply)
{
    const QByteArray method =
        m_target.mode == UploadMode::Append ? QByteArrayLiteral("PATCH") : m_target.effectiveMethod();
    const QString name = QString::fromLatin1(method);
    QByteArray allowed = reply.rawHeader("Allow");
    if (allowed.isEmpty())
        allowed = reply.rawHeader("Access-Control-Allow-Methods");
    bool isAllowed = false;
    for (const QByteArray &one : allowed.toUpper().split(','))
        isAllowed = isAllowed || one.trimmed() == method;
    if (isAllowed)
        add(Verdict::Good, QStringLiteral("the server takes %1 there").arg(name));
    else if (!allowed.isEmpty() && reply.error() == QNetworkReply::NoError)
        add(Verdict::Bad, QStringLiteral("the server takes %1 there, not %2")
                              .arg(QString::fromLatin1(allowed.simplified().left(100)), name));
    else
        add(Verdict::Unknown,
            QStringLiteral("the server does not say whether it takes %1; the upload will tell").arg(name));
}

void UploadProbe::finish()
{
    emit done(m_findings);
    deleteLater();
}

} // namespace pipecore
