#include "ui/session/runsummary.h"

#include "ui/base/icons.h"
#include "ui/base/theme.h"

namespace ui
{

using pipecore::RunResult;
using pipecore::Session;
using pipecore::SessionRecord;

RunSummary RunSummary::of(const Session *session, const pipecore::Recording &recording)
{
    if (!recording.plainFile().isEmpty())
        return {Kind::File, QObject::tr("file"), recording.plainFile()};
    if (!session || session->state() == Session::State::Ended)
        return of(recording.record());
    if (!session->pauseReason().isEmpty())
        return {Kind::Paused, QObject::tr("waiting"), session->pauseReason()};
    if (session->isStopping())
        return {Kind::Running, QObject::tr("stopping"), {}};
    if (session->isSuspended())
        return {Kind::Paused, QObject::tr("suspended"),
                QObject::tr("The command stands still until it is told to continue.")};
    if (session->state() == Session::State::Finishing)
        return {Kind::Running, QObject::tr("finishing"),
                QObject::tr("The command has ended; something it started still writes.")};
    return {Kind::Running,
            session->state() == Session::State::Starting                             ? QObject::tr("starting")
            : session->record().command.source == pipecore::Command::Source::Program ? QObject::tr("running")
                                                                                     : QObject::tr("reading"),
            {}};
}

RunSummary RunSummary::of(const SessionRecord &record)
{
    if (record.state == SessionRecord::State::Running)
        return {Kind::Running, QObject::tr("running"), QObject::tr("Another Runnel runs it.")};
    if (record.state == SessionRecord::State::Interrupted || !record.result)
        return {Kind::Interrupted, QObject::tr("interrupted"),
                QObject::tr("Runnel was ended before the command was; all output up to then is here.")};
    const RunResult &result = *record.result;
    if (record.command.source != pipecore::Command::Source::Program &&
        result.outcome == RunResult::Outcome::Exited)
        return {result.code == 0 ? Kind::Success : Kind::Failure, QObject::tr("read"), result.message};
    switch (result.outcome) {
    case RunResult::Outcome::Exited:
        return {result.code == 0 ? Kind::Success : Kind::Failure, QObject::tr("exit %1").arg(result.code),
                result.message};
    case RunResult::Outcome::Signalled:
    case RunResult::Outcome::Crashed:
        return {Kind::Signal, pipecore::signalName(result.code), result.message};
    default:
        return {Kind::Failure, QObject::tr("not started"), result.message};
    }
}

QColor RunSummary::color(const QPalette &palette) const
{
    const MeaningColors colors = MeaningColors::of(palette);
    switch (kind) {
    case Kind::Running:
        return colors.running;
    case Kind::Success:
        return colors.success;
    case Kind::Failure:
        return colors.failure;
    case Kind::File:
        return colors.faint;
    default:
        return colors.warning;
    }
}

QIcon RunSummary::icon(const QColor &color) const
{
    static const QString names[] = {QStringLiteral("running"), QStringLiteral("waiting"),
                                    QStringLiteral("success"), QStringLiteral("failure"),
                                    QStringLiteral("signal"),  QStringLiteral("warning"),
                                    QStringLiteral("file")};
    return ui::icon(names[static_cast<size_t>(kind)], color);
}

} // namespace ui
