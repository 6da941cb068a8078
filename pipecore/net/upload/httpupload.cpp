#include "pipecore/net/upload/httpupload.h"

#include "pipecore/net/upload/captureslice.h"
#include "pipecore/net/upload/retrydelay.h"

#include <QDateTime>
#include <QNetworkReply>

namespace pipecore
{

namespace
{

constexpr int kMostRedirects = 5;
constexpr qint64 kEndlessAnswer = 8 * 1024 * 1024; // from here on nobody wants to hear it
constexpr qint64 kSaveInterval = 1000;             // ms
constexpr int kFarewellTimeout = 5000;             // ms
using State = UploadStatus::State;
using Verdict = HttpOutcome::Verdict;

} // namespace

QByteArray HttpAnswer::header(QByteArrayView name) const
{
    for (const auto &[known, value] : headers)
        if (known.compare(name, Qt::CaseInsensitive) == 0)
            return value.trimmed();
    return {};
}

qint64 HttpAnswer::count(QByteArrayView name) const
{
    bool isNumber = false;
    const qint64 value = header(name).toLongLong(&isNumber);
    return isNumber && value >= 0 ? value : -1;
}

HttpUpload::HttpUpload(UploadJob job)
    : UploadWorker(std::move(job)), m_retryTimer(this), m_wake(this), m_patience(target())
{
    m_status.attempt = 1;
    m_status.acknowledged = m_status.sent = m_job.state.acknowledged;
    m_status.refused = m_job.state.refused;
    if (m_status.acknowledged > 0)
        m_patience.serverIsKnown();
    m_retryTimer.setSingleShot(true);
    m_retryTimer.setTimerType(Qt::PreciseTimer); // a coarse one comes up to 5 % early: before Retry-After
    m_wake.setSingleShot(true);
    connect(&m_retryTimer, &QTimer::timeout, this, &HttpUpload::next);
    connect(&m_wake, &QTimer::timeout, this, &HttpUpload::next);
}

HttpUpload::~HttpUpload()
{
    stopAll();
}

void HttpUpload::start()
{
    auto access = TargetAccess::open(target());
    if (!access)
        return end(State::Failed, access.error());
    m_access = std::move(*access);
    m_network = new QNetworkAccessManager(this);
    m_access->prepare(m_network);
    m_saved.start();
    if (target().isLive()) {
        auto *watch = new CaptureWatch(capture(), this);
        connect(watch, &CaptureWatch::moved, this, &HttpUpload::captureMoved);
    }
    captureMoved();
}

void HttpUpload::captureMoved()
{
    if (target().isLive() && capture()->hasEnded()) {
        m_status.total = capture()->end();
        // Nobody wants to wait for long now, unless the server asked for it.
        if (m_patience.commandEnded() && m_status.state == State::Retrying && !m_delayIsAsked)
            m_retryTimer.start(static_cast<int>(retryDelay(1, target().firstDelayMs)));
    }
    next();
}

void HttpUpload::next()
{
    if (m_reply || m_retryTimer.isActive() || m_status.isFinal() || m_status.state == State::Paused)
        return;
    proceed();
}

QNetworkRequest HttpUpload::request(const HttpCall &call) const
{
    QNetworkRequest request = m_access->request(m_moved.value(call.url, call.url));
    if (call.body && !request.hasRawHeader("Content-Type"))
        request.setHeader(QNetworkRequest::ContentTypeHeader, call.type);
    for (const auto &[name, value] : call.headers)
        request.setRawHeader(name, value);
    return request;
}

void HttpUpload::send(HttpCall call, Handler then)
{
    m_call = std::move(call);
    m_answerBody.clear();
    m_answerSize = 0;
    m_clock.start();
    QNetworkRequest asking = request(m_call);
    if (m_call.verb == "HEAD") {
        m_reply = m_network->head(asking); // as a custom verb, Qt would wait for a body that never comes
    } else if (m_call.form) {
        m_reply = m_network->sendCustomRequest(asking, m_call.verb, m_call.form.get());
    } else {
        if (m_call.body && !m_call.body->isSequential())
            asking.setHeader(QNetworkRequest::ContentLengthHeader, m_call.body->size());
        m_reply = m_network->sendCustomRequest(asking, m_call.verb, m_call.body.get());
    }
    m_wake.stop();
    m_status.nextAttempt = 0;
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpUpload::take);
    connect(m_reply, &QNetworkReply::uploadProgress, this, [this](qint64 sent, qint64) {
        m_status.sent = std::min(m_call.from + sent, m_call.to);
        publish();
    });
    connect(m_reply, &QNetworkReply::finished, this,
            [this, then = std::move(then)]() mutable { answered(std::move(then)); });
    if (m_status.state != State::Sending && m_status.state != State::Cancelled) {
        m_status.state = State::Sending;
        publish();
    }
}

// Keeps the beginning of an answer, and takes no part in one that does not end.
void HttpUpload::take()
{
    if (!m_reply->isOpen()) // it was aborted
        return;
    const QByteArray more = m_reply->readAll();
    m_answerBody += more.first(std::min(more.size(), m_call.mostAnswer - m_answerBody.size()));
    m_answerSize += more.size();
    if (m_answerSize > kEndlessAnswer)
        m_reply->abort();
}

