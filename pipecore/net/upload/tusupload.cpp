#include "pipecore/net/upload/tusupload.h"

#include "pipecore/net/upload/captureslice.h"
#include "pipecore/text/humanize.h"

namespace pipecore
{

namespace
{

constexpr int kLiveInterval = 100; // ms between segments of an upload that keeps up
constexpr int kMostLosses = 20;
constexpr int kMostDoubts = 3;

HttpOutcome passing(const QString &text)
{
    HttpOutcome outcome;
    outcome.verdict = HttpOutcome::Verdict::Retry;
    outcome.text = text;
    return outcome;
}

} // namespace

TusUpload::TusUpload(UploadJob job)
    : HttpUpload(std::move(job)), m_resource(m_job.state.resource), m_mustAsk(!m_resource.isEmpty())
{
}

void TusUpload::proceed()
{
    if (!m_explored)
        return explore();
    if (m_resource.isEmpty())
        return create();
    if (m_mustAsk)
        return ask();
    append();
}

HttpCall TusUpload::call(const char *verb, const QUrl &url) const
{
    HttpCall call;
    call.verb = verb;
    call.url = url;
    if (call.verb != "OPTIONS")
        call.headers.emplace_back("Tus-Resumable", "1.0.0");
    return call;
}

void TusUpload::explore()
{
    send(call("OPTIONS", target().url), [this](const HttpAnswer &answer) { explored(answer); });
}

// A server that does not like to be asked may still take uploads: only a clear answer is heeded.
void TusUpload::explored(const HttpAnswer &answer)
{
    if (answer.outcome.verdict == HttpOutcome::Verdict::Retry ||
        answer.outcome.verdict == HttpOutcome::Verdict::Unknown)
        return retryLater(answer.outcome);
    if (answer.outcome.status == 0)
        return fail(answer.outcome.text);
    m_explored = true;
    const QByteArray versions = answer.header("Tus-Version");
    const QByteArray extensions = answer.header("Tus-Extension");
    if (answer.accepted() && !versions.isEmpty() && !versions.contains("1.0."))
        return fail(QStringLiteral("the server speaks tus %1; this Runnel speaks 1.0.0")
                        .arg(QString::fromLatin1(versions)));
    if (answer.accepted() && !extensions.isEmpty()) {
        if (m_resource.isEmpty() && !extensions.contains("creation"))
            return fail(QStringLiteral("the server does not let anybody create uploads (tus extensions: %1)")
                            .arg(QString::fromLatin1(extensions)));
        m_canDefer = extensions.contains("creation-defer-length");
    }
    m_maxSize = answer.count("Tus-Max-Size");
    next();
}

QString TusUpload::tooMuch() const
{
    if (m_maxSize < 0)
        return QStringLiteral("the server does not accept %1, which are captured")
            .arg(formatBytes(capture()->end()));
    return QStringLiteral("the server accepts at most %1; %2 are captured")
        .arg(formatBytes(m_maxSize), formatBytes(capture()->end()));
}

void TusUpload::create()
{
    const bool ended = capture()->hasEnded();
    if (m_maxSize > 0 && capture()->end() > m_maxSize)
        return fail(tooMuch());
    if (!ended && !m_canDefer) {
        m_status.text =
            QStringLiteral("the server wants to know the length first: waits for the command's end");
        m_status.state = UploadStatus::State::Waiting;
        return publish();
    }
    HttpCall creation = call("POST", target().url);
    if (ended)
        creation.headers.emplace_back("Upload-Length", QByteArray::number(capture()->end()));
    else
        creation.headers.emplace_back("Upload-Defer-Length", "1");
    m_lengthTold = ended;
    const QByteArray name = (m_job.session + QStringLiteral(".log")).toUtf8().toBase64();
    creation.headers.emplace_back(
        "Upload-Metadata", "filename " + name + ",filetype " + QByteArrayLiteral("text/plain").toBase64() +
                               ",command " + m_job.command.left(200).toUtf8().toBase64());
    creation.body = std::make_unique<CaptureSlice>(capture(), 0, 0);
    send(std::move(creation), [this](const HttpAnswer &answer) { created(answer); });
}

void TusUpload::created(const HttpAnswer &answer)
{
    if (answer.outcome.status == 413)
        return fail(tooMuch());
    if (!answer.accepted())
        return settle(answer.outcome);
    const QUrl location = QUrl::fromEncoded(answer.header("Location"));
    m_resource = target().url.adjusted(QUrl::RemoveUserInfo).resolved(location);
    if (location.isEmpty() || !UploadTarget::parseUrl(m_resource.toString(QUrl::FullyEncoded))) {
        m_resource = {};
        return fail(
            QStringLiteral("the server created an upload but does not say where; is this a tus server?"));
    }
    m_job.state.resource = m_resource;
    m_status.link = withoutSecrets(m_resource).toString(QUrl::FullyEncoded);
    m_mustAsk = false;
    acknowledge(0);
    save(); // before the first byte, so that nobody ever creates a second one for it
    next();
}

void TusUpload::ask()
{
    send(call("HEAD", m_resource), [this](const HttpAnswer &answer) { asked(answer); });
}

void TusUpload::asked(const HttpAnswer &answer)
{
    const int status = answer.outcome.status;
    if (status == 404 || status == 410 || status == 403)
        return startOver(QStringLiteral("the server has lost the upload"));
    if (status == 423)
        return retryLater(
            passing(QStringLiteral("the server still holds the upload for a request that broke off")));
    if (!answer.accepted())
        return settle(answer.outcome);
    const qint64 offset = answer.count("Upload-Offset");
    if (offset < 0)
        return retryLater(passing(QStringLiteral("the server does not say how much it has")));
    if (offset > capture()->end())
        return startOver(QStringLiteral("the server has more than is captured"));
    m_lengthTold = answer.count("Upload-Length") >= 0;
    m_mustAsk = false;
    m_status.link = withoutSecrets(m_resource).toString(QUrl::FullyEncoded);
    acknowledge(offset);
    next();
}

void TusUpload::append()
{
    const bool ended = capture()->hasEnded(); // before the end, which is final only then
    const qint64 end = capture()->end();
    const qint64 from = m_status.acknowledged;
    if (m_maxSize > 0 && end > m_maxSize)
        return fail(tooMuch());
    if (ended && from == end && m_lengthTold)
        return finish(QStringLiteral("uploaded"));
    if (from == end && !ended) {
        m_status.state = UploadStatus::State::Waiting;
        return;
    }
    const qint64 to = from + m_segments.next(end - from);
    const bool withLength = ended && to == end && !m_lengthTold;
    HttpCall patch = call("PATCH", m_resource);
    patch.from = from;
    patch.to = to;
    patch.headers.emplace_back("Upload-Offset", QByteArray::number(from));
    patch.headers.emplace_back("Content-Type", "application/offset+octet-stream");
    if (withLength)
        patch.headers.emplace_back("Upload-Length", QByteArray::number(end));
    patch.body = std::make_unique<CaptureSlice>(capture(), from, to);
    send(std::move(patch), [=, this](const HttpAnswer &answer) { appended(answer, from, to, withLength); });
}

void TusUpload::appended(const HttpAnswer &answer, qint64 from, qint64 to, bool withLength)
{
    const int status = answer.outcome.status;
    if (!answer.accepted()) {
        m_segments.failed();
        m_mustAsk = true;
    }
    if (status == 404 || status == 410)
        return startOver(QStringLiteral("the server has lost the upload"));
    if (status == 409)
        return retryLater(passing(QStringLiteral("the server has another amount than was thought")));
    if (status == 423)
        return retryLater(
            passing(QStringLiteral("the server still holds the upload for a request that broke off")));
    if (status == 413 && (m_maxSize >= 0 || !m_segments.lower(to - from)))
        return fail(tooMuch());
    if (status == 413)
        return next();
    // The length can be told once only. What broke off may have told it, and been sent again by the network's
    // layer unasked: then the server has all, and refuses to hear it again.
    if (status == 400 && withLength && m_doubts < kMostDoubts) {
        ++m_doubts;
        return next();
    }
    if (!answer.accepted())
        return settle(answer.outcome);
    const qint64 offset = answer.count("Upload-Offset");
    if (offset < 0 || offset > to || (offset <= from && to > from)) {
        m_mustAsk = true;
        return retryLater(passing(QStringLiteral("the server's count does not follow what it was sent")));
    }
    m_lengthTold = m_lengthTold || withLength;
    m_segments.succeeded(to - from, answer.ms);
    acknowledge(offset);
    if (!capture()->hasEnded() && capture()->end() - offset < SegmentSize::kFirst)
        nextIn(kLiveInterval);
    else
        next();
}

// Whatever the server has lost is still captured.
void TusUpload::startOver(const QString &why)
{
    if (++m_losses > kMostLosses)
        return fail(QStringLiteral("the server loses the upload again and again"));
    m_resource = {};
    m_job.state.resource = {};
    m_mustAsk = false;
    m_segments = {};
    acknowledge(0);
    retryLater(passing(why + QStringLiteral("; all is sent anew")));
}

std::optional<HttpCall> TusUpload::farewell()
{
    if (!target().deleteOnCancel || m_resource.isEmpty())
        return {};
    HttpCall deletion = call("DELETE", m_resource);
    m_resource = {};
    m_job.state.resource = {};
    m_status.acknowledged = 0;
    return deletion;
}

} // namespace pipecore
