#include "pipecore/net/upload/bodywriter.h"

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr qint64 kPiece = 64 * 1024;

QByteArrayView withoutNewline(QByteArrayView line)
{
    return line.endsWith('\n') ? line.chopped(1) : line;
}

class JsonArray : public RecordEncoder
{
public:
    using RecordEncoder::RecordEncoder;

protected:
    void write(qint64 time, QByteArrayView bytes, QByteArray &out) override
    {
        if (m_hasOne)
            out += ',';
        m_hasOne = true;
        RecordEncoder::write(time, bytes, out);
    }

private:
    bool m_hasOne = false;
};

class LokiStreams : public RecordEncoder
{
public:
    using RecordEncoder::RecordEncoder;
    bool isOpen() const { return m_open; }

protected:
    void write(qint64 time, QByteArrayView bytes, QByteArray &out) override
    {
        const QByteArrayView line = withoutNewline(bytes);
        const bool isText = QUtf8StringView(line.data(), line.size()).isValidUtf8();
        if (!m_open || stream() != m_stream || isText != m_isText) {
            out += m_open ? "]},{\"stream\":{" : "{\"stream\":{";
            out += "\"job\":\"runnel\",\"session\":" + sessionJson();
            out += stream() == Stream::Output ? ",\"stream\":\"stdout\"" : ",\"stream\":\"stderr\"";
            out += isText ? "},\"values\":[" : ",\"encoding\":\"base64\"},\"values\":[";
            m_open = true;
            m_stream = stream();
            m_isText = isText;
        } else {
            out += ',';
        }
        // Nanoseconds; the number of the record keeps those of one millisecond in order.
        const qint64 stampMs = started().addMSecs(time).toMSecsSinceEpoch();
        out += "[\"" + QByteArray::number(stampMs * 1'000'000 + takeSeq() % 1'000'000) + "\",";
        if (isText)
            appendJsonString(out, line);
        else
            out += '"' + line.toByteArray().toBase64() + '"';
        out += ']';
    }

private:
    bool m_open = false;
    Stream m_stream = Stream::Output;
    bool m_isText = true;
};

class ElasticsearchBulk : public RecordEncoder
{
public:
    ElasticsearchBulk(const QString &session, QDateTime started, qint64 firstSeq)
        : RecordEncoder(session, std::move(started), firstSeq), m_id(session)
    {
    }

protected:
    void write(qint64 time, QByteArrayView bytes, QByteArray &out) override
    {
        const QByteArray seq = QByteArray::number(takeSeq());
        out += "{\"create\":{\"_id\":";
        appendJsonString(out, m_id.toUtf8() + '-' + seq);
        out += "}}\n{\"@timestamp\":\"" + stamp(time) + "\",\"session\":" + sessionJson();
        out += stream() == Stream::Output ? ",\"stream\":\"stdout\"" : ",\"stream\":\"stderr\"";
        out += ",\"seq\":" + seq;
        const QByteArrayView line = withoutNewline(bytes);
        if (QUtf8StringView(line.data(), line.size()).isValidUtf8()) {
            out += ",\"message\":";
            appendJsonString(out, line);
        } else {
            out += ",\"b64\":\"" + line.toByteArray().toBase64() + '"';
        }
        out += "}\n";
    }

private:
    const QString m_id;
};

std::unique_ptr<RecordEncoder> makeEncoder(UploadFormat format, const QString &session,
                                           const QDateTime &started, qint64 firstSeq)
{
    switch (format) {
    case UploadFormat::Json:
        return std::make_unique<JsonArray>(session, started, firstSeq);
    case UploadFormat::Loki:
        return std::make_unique<LokiStreams>(session, started, firstSeq);
    case UploadFormat::Elasticsearch:
        return std::make_unique<ElasticsearchBulk>(session, started, firstSeq);
    case UploadFormat::Default:
    case UploadFormat::NdJson:
        return std::make_unique<RecordEncoder>(session, started, firstSeq);
    case UploadFormat::Raw:
        break;
    }
    return {};
}

} // namespace

BodyWriter::BodyWriter(UploadFormat format, const QString &session, const QDateTime &started, qint64 firstSeq)
    : m_format(format), m_encoder(makeEncoder(format, session, started, firstSeq)), m_lines(firstSeq)
{
}

BodyWriter::~BodyWriter() = default;

void BodyWriter::begin(QByteArray &out)
{
    if (m_format == UploadFormat::Json)
        out += '[';
    if (m_format == UploadFormat::Loki)
        out += "{\"streams\":[";
}

void BodyWriter::feed(Stream stream, qint64 time, const char *data, qint64 size, QByteArray &out)
{
    if (m_encoder)
        return m_encoder->feed(stream, time, data, size, out);
    m_lines += std::count(data, data + size, '\n');
    out.append(data, size);
}

void BodyWriter::flush(QByteArray &out)
{
    if (m_encoder)
        m_encoder->flush(out);
}

void BodyWriter::end(QByteArray &out)
{
    flush(out);
    if (m_format == UploadFormat::Json)
        out += ']';
    if (m_format == UploadFormat::Loki)
        out += static_cast<const LokiStreams &>(*m_encoder).isOpen() ? "]}]}" : "]}";
}

qint64 BodyWriter::nextSeq() const
{
    return m_encoder ? m_encoder->nextSeq() : m_lines;
}

QByteArray BodyWriter::contentType(UploadFormat format)
{
    switch (format) {
    case UploadFormat::Raw:
        return QByteArrayLiteral("text/plain");
    case UploadFormat::Json:
    case UploadFormat::Loki:
        return QByteArrayLiteral("application/json");
    default:
        return QByteArrayLiteral("application/x-ndjson");
    }
}

QString writeRange(Recording &recording, qint64 from, qint64 to, BodyWriter &writer,
                   const std::function<bool(QByteArray &)> &take)
{
    QByteArray piece(kPiece, Qt::Uninitialized);
    QByteArray out;
    while (from < to) {
        QString error;
        const qint64 n = recording.capture()->read(from, piece.data(), std::min(kPiece, to - from), &error);
        if (n <= 0)
            return error.isEmpty() ? QStringLiteral("the output was cut short") : error;
        // The piece, cut where the stream or the time changes.
        std::vector<Arrival> arrivals = recording.times().between(from, from + n);
        if (arrivals.empty() || arrivals.front().offset > from)
            arrivals.insert(arrivals.begin(), Arrival{from, 0, Stream::Output});
        for (size_t i = 0; i < arrivals.size(); ++i) {
            const qint64 start = std::max(arrivals[i].offset, from);
            const qint64 stop =
                i + 1 < arrivals.size() ? std::min(arrivals[i + 1].offset, from + n) : from + n;
            writer.feed(arrivals[i].stream, arrivals[i].time, piece.constData() + (start - from),
                        stop - start, out);
        }
        from += n;
        if (!out.isEmpty() && !take(out))
            return {};
        out.resize(0);
    }
    return {};
}

} // namespace pipecore
