#include "app/commands.h"
#include "app/messages.h"
#include "pipecore/session/opensession.h"
#include "pipecore/session/savefile.h"
#include "pipecore/session/sessionarchive.h"
#include "pipecore/session/sessionstore.h"
#include "pipecore/text/humanize.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>

#include <unistd.h>

namespace app
{

using namespace pipecore;

namespace
{

int complain(const QString &text)
{
    say(text);
    return kRunnelFailed;
}

void print(const QByteArray &text)
{
    std::fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stdout);
    std::fflush(stdout);
}

QString stateText(const SessionRecord &record)
{
    if (record.state == SessionRecord::State::Running)
        return QStringLiteral("running");
    if (record.state == SessionRecord::State::Interrupted || !record.result)
        return QStringLiteral("interrupted");
    switch (record.result->outcome) {
    case RunResult::Outcome::Exited:
        return QStringLiteral("exit %1").arg(record.result->code);
    case RunResult::Outcome::Signalled:
    case RunResult::Outcome::Crashed:
        return signalName(record.result->code);
    default:
        return QStringLiteral("not started");
    }
}

// Control characters of a command must not reach the terminal.
QString oneLine(QString text)
{
    for (QChar &c : text)
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
            c = u' ';
    return text;
}

} // namespace

int exportSession(const Options &options)
{
    const auto opened = openSession(options.sessions.front());
    if (!opened)
        return complain(opened.error());
    const Recording::Ptr &recording = *opened;
    if (options.format != QLatin1String("session")) {
        ExportLosses losses;
        const auto done = exportRecording(recording, options.format, options.outputFile, &losses);
        for (const QString &loss : losses.sentences())
            say(loss);
        return done ? 0 : complain(done.error());
    }
    const bool toOutput = options.outputFile.isEmpty() || options.outputFile == QLatin1String("-");
    const auto done = toOutput ? writeSessionStream(recording, recording->record(), STDOUT_FILENO)
                               : writeSessionFile(recording, recording->record(), options.outputFile);
    return done ? 0 : complain(done.error());
}

int listSessions(const Options &options)
{
    const std::vector<SessionRecord> all = SessionStore().list();
    QJsonArray json;
    for (const SessionRecord &record : all) {
        if (options.json) {
            json.append(record.toJson());
            continue;
        }
        print(QStringLiteral("%1  %2  %3  %4  %5\n")
                  .arg(record.id,
                       record.started.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
                       stateText(record).leftJustified(11), formatBytes(record.bytes).rightJustified(9),
                       oneLine(record.command.text()).left(200))
                  .toUtf8());
    }
    if (options.json)
        print(QJsonDocument(json).toJson());
    return 0;
}

int showSessions(const Options &options)
{
    const SessionStore store;
    const QStringList wanted =
        options.sessions.isEmpty() ? QStringList(QStringLiteral("last")) : options.sessions;
    for (const QString &session : wanted) {
        const auto record = store.find(session);
        if (!record)
            return complain(record.error());
        if (options.json) {
            print(QJsonDocument(record->toJson()).toJson());
            continue;
        }
        print(QStringLiteral(
                  "id        %1\ncommand   %2\nin        %3\nstarted   %4\nstate     %5\nduration  %6 s\n"
                  "output    %7 (%8 bytes)\nfolder    %9\n")
                  .arg(record->id, oneLine(record->command.text()), record->directory,
                       record->started.toLocalTime().toString(Qt::ISODate), stateText(*record),
                       QString::number(static_cast<double>(record->duration()) / 1000.0, 'f', 1),
                       formatBytes(record->bytes), QString::number(record->bytes), store.folder(record->id))
                  .toUtf8());
        for (const StreamBreak &at : record->breaks)
            print(QStringLiteral("break     at byte %1: %2\n")
                      .arg(QString::number(at.offset), oneLine(at.text))
                      .toUtf8());
    }
    return 0;
}

int removeSessions(const Options &options)
{
    const SessionStore store;
    if (options.sessions.isEmpty() && !options.allSessions)
        return complain(QStringLiteral("which sessions? give their ids, or --all"));
    int status = 0;
    QStringList ids;
    for (const QString &session : options.sessions) {
        const auto record = store.find(session);
        if (record)
            ids << record->id;
        else
            status = complain(record.error());
    }
    if (options.allSessions)
        for (const SessionRecord &record : store.list())
            if (record.state != SessionRecord::State::Running)
                ids << record.id;
    for (const QString &id : ids)
        if (const auto removed = store.remove(id); !removed)
            status = complain(removed.error());
    return status;
}

int recoverSessions(const Options &options)
{
    const SessionStore store;
    std::vector<SessionRecord> wanted;
    for (const QString &session : options.sessions) {
        const auto record = store.find(session);
        if (!record)
            return complain(record.error());
        wanted.push_back(*record);
    }
    if (options.sessions.isEmpty())
        wanted = store.list();
    for (const SessionRecord &before : wanted) {
        if (before.state != SessionRecord::State::Interrupted)
            continue;
        const auto record = store.recover(before.id);
        if (!record)
            return complain(record.error());
        print(QStringLiteral("%1  %2  %3\n")
                  .arg(record->id, formatBytes(record->bytes), oneLine(record->command.text()))
                  .toUtf8());
    }
    return 0;
}

} // namespace app
