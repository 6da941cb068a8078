#include "app/commands.h"
#include "app/messages.h"
#include "pipecore/session/opensession.h"
#include "pipecore/session/savefile.h"
#include "pipecore/session/sessionarchive.h"
#include "pipecore/session/sessionstore.h"
#include "pipecore/text/humanize.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

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

QString stateText(const SessionRecord &record)
{
    if (record.state == SessionRecord::State::Running)
        return QStringLiteral("running");
    if (record.state == SessionRecord::State::Interrupted)
        return QStringLiteral("interrupted");
    if (!record.result)
        return QStringLiteral("a file");
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
    if (done)
        return 0;
    return complain(toOutput ? QStringLiteral("cannot write to standard output: %1").arg(done.error())
                             : done.error());
}

int listSessions(const Options &options)
{
    const std::vector<SessionRecord> all = SessionStore().list();
    QJsonArray json;
    QString lines;
    for (const SessionRecord &record : all) {
        json.append(record.toJson());
        lines +=
            QStringLiteral("%1  %2  %3  %4  %5\n")
                .arg(record.id, record.started.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
                     stateText(record).leftJustified(11), formatBytes(record.bytes).rightJustified(9),
                     oneLine(record.command.text()).left(200));
    }
    return print(options.json ? QJsonDocument(json).toJson() : lines.toUtf8()) ? 0 : kRunnelFailed;
}

int showSessions(const Options &options)
{
    const QStringList wanted =
        options.sessions.isEmpty() ? QStringList(QStringLiteral("last")) : options.sessions;
    for (const QString &session : wanted) {
        const auto opened = openSession(session);
        if (!opened)
            return complain(opened.error());
        const SessionRecord &record = (*opened)->record();
        QString text =
            QStringLiteral(
                "id        %1\ncommand   %2\nin        %3\nstarted   %4\nstate     %5\nduration  %6 s\n"
                "output    %7 (%8 bytes)\nfolder    %9\n")
                .arg(record.id, oneLine(record.command.text()), record.directory,
                     record.started.toLocalTime().toString(Qt::ISODate), stateText(record),
                     QString::number(static_cast<double>(record.duration()) / 1000.0, 'f', 1),
                     formatBytes(record.bytes), QString::number(record.bytes),
                     QFileInfo((*opened)->capture()->path()).path());
        if (record.result && record.result->use)
            text +=
                QStringLiteral("used      %1 s of CPU (%2 s in the kernel), %3 of memory at most\n")
                    .arg(QString::number(
                             static_cast<double>(record.result->use->userMs + record.result->use->systemMs) /
                                 1000.0,
                             'f', 2),
                         QString::number(static_cast<double>(record.result->use->systemMs) / 1000.0, 'f', 2),
                         formatBytes(record.result->use->peakRssKb * 1024));
        for (const StreamBreak &at : record.breaks)
            text += QStringLiteral("break     at byte %1: %2\n")
                        .arg(QString::number(at.offset), oneLine(at.text));
        if (!print(options.json ? QJsonDocument(record.toJson()).toJson() : text.toUtf8()))
            return kRunnelFailed;
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
    QJsonArray json;
    QString lines;
    for (const SessionRecord &before : wanted) {
        if (before.state != SessionRecord::State::Interrupted)
            continue;
        const auto record = store.recover(before.id);
        if (!record)
            return complain(record.error());
        lines += QStringLiteral("%1  %2  %3\n")
                     .arg(record->id, formatBytes(record->bytes), oneLine(record->command.text()));
        json.append(record->toJson());
    }
    return print(options.json ? QJsonDocument(json).toJson() : lines.toUtf8()) ? 0 : kRunnelFailed;
}

} // namespace app
