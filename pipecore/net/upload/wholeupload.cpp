#include "pipecore/net/upload/wholeupload.h"

#include "pipecore/net/upload/captureslice.h"

#include <QRegularExpression>

namespace pipecore
{

namespace
{

using Verdict = HttpOutcome::Verdict;

// RFC 7578, 4.2: names go as they are but for what would end the quoted string.
QByteArray quoted(const QString &name)
{
    QByteArray bytes = name.toUtf8();
    bytes.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    return '"' + bytes + '"';
}

} // namespace

void WholeUpload::proceed()
{
    if (m_unknown)
        return probe();
    const qint64 size = capture()->end();
    m_status.total = size;
    m_status.sent = 0;
    send(makeCall(size), [this, size](const HttpAnswer &answer) {
        if (answer.accepted()) {
            m_status.total = m_status.acknowledged = size;
            accepted(answer);
        } else if (answer.outcome.verdict == Verdict::Unknown) {
            m_unknown = answer.outcome;
            next();
        } else {
            settle(answer.outcome);
        }
    });
}

HttpCall WholeUpload::makeCall(qint64 end) const
{
    HttpCall call;
    call.verb = target().effectiveMethod();
    call.url = target().url;
    call.body = std::make_unique<CaptureSlice>(capture(), 0, end);
    call.to = end;
    return call;
}

void WholeUpload::accepted(const HttpAnswer &)
{
    finish(QStringLiteral("uploaded"));
}

// A server that refuses early may close the connection while the body is still being sent, and its answer is
// lost with it. A request without a body has none of that to fear: it tells at least who may not come in.
void WholeUpload::probe()
{
    HttpCall call;
    call.verb = QByteArrayLiteral("HEAD");
    call.url = target().url;
    send(std::move(call), [this](const HttpAnswer &asked) {
        HttpOutcome outcome = *std::exchange(m_unknown, {});
        outcome.verdict = Verdict::Retry;
        const int status = asked.outcome.status;
        settle(status == 401 || status == 403 || status == 413 ? asked.outcome : outcome);
    });
}

HttpCall FormUpload::makeCall(qint64 end) const
{
    HttpCall call;
    call.verb = target().effectiveMethod();
    call.url = target().url;
    call.to = end;
    call.form = std::make_unique<QHttpMultiPart>(QHttpMultiPart::FormDataType);
    for (const auto &[name, value] : target().fields) {
        QHttpPart part;
        part.setRawHeader("Content-Disposition", "form-data; name=" + quoted(name));
        part.setBody(value.toUtf8());
        call.form->append(part);
    }
    QHttpPart file;
    file.setRawHeader("Content-Disposition", "form-data; name=" + quoted(target().fieldName) + "; filename=" +
                                                 quoted(m_job.session + QStringLiteral(".log")));
    file.setRawHeader("Content-Type", "application/octet-stream");
    file.setBodyDevice(new CaptureSlice(capture(), 0, end, call.form.get()));
    call.form->append(file);
    return call;
}

void FormUpload::accepted(const HttpAnswer &answer)
{
    m_status.link = linkIn(answer, target().url);
    finish(QStringLiteral("uploaded"));
}

QString linkIn(const HttpAnswer &answer, const QUrl &base)
{
    QUrl found = QUrl::fromEncoded(answer.header("Location"));
    if (found.isEmpty()) {
        static const QRegularExpression address(QStringLiteral(R"(https?:\\?/\\?/[^\s"'<>]+)"));
        QString text = address.match(QString::fromUtf8(answer.body)).captured();
        text.replace(QStringLiteral("\\/"), QStringLiteral("/")); // as some write JSON
        found = QUrl(text, QUrl::StrictMode);
    } else {
        found = base.adjusted(QUrl::RemoveUserInfo).resolved(found);
    }
    const bool isWeb = found.scheme() == QLatin1String("http") || found.scheme() == QLatin1String("https");
    return isWeb && found.isValid() ? found.toString(QUrl::FullyEncoded) : QString();
}

} // namespace pipecore
