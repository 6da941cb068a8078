#include "pipecore/session/scriptexport.h"

#include "pipecore/session/arrivedpieces.h"
#include "pipecore/session/exportbuffer.h"
#include "pipecore/session/showncommand.h"

namespace pipecore
{

namespace
{

QByteArray seconds(qint64 milliseconds)
{
    return QByteArray::number(milliseconds / 1000) + '.' +
           QByteArray::number(milliseconds % 1000).rightJustified(3, '0') + "000";
}

QString oneLine(QString text)
{
    for (QChar &c : text)
        if (c.category() == QChar::Other_Control)
            c = u' ';
    return text;
}

QByteArray timeText(const QDateTime &time)
{
    return time.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss+00:00")).toLatin1();
}

QByteArray fact(qint64 wait, const char *name, const QByteArray &value)
{
    return "H " + seconds(wait) + ' ' + name + ' ' + value + '\n';
}

} // namespace

tl::expected<void, QString> exportScript(Recording &recording, QIODevice &log, QIODevice &timing,
                                         ExportLosses *losses)
{
    const SessionRecord &record = recording.record();
    ExportBuffer logBuffer(log), timingBuffer(timing);
    const QByteArray command = oneLine(shownCommand(record)).toUtf8();
    logBuffer.bytes() += "Script started on " + timeText(record.started) + " [COMMAND=\"" + command + "\"]\n";
    timingBuffer.bytes() += fact(0, "START_TIME", timeText(record.started)) + fact(0, "COMMAND", command);
    qint64 before = 0;
    const auto read =
        forEachArrived(recording, 0, recording.capture()->end(), [&](const ArrivedPiece &piece) {
            logBuffer.bytes().append(piece.bytes.data(), piece.bytes.size());
            timingBuffer.bytes() +=
                "O " + seconds(piece.time - before) + ' ' + QByteArray::number(piece.bytes.size()) + '\n';
            before = piece.time;
            if (losses && piece.stream == Stream::Error)
                losses->errorBytes += piece.bytes.size();
            return logBuffer.spill() && timingBuffer.spill();
        });
    if (!read)
        return read;
    const qint64 duration = record.ended.isValid() ? std::max(record.duration(), before) : before;
    const QByteArray status = QByteArray::number(record.result ? record.result->exitStatus() : 0);
    timingBuffer.bytes() +=
        fact(duration - before, "DURATION", seconds(duration)) + fact(0, "EXIT_CODE", status);
    logBuffer.bytes() += "\nScript done on " + timeText(record.started.addMSecs(duration)) +
                         " [COMMAND_EXIT_CODE=\"" + status + "\"]\n";
    if (const auto done = timingBuffer.finish(); !done)
        return done;
    return logBuffer.finish();
}

} // namespace pipecore
