#include "pipecore/net/upload/wholeupload.h"

#include "pipecore/capture/capturereader.h"
#include "pipecore/net/upload/retrydelay.h"

#include <QDateTime>
#include <QNetworkReply>

namespace pipecore
{

namespace
{

constexpr int kMostRedirects = 5;
using State = UploadStatus::State;

} // namespace

WholeUpload::WholeUpload(UploadTarget target, Capture::Ptr capture)
    : m_target(std::move(target)), m_capture(std::move(capture)), m_url(m_target.url), m_retryTimer(this)
{
    m_retryTimer.setSingleShot(true);
    connect(&m_retryTimer, &QTimer::timeout, this, &WholeUpload::attempt);
}

WholeUpload::~WholeUpload()
{
    if (m_reply) {
        m_reply->disconnect(this);
        delete m_reply;
    }
}

void WholeUpload::start()
{
    auto access = TargetAccess::open(m_target);
    if (!access)
        return end(State::Failed, access.error());
    m_access = std::move(*access);
    m_network = new QNetworkAccessManager(this);
    m_access->prepare(m_network);
    m_status.total = m_capture->end();
    attempt();
}

QNetworkRequest WholeUpload::request() const
{
    QNetworkRequest request = m_access->request(m_url);
    if (!request.hasRawHeader("Content-Type"))
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/octet-stream"));
    return request;
}

void WholeUpload::attempt()
{
    m_body = std::make_unique<CaptureReader>(m_capture, CaptureReader::Snapshot);
    m_status.state = State::Sending;
    m_status.total = m_body->size();
    m_status.sent = 0;
    m_status.nextAttempt = 0;
    ++m_status.attempt;
    QNetworkRequest uploading = request();
    uploading.setHeader(QNetworkRequest::ContentLengthHeader, m_status.total);
    m_reply = m_target.method == "POST" ? m_network->post(uploading, m_body.get())
                                        : m_network->put(uploading, m_body.get());
    connect(m_reply, &QNetworkReply::uploadProgress, this, [this](qint64 sent, qint64) {
        m_status.sent = sent;
        emit changed(m_status);
    });
    connect(m_reply, &QNetworkReply::finished, this, &WholeUpload::attemptFinished);
    emit changed(m_status);
}

void WholeUpload::attemptFinished()
{
    const HttpOutcome outcome = judge(*m_reply, m_status.total, m_target.timeoutMs);
    m_reply->deleteLater();
    m_reply = nullptr;
    if (outcome.verdict == HttpOutcome::Verdict::Unknown)
        probe(outcome);
    else
        act(outcome);
}

// A server that refuses early may close the connection while the body is still being sent, and its answer is
// lost with it. A request without a body has none of that to fear: it tells at least who may not come in.
void WholeUpload::probe(const HttpOutcome &before)
{
    m_reply = m_network->head(request());
    connect(m_reply, &QNetworkReply::finished, this, [this, before] {
        HttpOutcome asked = judge(*m_reply, m_status.total, m_target.timeoutMs);
        m_reply->deleteLater();
        m_reply = nullptr;
        HttpOutcome outcome = before;
        outcome.verdict = HttpOutcome::Verdict::Retry;
        if (asked.status == 401 || asked.status == 403 || asked.status == 413)
            outcome = asked;
        act(outcome);
    });
}

void WholeUpload::act(const HttpOutcome &outcome)
{
    switch (outcome.verdict) {
    case HttpOutcome::Verdict::Accepted:
        m_status.sent = m_status.acknowledged = m_status.total;
        return end(State::Done, QStringLiteral("uploaded"));
    case HttpOutcome::Verdict::Redirect:
        if (++m_redirects > kMostRedirects)
            return end(State::Failed, QStringLiteral("the server redirects in a circle"));
        m_url = outcome.location;
        return attempt();
    case HttpOutcome::Verdict::Retry: return retryLater(outcome);
    case HttpOutcome::Verdict::Unknown:
    case HttpOutcome::Verdict::Final: return end(State::Failed, outcome.text);
    }
}

void WholeUpload::retryLater(const HttpOutcome &outcome)
{
    m_troubles += outcome.timedOut ? 2 : 1;
    if (m_troubles >= m_target.attempts) {
        const QString tried = m_status.attempt == 1 ? QStringLiteral("tried once")
                                                    : QStringLiteral("tried %1 times").arg(m_status.attempt);
        return end(State::Failed, QStringLiteral("%1 (%2)").arg(outcome.text, tried));
    }
    const qint64 delay = outcome.retryAfterMs >= 0 ? outcome.retryAfterMs : retryDelay(m_troubles);
    m_status.state = State::Retrying;
    m_status.text = outcome.text;
    m_status.nextAttempt = QDateTime::currentMSecsSinceEpoch() + delay;
    m_retryTimer.start(static_cast<int>(delay));
    emit changed(m_status);
}

void WholeUpload::retryNow()
{
    if (m_status.state == State::Retrying)
        m_retryTimer.start(0);
}

void WholeUpload::cancel()
{
    m_retryTimer.stop();
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
        m_reply = nullptr;
    }
    end(State::Cancelled, QStringLiteral("cancelled"));
}

void WholeUpload::end(State state, const QString &text)
{
    if (m_status.isFinal())
        return;
    m_status.state = state;
    m_status.text = text;
    m_status.nextAttempt = 0;
    emit changed(m_status);
}

} // namespace pipecore
