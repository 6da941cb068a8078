#include "pipecore/net/upload/streamupload.h"

#include "pipecore/net/upload/curlaccess.h"
#include "pipecore/net/upload/retrydelay.h"

namespace pipecore
{

namespace
{

constexpr int kLookInterval = 100; // ms between looks at how far it is
constexpr int kMostRedirects = 5;
using State = UploadStatus::State;
using Verdict = HttpOutcome::Verdict;

} // namespace

StreamUpload::StreamUpload(UploadJob job)
    : UploadWorker(std::move(job)), m_retryTimer(this), m_look(this), m_patience(target())
{
    m_status.attempt = 1;
    m_job.state.acknowledged = 0; // there is no going on with a request of another time
    m_retryTimer.setSingleShot(true);
    m_retryTimer.setTimerType(Qt::PreciseTimer);
    m_look.setInterval(kLookInterval);
    connect(&m_retryTimer, &QTimer::timeout, this, &StreamUpload::attempt);
    connect(&m_look, &QTimer::timeout, this, &StreamUpload::look);
}

StreamUpload::~StreamUpload()
{
    stop();
}

void StreamUpload::start()
{
    m_at = target();
    attempt();
}

void StreamUpload::attempt()
{
    m_clock.start();
    m_status.state = State::Sending;
    m_status.sent = 0;
    m_status.nextAttempt = 0;
    m_look.start();
    // The answer comes from the transfer's thread, possibly when another one is under way already.
    const int number = ++m_number;
    m_transfer = std::make_unique<CurlTransfer>(m_at, m_job.recording, m_job.session, m_job.started,
                                                [this, number](const CurlTransfer::Result &result) {
                                                    QMetaObject::invokeMethod(
                                                        this,
                                                        [this, number, result] {
                                                            if (number == m_number)
                                                                ended(result);
                                                        },
                                                        Qt::QueuedConnection);
                                                });
    publish();
}

void StreamUpload::look()
{
    if (capture()->hasEnded()) {
        m_status.total = capture()->end();
        if (m_patience.commandEnded() && m_status.state == State::Retrying && !m_delayIsAsked)
            m_retryTimer.start(static_cast<int>(retryDelay(1, target().firstDelayMs)));
    }
    if (m_transfer && m_transfer->sent() != m_status.sent) {
        m_status.sent = m_transfer->sent();
        publish();
    }
}

HttpOutcome StreamUpload::judgeResult(const CurlTransfer::Result &result) const
{
    const QString host = m_at.url.host();
    HttpOutcome outcome;
    outcome.verdict = Verdict::Retry;
    if (!result.feedError.isEmpty()) {
        outcome.verdict = Verdict::Final;
        outcome.text = result.feedError;
    } else if (result.stalled) {
        outcome.timedOut = true;
        outcome.text =
            QStringLiteral("%1 took nothing and said nothing for %2 s").arg(host).arg(m_at.timeoutMs / 1000);
    } else if (result.status >= 300 && result.status < 400) {
        const QUrl location = m_at.url.resolved(QUrl::fromEncoded(result.location));
        const bool isSafe = (result.status == 307 || result.status == 308) && sameOrigin(location, m_at.url);
        outcome.status = static_cast<int>(result.status);
        outcome.location = location;
        outcome.verdict = isSafe ? Verdict::Redirect : Verdict::Final;
        outcome.text =
            QStringLiteral("the server redirects to %1 (%2), which would lose the upload or leave the "
                           "server; if you trust it, use that URL")
                .arg(UploadTarget::displayUrl(location))
                .arg(result.status);
    } else if (result.status >= 200 && (result.status >= 300 || result.sentAll)) {
        outcome = judgeStatus(static_cast<int>(result.status), {}, capture()->end());
        outcome.retryAfterMs = parseRetryAfter(result.retryAfter, QDateTime::currentDateTimeUtc());
    } else if (result.status >= 200) {
        outcome.text = QStringLiteral("%1 answered %2 before the end of the output, and took no more")
                           .arg(host)
                           .arg(result.status);
    } else if (const QString refusal =
                   curlTlsRefusal(result.code, result.detail.toLocal8Bit().constData(), m_at.url);
               !refusal.isEmpty()) {
        outcome.verdict = Verdict::Final;
        outcome.text = refusal;
    } else if (result.code == CURLE_COULDNT_CONNECT) {
        outcome.text = QStringLiteral("%1 refused the connection; is the server running on port %2?")
                           .arg(host)
                           .arg(m_at.url.port(m_at.url.scheme() == QLatin1String("https") ? 443 : 80));
    } else if (result.code == CURLE_COULDNT_RESOLVE_HOST) {
        outcome.text = QStringLiteral("there is no host %1").arg(host);
    } else {
        outcome.text = QStringLiteral("the connection to %1 broke: %2")
                           .arg(host, QString::fromLatin1(curl_easy_strerror(result.code)));
    }
    return outcome;
}

void StreamUpload::ended(const CurlTransfer::Result &result)
{
    if (!m_transfer)
        return;
    look();
    const HttpOutcome outcome = judgeResult(result);
    const qint64 sent = m_transfer->sent();
    const QString said =
        result.status != 0 ? QString::number(result.status) : QStringLiteral("no answer: ") + outcome.text;
    m_job.log->add(QStringLiteral("%1 %2 [0, %3) -> %4 (%5 ms)")
                       .arg(QString::fromLatin1(m_at.effectiveMethod()), m_at.displayUrl())
                       .arg(sent)
                       .arg(said)
                       .arg(m_clock.elapsed()));
    m_transfer.reset();
    if (sent > m_highest)
        m_patience.progressed();
    m_highest = std::max(m_highest, sent);
    if (m_status.state != State::Paused)
        settle(outcome);
}

void StreamUpload::settle(const HttpOutcome &outcome)
{
    if (outcome.verdict == Verdict::Accepted) {
        m_look.stop();
        m_status.total = m_status.sent = m_status.acknowledged = capture()->end();
        return end(State::Done, QStringLiteral("uploaded"));
    }
    if (outcome.verdict == Verdict::Redirect && ++m_redirects <= kMostRedirects) {
        m_at.url = outcome.location;
        return attempt();
    }
    if (outcome.verdict == Verdict::Redirect) {
        stop();
        return end(State::Failed, QStringLiteral("the server redirects in a circle"));
    }
    const bool isFinal = outcome.verdict == Verdict::Final;
    if (isFinal || !m_patience.failed(outcome.timedOut)) {
        stop();
        const QString tried = m_status.attempt == 1 ? QStringLiteral("tried once")
                                                    : QStringLiteral("tried %1 times").arg(m_status.attempt);
        return end(State::Failed,
                   isFinal ? outcome.text : QStringLiteral("%1 (%2)").arg(outcome.text, tried));
    }
    ++m_status.attempt;
    m_delayIsAsked = outcome.retryAfterMs >= 0;
    const qint64 delay =
        m_delayIsAsked ? outcome.retryAfterMs : retryDelay(m_patience.troubles(), target().firstDelayMs);
    m_status.state = State::Retrying;
    m_status.sent = 0;
    m_status.text = outcome.text + QStringLiteral("; all is sent anew");
    m_status.nextAttempt = QDateTime::currentMSecsSinceEpoch() + delay;
    m_retryTimer.start(static_cast<int>(delay));
    publish();
}

void StreamUpload::retryNow()
{
    if (m_status.state == State::Retrying)
        m_retryTimer.start(0);
}

void StreamUpload::stop()
{
    m_retryTimer.stop();
    m_look.stop();
    m_transfer.reset();
}

// The request goes on, so that nothing need be sent anew; a server that does not wait for it breaks it off.
void StreamUpload::pause()
{
    if (m_status.isFinal() || m_status.state == State::Paused)
        return;
    m_retryTimer.stop();
    if (m_transfer)
        m_transfer->hold(true);
    m_status.state = State::Paused;
    m_status.text.clear();
    m_status.nextAttempt = 0;
    publish();
}

void StreamUpload::resume()
{
    if (m_status.state == State::Paused && m_transfer) {
        m_status.state = State::Sending;
        m_transfer->hold(false);
        return publish();
    }
    if (m_status.state == State::Sending || m_status.state == State::Done)
        return;
    m_patience = UploadPatience(target());
    attempt();
}

void StreamUpload::cancel()
{
    if (m_status.isFinal())
        return;
    stop();
    end(State::Cancelled, QStringLiteral("cancelled"));
}

} // namespace pipecore
