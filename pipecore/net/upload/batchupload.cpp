#include "pipecore/net/upload/batchupload.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

namespace pipecore
{

namespace
{

constexpr int kFlushAfter = 500;        // ms: how old a batch gets
constexpr int kPartialLineAfter = 2000; // ms: how old a line gets that does not end
constexpr qint64 kLinesBehind = 10; // times as many lines go in a batch when there is more than one waiting
constexpr qint64 kMostAnswer = 4 << 20; // Elasticsearch's has a word on each record

} // namespace

BatchUpload::BatchUpload(UploadJob job) : HttpUpload(std::move(job))
{
    m_plan.begin(m_status.acknowledged);
}

void BatchUpload::takeUp()
{
    const qint64 from = m_status.acknowledged;
    const qint64 to = m_job.state.batchEnd;
    if (to <= from || to > capture()->end())
        return;
    // Counts its lines, for the case that it is too large.
    if (!m_plan.extend(*capture(), to, {to - from, to - from}).isEmpty())
        return m_plan.begin(from);
    m_part = {from, to, m_job.state.records};
    m_hasPart = true;
}

void BatchUpload::proceed()
{
    if (!std::exchange(m_hasBegun, true))
        takeUp();
    if (m_hasPart)
        return sendPart();
    const bool ended = capture()->hasEnded();
    const qint64 end = capture()->end();
    if (m_plan.from() == end) {
        m_waiting.invalidate();
        return ended ? finishAll() : void();
    }
    if (!m_waiting.isValid())
        m_waiting.start();
    BatchPlan::Limits limits = m_limits;
    if (end - m_plan.from() > limits.bytes)
        limits.lines *= kLinesBehind;
    if (const QString error = m_plan.extend(*capture(), end, limits); !error.isEmpty())
        return fail(error);
    const bool hasLine = m_plan.lineEnd() > m_plan.from();
    const qint64 age = m_waiting.elapsed();
    const int due = hasLine ? kFlushAfter : kPartialLineAfter;
    if (!m_plan.isFull() && !ended && age < due)
        return nextIn(static_cast<int>(due - age));
    const bool isLast = ended && m_plan.end() == end;
    m_part.from = m_plan.from();
    m_part.to = hasLine && !isLast ? m_plan.lineEnd() : m_plan.end();
    m_part.firstSeq = m_job.state.records;
    m_hasPart = true;
    // The records' times and streams too are what they are now for whoever sends it again.
    m_job.recording->times().flush();
    m_job.state.batchEnd = m_part.to;
    save();
    sendPart();
}

void BatchUpload::sendPart()
{
    HttpCall call;
    call.verb = target().effectiveMethod();
    call.url = target().url;
    call.from = m_part.from;
    call.to = m_part.to;
    call.type = BodyWriter::contentType(target().effectiveFormat());
    call.mostAnswer = kMostAnswer;
    if (target().gzip)
        call.headers.emplace_back("Content-Encoding", "gzip");
    auto body = std::make_unique<EncodedBody>(m_job.recording, m_part, target().effectiveFormat(),
                                              target().gzip, m_job.session, m_job.started);
    m_nextSeq = body->nextSeq();
    call.body = std::move(body);
    send(std::move(call), [this](const HttpAnswer &answer) { answered(answer); });
}

void BatchUpload::answered(const HttpAnswer &answer)
{
    const int status = answer.outcome.status;
    if (answer.accepted() && target().effectiveFormat() == UploadFormat::Elasticsearch)
        return elasticsearchAnswered(answer);
    if (answer.accepted()) {
        m_anyAccepted = true;
        return partDone();
    }
    if (status == 413)
        return tooLarge();
    // What is wrong with the address or with us is wrong with every batch; the rest is wrong with this one.
    const bool isOurs = status == 401 || status == 403 || status == 407;
    const bool isBatch =
        status >= 400 && status < 500 && !isOurs && (m_anyAccepted || status == 400 || status == 422);
    if (answer.outcome.verdict == HttpOutcome::Verdict::Final && isBatch)
        return refuse(answer.outcome.text, {});
    settle(answer.outcome);
}

// It answers 200 to a batch of which it took nothing: its word on each record counts.
void BatchUpload::elasticsearchAnswered(const HttpAnswer &answer)
{
    const QJsonObject json = QJsonDocument::fromJson(answer.body).object();
    if (!json[QLatin1String("errors")].isBool()) {
        HttpOutcome outcome = answer.outcome;
        outcome.verdict = HttpOutcome::Verdict::Retry;
        outcome.text = QStringLiteral("the server's answer is not that of Elasticsearch's bulk API");
        return retryLater(outcome);
    }
    std::vector<bool> refused;
    QString why;
    for (const QJsonValue &item : json[QLatin1String("items")].toArray()) {
        const QJsonObject result = item.toObject().begin() != item.toObject().end()
                                       ? item.toObject().begin()->toObject()
                                       : QJsonObject();
        const int status = result[QLatin1String("status")].toInt();
        if (status == 429 || status >= 500) {
            HttpOutcome outcome = answer.outcome;
            outcome.verdict = HttpOutcome::Verdict::Retry;
            outcome.text = QStringLiteral("the server is too busy for some records (%1)").arg(status);
            return retryLater(outcome);
        }
        refused.push_back(status >= 400 && status != 409); // 409: it has that record already
        if (refused.back() && why.isEmpty())
            why = QStringLiteral("%1: %2").arg(status).arg(
                result[QLatin1String("error")].toObject()[QLatin1String("reason")].toString().left(200));
        m_anyAccepted = m_anyAccepted || !refused.back();
    }
    if (std::find(refused.begin(), refused.end(), true) == refused.end())
        return partDone();
    refuse(why, refused);
}

void BatchUpload::tooLarge()
{
    const qint64 size = m_part.to - m_part.from;
    if (size <= 1 || m_plan.lines() <= 1)
        return refuse(QStringLiteral("the server does not take a line as long as this"), {});
    m_limits.bytes = std::max<qint64>(1, size / 2);
    m_limits.lines = std::max<qint64>(1, m_plan.lines() / 2);
    m_hasPart = false;
    m_plan.begin(m_part.from);
    next();
}

// Sets records of the part aside: those of `which`, or all when it is empty.
void BatchUpload::refuse(const QString &why, const std::vector<bool> &which)
{
    BodyWriter writer(UploadFormat::NdJson, m_job.session, m_job.started, m_part.firstSeq);
    QByteArray records;
    QString error =
        writeRange(*m_job.recording, m_part.from, m_part.to, writer, [&](const QByteArray &bytes) {
            records += bytes;
            return true;
        });
    writer.end(records);
    QByteArray refused;
    qint64 count = 0;
    size_t i = 0;
    for (qsizetype at = 0; at < records.size(); ++i) {
        const qsizetype stop = records.indexOf('\n', at) + 1;
        if (which.empty() || (i < which.size() && which[i])) {
            refused += QByteArrayView(records).sliced(at, stop - at);
            ++count;
        }
        at = stop;
    }
    if (!m_job.folder.isEmpty()) {
        QString name = UploadState::fileName(target());
        name.replace(QStringLiteral(".json"), QStringLiteral(".refused.ndjson"));
        QFile file(QDir(m_job.folder).filePath(name));
        if (!file.open(QIODevice::Append, QFile::ReadOwner | QFile::WriteOwner) ||
            file.write(refused) != refused.size())
            error = file.errorString();
    }
    if (!error.isEmpty())
        return fail(QStringLiteral("cannot set aside what the server refused: %1").arg(error));
    m_status.refused += count;
    m_job.log->add(QStringLiteral("%1 records set aside: %2").arg(count).arg(why));
    partDone();
}

void BatchUpload::partDone()
{
    m_hasPart = false;
    m_job.state.records = m_nextSeq->load();
    m_plan.begin(m_part.to);
    m_waiting.invalidate();
    acknowledge(m_part.to);
    save(); // nobody but the state knows what the server has
    next();
}

void BatchUpload::finishAll()
{
    if (m_status.refused == 0)
        return finish(QStringLiteral("uploaded"));
    fail(QStringLiteral("%1 of %2 records were refused and set aside in the session's folder")
             .arg(m_status.refused)
             .arg(m_job.state.records));
}

} // namespace pipecore
