#include "pipecore/session/sessionrecord.h"

#include "pipecore/capture/capture.h"
#include "pipecore/session/masking.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSaveFile>

namespace pipecore
{

namespace
{

// The words for outcomes in session.json.
const std::pair<RunResult::Outcome, QString> kOutcomes[] = {
    {RunResult::Outcome::Exited, QStringLiteral("exited")},
    {RunResult::Outcome::Signalled, QStringLiteral("signalled")},
    {RunResult::Outcome::Crashed, QStringLiteral("crashed")},
    {RunResult::Outcome::NotFound, QStringLiteral("not-found")},
    {RunResult::Outcome::NotExecutable, QStringLiteral("not-executable")},
    {RunResult::Outcome::NoDirectory, QStringLiteral("no-directory")},
    {RunResult::Outcome::NotStarted, QStringLiteral("not-started")},
};

// The words for what is no program, in session.json.
const std::pair<Command::Source, QString> kSources[] = {
    {Command::Source::StandardInput, QStringLiteral("standard-input")},
    {Command::Source::Path, QStringLiteral("path")},
    {Command::Source::Follow, QStringLiteral("follow")},
    {Command::Source::Merged, QStringLiteral("merged")},
};

QJsonValue timeValue(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
}

QDateTime toTime(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
}

} // namespace

qint64 SessionRecord::duration() const
{
    return started.msecsTo(ended.isValid() ? ended : QDateTime::currentDateTimeUtc());
}

QJsonObject SessionRecord::toJson() const
{
    const auto shown = [this](const QString &text) { return masks ? masks->masked(text) : text; };
    QJsonObject environment;
    for (const auto &[name, value] : command.environment)
        environment.insert(name, looksSecret(name) ? QJsonValue() : QJsonValue(shown(value)));
    QJsonArray words;
    for (const QString &word : command.words())
        words.append(shown(word));
    QJsonObject json{
        {QStringLiteral("id"), id},
        {QStringLiteral("command"), shown(command.text())},
        {QStringLiteral("argv"), words},
        {QStringLiteral("shell"), command.isShellLine},
        {QStringLiteral("merge"), command.mergeStreams},
        {QStringLiteral("environment"), environment},
        {QStringLiteral("cwd"), directory},
        {QStringLiteral("started"), timeValue(started)},
        {QStringLiteral("ended"), timeValue(ended)},
        {QStringLiteral("bytes"), bytes},
        {QStringLiteral("masked"), masked},
        {QStringLiteral("state"), state == State::Ended     ? QStringLiteral("ended")
                                  : state == State::Running ? QStringLiteral("running")
                                                            : QStringLiteral("interrupted")},
        {QStringLiteral("exit_code"), QJsonValue()},
        {QStringLiteral("signal"), QJsonValue()},
        {QStringLiteral("outcome"), QJsonValue()},
        {QStringLiteral("message"), QJsonValue()},
    };
    if (command.openInput)
        json.insert(QStringLiteral("input"), true);
    if (command.terminal) {
        json.insert(QStringLiteral("pty"), true);
        json.insert(QStringLiteral("columns"), command.terminalSize.columns);
        json.insert(QStringLiteral("rows"), command.terminalSize.rows);
    }
    for (const auto &[source, word] : kSources)
        if (source == command.source)
            json.insert(QStringLiteral("source"), word);
    QJsonArray allBreaks;
    for (const StreamBreak &at : breaks)
        allBreaks.append(
            QJsonObject{{QStringLiteral("offset"), at.offset}, {QStringLiteral("text"), at.text}});
    if (!breaks.empty())
        json.insert(QStringLiteral("breaks"), allBreaks);
    if (!result)
        return json;
    for (const auto &[outcome, word] : kOutcomes)
        if (outcome == result->outcome)
            json[QStringLiteral("outcome")] = word;
    json[QStringLiteral("message")] = result->message;
    if (result->use) {
        json.insert(QStringLiteral("peak_rss_kb"), result->use->peakRssKb);
        json.insert(QStringLiteral("user_ms"), result->use->userMs);
        json.insert(QStringLiteral("system_ms"), result->use->systemMs);
    }
    const bool bySignal = result->started() && result->outcome != RunResult::Outcome::Exited;
    if (bySignal)
        json[QStringLiteral("signal")] = result->code;
    else
        json[QStringLiteral("exit_code")] = result->exitStatus();
    return json;
}

tl::expected<SessionRecord, QString> SessionRecord::fromJson(const QByteArray &bytes)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (!document.isObject())
        return tl::unexpected(QStringLiteral("session.json is damaged: %1").arg(error.errorString()));
    const QJsonObject json = document.object();
    SessionRecord record;
    record.id = json[QLatin1String("id")].toString();
    QStringList words;
    for (const QJsonValue &word : json[QLatin1String("argv")].toArray())
        words << word.toString();
    record.command.isShellLine = json[QLatin1String("shell")].toBool();
    record.command.mergeStreams = json[QLatin1String("merge")].toBool();
    record.command.program = words.isEmpty() ? json[QLatin1String("command")].toString() : words.takeFirst();
    record.command.arguments = words;
    record.command.openInput = json[QLatin1String("input")].toBool();
    record.command.terminal = json[QLatin1String("pty")].toBool();
    record.command.terminalSize = {json[QLatin1String("columns")].toInt(80),
                                   json[QLatin1String("rows")].toInt(24)};
    const QString sourceWord = json[QLatin1String("source")].toString();
    for (const auto &[source, word] : kSources)
        if (word == sourceWord)
            record.command.source = source;
    for (const QJsonValue &at : json[QLatin1String("breaks")].toArray())
        record.breaks.push_back(
            {at[QLatin1String("offset")].toInteger(), at[QLatin1String("text")].toString()});
    const QJsonObject environment = json[QLatin1String("environment")].toObject();
    for (auto it = environment.begin(); it != environment.end(); ++it)
        if (it->isString())
            record.command.environment.emplace_back(it.key(), it->toString());
    record.directory = json[QLatin1String("cwd")].toString();
    record.command.directory = record.directory;
    record.started = toTime(json[QLatin1String("started")]);
    record.ended = toTime(json[QLatin1String("ended")]);
    record.bytes = json[QLatin1String("bytes")].toInteger();
    record.masked = json[QLatin1String("masked")].toInteger();
    if (!record.ended.isValid())
        return record;
    record.state = State::Ended;
    const QString word = json[QLatin1String("outcome")].toString();
    const QJsonValue signal = json[QLatin1String("signal")];
    RunResult result{RunResult::Outcome::Exited, signal.toInt(json[QLatin1String("exit_code")].toInt()),
                     json[QLatin1String("message")].toString()};
    for (const auto &[outcome, name] : kOutcomes)
        if (name == word)
            result.outcome = outcome;
    if (json.contains(QLatin1String("peak_rss_kb")))
        result.use = ResourceUse{json[QLatin1String("peak_rss_kb")].toInteger(),
                                 json[QLatin1String("user_ms")].toInteger(),
                                 json[QLatin1String("system_ms")].toInteger()};
    if (!word.isEmpty())
        record.result = result;
    else
        record.state = State::Interrupted;
    return record;
}

tl::expected<void, QString> SessionRecord::write(const QString &folder) const
{
    QSaveFile file(QDir(folder).filePath(sessionfile::record));
    const QByteArray bytes_ = QJsonDocument(toJson()).toJson();
    if (!file.open(QIODevice::WriteOnly))
        return tl::unexpected(file.errorString());
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    if (file.write(bytes_) != bytes_.size() || !file.commit())
        return tl::unexpected(file.errorString());
    return {};
}

tl::expected<SessionRecord, QString> SessionRecord::read(const QString &folder)
{
    const QDir directory(folder);
    QFile file(directory.filePath(sessionfile::record));
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(QStringLiteral("cannot read %1: %2").arg(file.fileName(), file.errorString()));
    auto record = fromJson(file.read(kMostBytes));
    if (record)
        record->pinned = directory.exists(sessionfile::pin);
    if (!record || record->state != State::Running)
        return record;
    const QFileInfo output(directory.filePath(sessionfile::output));
    record->bytes = output.size();
    if (!Capture::isBeingWritten(output.filePath())) {
        record->state = State::Interrupted;
        record->ended = output.lastModified().toUTC();
    }
    return record;
}

} // namespace pipecore
