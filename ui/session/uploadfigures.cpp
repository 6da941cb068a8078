#include "ui/session/uploadfigures.h"

#include "pipecore/text/humanize.h"

#include "ui/session/requestsdialog.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QMenu>
#include <QObject>

namespace ui
{

using pipecore::Upload;
using pipecore::UploadStatus;

namespace
{

// What goes behind the state of a live upload: its rate, and how far it is behind.
QString pace(const Upload &upload)
{
    if (!upload.target().isLive() || upload.target().mode == pipecore::UploadMode::Stream)
        return {};
    QString text;
    if (const auto rate = static_cast<qint64>(upload.rate()); rate > 0)
        text += QStringLiteral(" · ") + QObject::tr("%1/s").arg(pipecore::formatBytes(rate));
    if (const qint64 lag = upload.lag(); lag > 0)
        text += QStringLiteral(" · ") + QObject::tr("%1 behind").arg(pipecore::formatDuration(lag));
    return text;
}

QString refusedText(const UploadStatus &status)
{
    return status.refused > 0 ? QStringLiteral(" · ") + QObject::tr("%n record(s) refused", nullptr,
                                                                    static_cast<int>(status.refused))
                              : QString();
}

} // namespace

SinkFigures figuresOf(const Upload &upload)
{
    const UploadStatus &status = upload.status();
    SinkFigures figures;
    figures.name = upload.target().displayUrl();
    figures.icon = QStringLiteral("upload");
    figures.produced = status.total > 0 && !upload.target().isLive() ? status.total : upload.produced();
    figures.sent = status.sent;
    figures.acknowledged = status.acknowledged;
    figures.detail = status.text;
    switch (status.state) {
    case UploadStatus::State::Waiting:
        figures.state = upload.target().isLive() ? QObject::tr("up to date") + refusedText(status)
                                                 : QObject::tr("waits for the command's end");
        if (upload.target().isLive())
            figures.tone = SinkFigures::Tone::Busy;
        figures.actionText = QObject::tr("Cancel");
        break;
    case UploadStatus::State::Sending:
        figures.tone = SinkFigures::Tone::Busy;
        figures.state = status.attempt > 1 ? QObject::tr("uploading, attempt %1").arg(status.attempt)
                                           : QObject::tr("uploading");
        figures.state += pace(upload) + refusedText(status);
        figures.actionText = QObject::tr("Cancel");
        break;
    case UploadStatus::State::Retrying: {
        figures.tone = SinkFigures::Tone::Waiting;
        const qint64 left = std::max<qint64>(0, status.nextAttempt - QDateTime::currentMSecsSinceEpoch());
        figures.state = QObject::tr("again in %1: %2").arg(pipecore::formatDuration(left), status.text);
        figures.state += pace(upload);
        figures.actionText = QObject::tr("Try now");
        break;
    }
    case UploadStatus::State::Paused:
        figures.state = QObject::tr("paused") + pace(upload);
        figures.actionText = QObject::tr("Resume");
        break;
    case UploadStatus::State::Done:
        figures.tone = SinkFigures::Tone::Good;
        figures.state = QObject::tr("uploaded");
        if (!status.link.isEmpty()) {
            figures.detail = status.link;
            figures.actionText = QObject::tr("Copy link");
        }
        break;
    case UploadStatus::State::Failed:
        figures.tone = SinkFigures::Tone::Bad;
        figures.state = QObject::tr("failed: %1").arg(status.text);
        figures.actionText = QObject::tr("Resume");
        break;
    case UploadStatus::State::Cancelled:
        figures.state = QObject::tr("cancelled");
        break;
    }
    return figures;
}

void actOn(Upload &upload)
{
    switch (upload.status().state) {
    case UploadStatus::State::Retrying:
        return upload.retryNow();
    case UploadStatus::State::Paused:
    case UploadStatus::State::Failed:
        return upload.resume();
    case UploadStatus::State::Done:
        return QGuiApplication::clipboard()->setText(upload.status().link);
    default:
        upload.cancel();
    }
}

void fillMenu(QMenu *menu, Upload &upload)
{
    using State = UploadStatus::State;
    const UploadStatus &status = upload.status();
    Upload *const target = &upload;
    // What does not apply is there, but greyed, so that each stays in its place.
    const auto add = [&](const QString &text, bool isEnabled, auto &&act) {
        QAction *action = menu->addAction(text);
        action->setEnabled(isEnabled);
        QObject::connect(action, &QAction::triggered, target, std::forward<decltype(act)>(act));
    };
    const bool canResume =
        status.state == State::Paused || status.state == State::Failed || status.state == State::Cancelled;
    const bool isUnderWay = status.state == State::Sending || status.state == State::Retrying ||
                            (status.state == State::Waiting && upload.target().isLive());
    add(QObject::tr("&Pause"), isUnderWay, [target] { target->pause(); });
    add(QObject::tr("&Resume"), canResume, [target] { target->resume(); });
    add(QObject::tr("Retry &now"), status.state == State::Retrying, [target] { target->retryNow(); });
    add(QObject::tr("&Cancel"), !status.isFinal(), [target] { target->cancel(); });
    menu->addSeparator();
    add(QObject::tr("Copy &link"), !status.link.isEmpty(),
        [link = status.link] { QGuiApplication::clipboard()->setText(link); });
    add(QObject::tr("&Requests…"), true, [target, menu] { showRequests(*target, menu->parentWidget()); });
}

} // namespace ui
