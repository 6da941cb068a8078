#include "ui/session/uploadfigures.h"

#include "pipecore/text/humanize.h"

#include <QDateTime>
#include <QObject>

namespace ui
{

using pipecore::Upload;
using pipecore::UploadStatus;

SinkFigures figuresOf(const Upload &upload)
{
    const UploadStatus &status = upload.status();
    SinkFigures figures;
    figures.name = upload.target().displayUrl();
    figures.icon = QStringLiteral("upload");
    figures.produced = status.total > 0 ? status.total : upload.produced();
    figures.sent = status.sent;
    figures.acknowledged = status.acknowledged;
    figures.detail = status.text;
    switch (status.state) {
    case UploadStatus::State::Waiting:
        figures.state = QObject::tr("waits for the command's end");
        figures.actionText = QObject::tr("Cancel");
        break;
    case UploadStatus::State::Sending:
        figures.tone = SinkFigures::Tone::Busy;
        figures.state = status.attempt > 1 ? QObject::tr("uploading, attempt %1").arg(status.attempt)
                                           : QObject::tr("uploading");
        figures.actionText = QObject::tr("Cancel");
        break;
    case UploadStatus::State::Retrying: {
        figures.tone = SinkFigures::Tone::Waiting;
        const qint64 left = std::max<qint64>(0, status.nextAttempt - QDateTime::currentMSecsSinceEpoch());
        figures.state = QObject::tr("again in %1: %2").arg(pipecore::formatDuration(left), status.text);
        figures.actionText = QObject::tr("Try now");
        break;
    }
    case UploadStatus::State::Paused:
        figures.state = QObject::tr("paused");
        break;
    case UploadStatus::State::Done:
        figures.tone = SinkFigures::Tone::Good;
        figures.state = QObject::tr("uploaded");
        break;
    case UploadStatus::State::Failed:
        figures.tone = SinkFigures::Tone::Bad;
        figures.state = QObject::tr("failed: %1").arg(status.text);
        break;
    case UploadStatus::State::Cancelled:
        figures.state = QObject::tr("cancelled");
        break;
    }
    return figures;
}

void actOn(Upload &upload)
{
    if (upload.status().state == UploadStatus::State::Retrying)
        upload.retryNow();
    else
        upload.cancel();
}

} // namespace ui
