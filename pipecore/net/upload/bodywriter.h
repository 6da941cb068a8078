#pragma once

#include "pipecore/net/upload/uploadmode.h"
#include "pipecore/session/recordencoder.h"
#include "pipecore/session/recording.h"

#include <QByteArray>
#include <QDateTime>

#include <functional>
#include <memory>

namespace pipecore
{

/// Writes output as the body of a request, in one of the formats:
///
/// - Raw: the bytes;
/// - NdJson: RecordEncoder's records, one a line; Json: the same as an array;
/// - Loki: the push API's JSON (https://grafana.com/docs/loki/latest/reference/loki-http-api/), a stream for
///   stdout and one for stderr, lines without their newline; lines that are no UTF-8 go as Base64 into
///   streams with the label encoding="base64";
/// - Elasticsearch: the bulk API's NDJSON
///   (https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk), each record created under
///   an id of its own, so that one that is sent twice is there once.
///
/// One thread.
class BodyWriter
{
public:
    /// Times count from `started`; the first record has the number `firstSeq`.
    BodyWriter(UploadFormat format, const QString &session, const QDateTime &started, qint64 firstSeq);
    ~BodyWriter();

    /// What goes before the first record.
    void begin(QByteArray &out);
    /// Appends what is complete to `out`; RecordEncoder::feed().
    void feed(Stream stream, qint64 time, const char *data, qint64 size, QByteArray &out);
    /// Has everything out that was fed.
    void flush(QByteArray &out);
    /// flush(), and what goes behind the last record.
    void end(QByteArray &out);

    /// The number of the next record; lines count as such in the raw format.
    qint64 nextSeq() const;
    qint64 pendingBytes() const { return m_encoder ? m_encoder->pendingBytes() : 0; }

    /// The media type of such a body.
    static QByteArray contentType(UploadFormat format);

private:
    const UploadFormat m_format;
    const std::unique_ptr<RecordEncoder> m_encoder; // null: raw
    qint64 m_lines = 0;
};

/// Feeds `writer` with the bytes [from, to) of a recording, which are there, a piece at a time; `take` gets
/// what it wrote, and returns false to stop. Why it could not go on; empty when it could. Blocks as `take`
/// does.
QString writeRange(Recording &recording, qint64 from, qint64 to, BodyWriter &writer,
                   const std::function<bool(QByteArray &)> &take);

} // namespace pipecore