void HttpUpload::answered(Handler then)
{
    take();
    HttpAnswer answer;
    answer.ms = m_clock.elapsed();
    answer.body = m_answerBody;
    answer.headers = m_reply->rawHeaderPairs();
    answer.outcome = judge(*m_reply, m_call.to - m_call.from, target().timeoutMs);
    if (m_answerSize > kEndlessAnswer) {
        answer.outcome.verdict = Verdict::Final;
        answer.outcome.text = QStringLiteral("the server's answer does not end; is this the right address?");
    }
    const QIODevice *const body = m_call.form ? m_call.form->findChild<CaptureSlice *>() : m_call.body.get();
    if (answer.accepted() && body && !body->isSequential() && body->pos() < body->size()) {
        answer.outcome.verdict = Verdict::Retry;
        answer.outcome.text = QStringLiteral("the server answered %1 before it had the whole output")
                                  .arg(answer.outcome.status);
    }
    const QUrl url = m_reply->url();
    const QString carried =
        m_call.to > m_call.from ? QStringLiteral(" [%1, %2)").arg(m_call.from).arg(m_call.to) : QString();
    const QString said = answer.outcome.status != 0 ? QString::number(answer.outcome.status)
                                                    : QStringLiteral("no answer: ") + answer.outcome.text;
    m_job.log->add(QStringLiteral("%1 %2%3 -> %4 (%5 ms)")
                       .arg(QString::fromLatin1(m_call.verb), UploadTarget::displayUrl(url), carried, said)
                       .arg(answer.ms));
    m_reply->deleteLater();
    m_reply = nullptr;
    const HttpCall done = std::exchange(m_call, {});
    if (answer.outcome.verdict == Verdict::Redirect)
        return follow(answer.outcome, done.url);
    if (answer.outcome.status != 0 && answer.outcome.status < 500)
        m_redirects = 0;
    then(answer);
}

void HttpUpload::follow(const HttpOutcome &outcome, const QUrl &from)
{
    if (++m_redirects > kMostRedirects)
        return fail(QStringLiteral("the server redirects in a circle"));
    m_moved.insert(from, outcome.location);
    next();
}

void HttpUpload::acknowledge(qint64 offset)
{
    // Going back and forth is no progress; but what is lost and sent anew is.
    if (offset > m_highest) {
        m_patience.progressed();
        m_status.attempt = 1;
    }
    m_highest = offset == 0 ? 0 : std::max(m_highest, offset);
    m_status.acknowledged = offset;
    m_status.sent = offset;
    if (m_saved.elapsed() >= kSaveInterval) {
        save();
        m_saved.restart();
    }
    m_status.text.clear();
    if (offset == capture()->end() && !capture()->hasEnded())
        m_status.state = State::Waiting;
    publish();
}

void HttpUpload::settle(const HttpOutcome &outcome)
{
    if (outcome.verdict == Verdict::Final)
        fail(outcome.text);
    else
        retryLater(outcome);
}

void HttpUpload::retryLater(const HttpOutcome &outcome)
{
    if (!m_patience.failed(outcome.timedOut)) {
        const QString tried = m_status.attempt == 1 ? QStringLiteral("tried once")
                                                    : QStringLiteral("tried %1 times").arg(m_status.attempt);
        return fail(QStringLiteral("%1 (%2)").arg(outcome.text, tried));
    }
    ++m_status.attempt;
    m_delayIsAsked = outcome.retryAfterMs >= 0;
    const qint64 delay =
        m_delayIsAsked ? outcome.retryAfterMs : retryDelay(m_patience.troubles(), target().firstDelayMs);
    m_status.state = State::Retrying;
    m_status.text = outcome.text;
    m_status.sent = m_status.acknowledged;
    m_status.nextAttempt = QDateTime::currentMSecsSinceEpoch() + delay;
    m_retryTimer.start(static_cast<int>(delay));
    publish();
}

void HttpUpload::retryNow()
{
    if (m_status.state == State::Retrying)
        m_retryTimer.start(0);
}

void HttpUpload::stopAll()
{
    m_retryTimer.stop();
    m_wake.stop();
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    delete m_reply; // before the body that it reads
    m_reply = nullptr;
    m_call = {};
}

void HttpUpload::pause()
{
    if (m_status.isFinal() || m_status.state == State::Paused)
        return;
    stopAll();
    m_status.state = State::Paused;
    m_status.text.clear();
    m_status.sent = m_status.acknowledged;
    m_status.nextAttempt = 0;
    save();
    publish();
}

void HttpUpload::resume()
{
    if (m_status.state != State::Paused && !m_status.isFinal())
        return;
    m_patience = UploadPatience(target());
    if (m_status.acknowledged > 0)
        m_patience.serverIsKnown();
    m_status.state = State::Waiting;
    m_status.attempt = 1;
    resuming();
    publish();
    captureMoved();
}

void HttpUpload::cancel()
{
    if (m_status.isFinal())
        return;
    stopAll();
    std::optional<HttpCall> last = farewell();
    if (!last)
        return end(State::Cancelled, QStringLiteral("cancelled"));
    QTimer::singleShot(kFarewellTimeout, this, [this] {
        stopAll();
        end(State::Cancelled,
            QStringLiteral("cancelled; the server did not say that it has deleted the upload"));
    });
    send(std::move(*last), [this](const HttpAnswer &answer) {
        end(State::Cancelled, answer.accepted()
                                  ? QStringLiteral("cancelled, and deleted from the server")
                                  : QStringLiteral("cancelled; the server did not delete the upload: %1")
                                        .arg(answer.outcome.text));
    });
}

void HttpUpload::fail(const QString &text)
{
    stopAll();
    end(State::Failed, text);
}

void HttpUpload::finish(const QString &text)
{
    stopAll();
    m_status.sent = m_status.acknowledged = m_status.total = std::max(m_status.total, m_status.acknowledged);
    end(State::Done, text);
}

} // namespace pipecore
