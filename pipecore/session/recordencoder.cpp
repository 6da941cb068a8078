#include "pipecore/session/recordencoder.h"

#include "pipecore/text/utf8.h"

#include <algorithm>
#include <cstring>

namespace pipecore
{

namespace
{

QByteArray jsonString(const QString &text)
{
    QByteArray json;
    appendJsonString(json, text.toUtf8());
    return json;
}

// The longest prefix of [data, data + size) that does not end within a character; all when it is no UTF-8.
qint64 wholeCharacters(const char *data, qint64 size)
{
    for (qint64 back = 1; back <= std::min<qint64>(3, size - 1); ++back) {
        const auto byte = static_cast<unsigned char>(data[size - back]);
        if ((byte & 0xc0) == 0x80)
            continue;
        return decodeUtf8(data + size - back, data + size).kind == Utf8Step::Incomplete ? size - back : size;
    }
    return size;
}

} // namespace

void appendJsonString(QByteArray &out, QByteArrayView utf8)
{
    static constexpr char kHex[] = "0123456789abcdef";
    out += '"';
    const char *plain = utf8.begin();
    for (const char *at = plain; at != utf8.end(); ++at) {
        const auto c = static_cast<unsigned char>(*at);
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        out.append(plain, at - plain);
        plain = at + 1;
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out.append("\\u00").append(kHex[c >> 4]).append(kHex[c & 15]);
        }
    }
    out.append(plain, utf8.end() - plain);
    out += '"';
}

RecordEncoder::RecordEncoder(const QString &session, QDateTime started, qint64 firstSeq)
    : m_session(jsonString(session)), m_started(std::move(started)), m_seq(firstSeq)
{
}

void RecordEncoder::feed(Stream stream, qint64 time, const char *data, qint64 size, QByteArray &out)
{
    if (size > 0 && stream != m_stream) {
        flush(out);
        m_stream = stream;
    }
    const char *const end = data + size;
    while (data < end) {
        const auto *newline =
            static_cast<const char *>(std::memchr(data, '\n', static_cast<size_t>(end - data)));
        const char *const lineEnd = newline ? newline + 1 : end;
        add(time, data, lineEnd - data, out);
        if (newline)
            flush(out);
        data = lineEnd;
    }
}

// Takes bytes of one line.
void RecordEncoder::add(qint64 time, const char *data, qint64 size, QByteArray &out)
{
    while (size > 0) {
        if (m_pending.isEmpty())
            m_pendingTime = time;
        const qint64 taken = std::min(size, kLongest - m_pending.size());
        m_pending.append(data, taken);
        data += taken;
        size -= taken;
        if (size == 0)
            return;
        const qint64 whole = wholeCharacters(m_pending.constData(), m_pending.size());
        write(m_pendingTime, QByteArrayView(m_pending).first(whole), out);
        m_pending.remove(0, whole);
        m_pendingTime = time;
    }
}

void RecordEncoder::flush(QByteArray &out)
{
    if (!m_pending.isEmpty())
        write(m_pendingTime, m_pending, out);
    m_pending.resize(0); // keeps its memory
}

const QByteArray &RecordEncoder::stamp(qint64 time)
{
    if (time != m_stampTime) {
        m_stampTime = time;
        m_stamp = m_started.addMSecs(time).toUTC().toString(Qt::ISODateWithMs).toLatin1();
    }
    return m_stamp;
}

void RecordEncoder::write(qint64 time, QByteArrayView bytes, QByteArray &out)
{
    out += "{\"ts\":\"";
    out += stamp(time);
    out += "\",\"session\":";
    out += m_session;
    out += m_stream == Stream::Output ? ",\"stream\":\"stdout\",\"seq\":" : ",\"stream\":\"stderr\",\"seq\":";
    out += QByteArray::number(m_seq++);
    if (QUtf8StringView(bytes.data(), bytes.size()).isValidUtf8()) {
        out += ",\"text\":";
        appendJsonString(out, bytes);
    } else {
        out += ",\"b64\":\"";
        out += QByteArray::fromRawData(bytes.data(), bytes.size()).toBase64();
        out += '"';
    }
    out += "}\n";
}

} // namespace pipecore
