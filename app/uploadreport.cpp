#include "app/uploadreport.h"

#include "app/messages.h"
#include "pipecore/text/humanize.h"

namespace app
{

using pipecore::UploadStatus;

UploadReport::UploadReport(const pipecore::Upload *upload, QString session, bool quiet)
    : m_upload(upload), m_session(std::move(session)), m_quiet(quiet)
{
    connect(upload, &pipecore::Upload::changed, this, &UploadReport::changed);
}

void UploadReport::changed()
{
    const UploadStatus &status = m_upload->status();
    const QString url = m_upload->target().displayUrl();
    switch (status.state) {
    case UploadStatus::State::Retrying:
        if (!m_quiet && status.text != m_told)
            say(QStringLiteral("upload to %1: %2; trying again").arg(url, status.text));
        m_told = status.text;
        return;
    case UploadStatus::State::Done:
        if (!m_quiet)
            say(QStringLiteral("uploaded %1 to %2").arg(pipecore::formatBytes(status.acknowledged), url));
        if (!m_quiet && !status.link.isEmpty())
            say(QStringLiteral("it is at %1").arg(status.link));
        break;
    case UploadStatus::State::Cancelled:
    case UploadStatus::State::Failed:
        say(QStringLiteral("upload to %1 failed: %2").arg(url, status.text));
        if (!m_session.isEmpty())
            say(QStringLiteral("the output is kept; \"runnel upload %1\" goes on with it").arg(m_session));
        break;
    default:
        return;
    }
    if (!std::exchange(m_ended, true))
        emit ended(status.state == UploadStatus::State::Done);
}

} // namespace app
