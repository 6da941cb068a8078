#pragma once

#include "pipecore/capture/timeindex.h"

#include <QByteArray>
#include <QDateTime>

namespace pipecore
{

/// Turns output into records for machines: one JSON object a line (https://github.com/ndjson/ndjson-spec),
/// with
///
/// - `ts`: when its first byte arrived, ISO 8601, UTC, milliseconds;
/// - `session`: the id;
/// - `stream`: "stdout" or "stderr";
/// - `seq`: its number, from 0, without a gap;
/// - `text`: its bytes where they are UTF-8, the newline included, or else `b64`: the same in Base64 (RFC
/// 4648).
///
/// A record is a line, or a piece of one: it ends behind a newline, where the stream changes, and before it
/// grows beyond kLongest bytes. So the bytes of all records, one behind the other, are the output, and the
/// records do not depend on how the output was cut for feed() and its times. One thread.
///
/// What a record looks like is up to write(), which other formats replace.
class RecordEncoder
{
public:
    static constexpr qint64 kLongest = 64 * 1024;

    /// Times are milliseconds since `started`. `firstSeq`: for one who goes on behind an earlier record.
    RecordEncoder(const QString &session, QDateTime started, qint64 firstSeq = 0);

    virtual ~RecordEncoder() = default;

    /// The next bytes, from `stream`, arrived at `time`. Appends the records that are complete to `out`.
    void feed(Stream stream, qint64 time, const char *data, qint64 size, QByteArray &out);
    /// Makes a record of what waits for its newline. At the end, or to have everything out now.
    void flush(QByteArray &out);

    /// The number of the next record.
    qint64 nextSeq() const { return m_seq; }
    /// Bytes that were fed and are in no record yet; at most kLongest.
    qint64 pendingBytes() const { return m_pending.size(); }

protected:
    /// Appends the record of `bytes`, which began to arrive at `time`, to `out`.
    virtual void write(qint64 time, QByteArrayView bytes, QByteArray &out);
    /// The session's id as a JSON string.
    const QByteArray &sessionJson() const { return m_session; }
    /// `time` as `ts` has it.
    const QByteArray &stamp(qint64 time);
    QDateTime started() const { return m_started; }
    /// Of the record that is being written.
    Stream stream() const { return m_stream; }
    /// Gives the record that is being written its number.
    qint64 takeSeq() { return m_seq++; }

private:
    void add(qint64 time, const char *data, qint64 size, QByteArray &out);

    const QByteArray m_session; // as a JSON string
    const QDateTime m_started;
    qint64 m_seq;
    Stream m_stream = Stream::Output;
    QByteArray m_pending;
    qint64 m_pendingTime = 0;
    qint64 m_stampTime = -1; // m_stamp is of this time
    QByteArray m_stamp;
};

/// Appends `utf8`, which is valid UTF-8, to `out` as a JSON string (RFC 8259, 7), its quotes included.
void appendJsonString(QByteArray &out, QByteArrayView utf8);

} // namespace pipecore
