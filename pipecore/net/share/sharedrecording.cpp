#include "pipecore/net/share/sharedrecording.h"

#include "pipecore/session/showncommand.h"

namespace pipecore
{

namespace
{

constexpr qsizetype kLongestCommand = 500;

} // namespace

SharedRecording::SharedRecording(Recording::Ptr recording) : m_recording(std::move(recording))
{
    setRecord(m_recording->record());
}

void SharedRecording::setRecord(const SessionRecord &record)
{
    const std::lock_guard lock(m_lock);
    m_record = record;
    m_ended = record.state != SessionRecord::State::Running;
}

SessionRecord SharedRecording::record() const
{
    const std::lock_guard lock(m_lock);
    return m_record;
}

QJsonObject SharedRecording::status() const
{
    const SessionRecord now = record();
    QString command = shownCommand(now).simplified();
    if (command.size() > kLongestCommand)
        command = command.left(kLongestCommand) + QChar(0x2026);
    QJsonObject json{
        {QStringLiteral("session"), now.id},
        {QStringLiteral("command"), command},
        {QStringLiteral("state"), !hasEnded() ? QStringLiteral("running")
                                  : now.state == SessionRecord::State::Interrupted
                                      ? QStringLiteral("interrupted")
                                      : QStringLiteral("ended")},
        {QStringLiteral("started"), now.started.toUTC().toString(Qt::ISODateWithMs)},
        {QStringLiteral("bytes"), capture()->end()},
        {QStringLiteral("rows"), m_recording->index().rows()},
        {QStringLiteral("ended"), QJsonValue::Null},
        {QStringLiteral("exit_code"), QJsonValue::Null},
        {QStringLiteral("signal"), QJsonValue::Null},
    };
    if (hasEnded() && now.ended.isValid())
        json[QStringLiteral("ended")] = now.ended.toUTC().toString(Qt::ISODateWithMs);
    if (hasEnded() && now.result) {
        const bool bySignal = now.result->outcome == RunResult::Outcome::Signalled ||
                              now.result->outcome == RunResult::Outcome::Crashed;
        json[QStringLiteral("exit_code")] = now.result->exitStatus();
        if (bySignal)
            json[QStringLiteral("signal")] = signalName(now.result->code);
        if (!now.result->message.isEmpty())
            json[QStringLiteral("message")] = now.result->message.left(kLongestCommand);
    }
    return json;
}

} // namespace pipecore
