#include "pipecore/net/upload/appendupload.h"

#include "pipecore/net/upload/captureslice.h"
#include "pipecore/text/humanize.h"

namespace pipecore
{

namespace
{

constexpr int kLiveInterval = 100; // ms between segments of an upload that keeps up
constexpr int kMostJumps = 3;

// The second number of "0-123", of "bytes=0-123", or of "bytes 0-123"; -1: there is none.
qint64 toldBy(const HttpAnswer &answer)
{
    QByteArray range = answer.header("Range");
    if (range.isEmpty())
        range = answer.header("Content-Range");
    const qsizetype dash = range.lastIndexOf('-');
    bool isNumber = false;
    const qint64 value = range.mid(dash + 1).split('/').first().trimmed().toLongLong(&isNumber);
    return dash >= 0 && isNumber ? value : -1;
}

} // namespace

void AppendUpload::proceed()
{
    const bool ended = capture()->hasEnded();
    const qint64 end = capture()->end();
    const qint64 from = m_status.acknowledged;
    if (from == end) {
        if (ended)
            return finish(QStringLiteral("uploaded"));
        m_status.state = UploadStatus::State::Waiting;
        return;
    }
    const qint64 to = from + m_segments.next(end - from);
    HttpCall patch;
    patch.verb = QByteArrayLiteral("PATCH");
    patch.url = target().url;
    patch.from = from;
    patch.to = to;
    patch.headers.emplace_back("Content-Range", QByteArray::number(from) + '-' + QByteArray::number(to - 1));
    patch.type = QByteArrayLiteral("text/plain");
    patch.body = std::make_unique<CaptureSlice>(capture(), from, to);
    send(std::move(patch), [=, this](const HttpAnswer &answer) { answered(answer, from, to); });
}

void AppendUpload::answered(const HttpAnswer &answer, qint64 from, qint64 to)
{
    const qint64 told = toldBy(answer);
    if (answer.outcome.status == 416 && told >= 0)
        return goTo(told);
    if (answer.outcome.status == 413) {
        if (m_segments.lower(to - from))
            return next();
        return fail(QStringLiteral("the server takes no more; %1 are captured, of which it has %2")
                        .arg(formatBytes(capture()->end()), formatBytes(from)));
    }
    if (!answer.accepted()) {
        m_segments.failed();
        return settle(answer.outcome);
    }
    if (told == to - 1)
        m_toldIsLast = true;
    m_toldBefore = -1;
    m_jumps = 0;
    m_segments.succeeded(to - from, answer.ms);
    acknowledge(to);
    if (!capture()->hasEnded() && capture()->end() - to < SegmentSize::kFirst)
        nextIn(kLiveInterval);
    else
        next();
}

// The server has another amount than was thought: it is right, also when it has lost some.
void AppendUpload::goTo(qint64 told)
{
    if (told == m_toldBefore) // going where it said did not help: its number may mean the other thing
        m_toldIsLast = !m_toldIsLast;
    m_toldBefore = told;
    const qint64 offset = m_toldIsLast ? told + 1 : told;
    if (offset > capture()->end())
        return fail(QStringLiteral(
                        "the server already has %1, more than is captured; does somebody else write there?")
                        .arg(formatBytes(offset)));
    if (++m_jumps <= kMostJumps) {
        acknowledge(offset);
        return next();
    }
    HttpOutcome outcome;
    outcome.verdict = HttpOutcome::Verdict::Retry;
    outcome.text = QStringLiteral("the server refuses what continues the bytes that it says it has");
    retryLater(outcome);
}

} // namespace pipecore
