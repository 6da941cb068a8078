#include "pipecore/session/castexport.h"

#include "pipecore/session/arrivedpieces.h"
#include "pipecore/session/exportbuffer.h"
#include "pipecore/session/recordencoder.h"
#include "pipecore/session/showncommand.h"
#include "pipecore/text/utf8.h"

#include <QJsonDocument>

namespace pipecore
{

namespace
{

QByteArray header(const SessionRecord &record, CastVersion version)
{
    const TerminalSize size = record.command.terminalSize;
    QJsonObject json{{QStringLiteral("version"), static_cast<int>(version)},
                     {QStringLiteral("timestamp"), record.started.toSecsSinceEpoch()},
                     {QStringLiteral("command"), shownCommand(record)}};
    if (version == CastVersion::V2) {
        json.insert(QStringLiteral("width"), size.columns);
        json.insert(QStringLiteral("height"), size.rows);
        json.insert(QStringLiteral("duration"), static_cast<double>(record.duration()) / 1000.0);
    } else {
        json.insert(QStringLiteral("term"),
                    QJsonObject{{QStringLiteral("cols"), size.columns}, {QStringLiteral("rows"), size.rows}});
    }
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

/// Writes the events.
class CastWriter
{
public:
    CastWriter(CastVersion version, bool hadTerminal, ExportBuffer *out, ExportLosses *losses)
        : m_version(version), m_hadTerminal(hadTerminal), m_out(out), m_losses(losses)
    {
    }

    void output(qint64 time, QByteArrayView bytes)
    {
        QByteArray text = std::exchange(m_partial, {});
        const QByteArray joined = text + bytes.toByteArray();
        text.clear();
        for (const char *at = joined.begin(); at != joined.end();) {
            const Utf8Step step = decodeUtf8(at, joined.end());
            if (step.kind == Utf8Step::Incomplete) {
                m_partial = QByteArray(at, joined.end() - at);
                break;
            }
            if (step.kind == Utf8Step::Invalid)
                putInvalid(text, step.size);
            else
                put(text, at, step.size);
            at += step.size;
        }
        event(time, 'o', text);
    }

    void finish(qint64 time, const std::optional<RunResult> &result)
    {
        QByteArray text;
        putInvalid(text, static_cast<int>(m_partial.size()));
        event(time, 'o', text);
        if (m_version == CastVersion::V3 && result)
            event(time, 'x', QByteArray::number(result->exitStatus()));
    }

private:
    void put(QByteArray &text, const char *character, int size)
    {
        if (*character == '\n' && m_last != '\r' && !m_hadTerminal)
            text += '\r';
        m_last = *character;
        text.append(character, size);
    }

    void putInvalid(QByteArray &text, int size)
    {
        m_losses->invalidBytes += size;
        if (size > 0)
            put(text, "\xef\xbf\xbd", 3);
    }

    void event(qint64 time, char code, const QByteArray &text)
    {
        if (text.isEmpty())
            return;
        QByteArray &out = m_out->bytes();
        const qint64 told = m_version == CastVersion::V3 ? time - m_before : time;
        m_before = time;
        out += '[' + QByteArray::number(told / 1000) + '.' +
               QByteArray::number(told % 1000).rightJustified(3, '0') + ",\"" + code + "\",";
        appendJsonString(out, text);
        out += "]\n";
    }

    const CastVersion m_version;
    const bool m_hadTerminal;
    ExportBuffer *const m_out;
    ExportLosses *const m_losses;
    QByteArray m_partial; // the start of a character
    char m_last = 0;
    qint64 m_before = 0; // time of the event before
};

} // namespace

tl::expected<void, QString> exportCast(Recording &recording, CastVersion version, QIODevice &to,
                                       ExportLosses *losses)
{
    ExportLosses unasked;
    ExportLosses &lost = losses ? *losses : unasked;
    ExportBuffer buffer(to);
    buffer.bytes() += header(recording.record(), version);
    CastWriter writer(version, recording.record().command.terminal, &buffer, &lost);
    qint64 lastTime = 0;
    const auto read =
        forEachArrived(recording, 0, recording.capture()->end(), [&](const ArrivedPiece &piece) {
            writer.output(piece.time, piece.bytes);
            lost.errorBytes += piece.stream == Stream::Error ? piece.bytes.size() : 0;
            lastTime = piece.time;
            return buffer.spill();
        });
    if (!read)
        return read;
    const SessionRecord &record = recording.record();
    writer.finish(record.ended.isValid() ? std::max(lastTime, record.duration()) : lastTime, record.result);
    return buffer.finish();
}

} // namespace pipecore
