#include "pipecore/net/share/recordingroutes.h"

#include "pipecore/net/share/downloadbody.h"
#include "pipecore/net/share/eventsbody.h"
#include "pipecore/net/share/gzipbody.h"
#include "pipecore/net/share/httpparse.h"
#include "pipecore/net/share/rawbody.h"

#include <QJsonDocument>

namespace pipecore
{

namespace
{

constexpr qint64 kWorthCompressing = 1024; // bytes

HttpReply badNumber(const QByteArray &what)
{
    return HttpReply::sentence(400, what + " takes a whole number of bytes.");
}

QByteArray bytesType()
{
    return QByteArrayLiteral("application/octet-stream"); // nothing that a browser would show as a page
}

// Letters, digits and a few more of a name, for a header.
QByteArray plainName(const QString &name)
{
    QByteArray plain;
    for (const QChar c : name)
        plain += c.unicode() < 128 && (c.isLetterOrNumber() || c == u'-' || c == u'.') ? c.toLatin1() : '_';
    return plain.left(100);
}

} // namespace

tl::expected<qint64, HttpReply> eventsStart(const HttpRequest &request, qint64 end)
{
    const QByteArray last = request.header("Last-Event-ID");
    if (!last.isEmpty()) {
        const auto number = parseNumber(last);
        if (!number || *number < 0)
            return tl::unexpected(badNumber("Last-Event-ID"));
        return std::min(*number, end);
    }
    const QByteArray from = request.parameter("from");
    if (from.isNull())
        return 0;
    const auto start = parseFrom(from, end);
    if (!start)
        return tl::unexpected(badNumber("from"));
    return *start;
}

RecordingRoutes::RecordingRoutes(AccessPolicy::Options access, std::shared_ptr<SharedRecording> shared,
                                 Server server)
    : m_access(std::move(access)), m_shared(std::move(shared)), m_server(std::move(server))
{
}

HttpReply RecordingRoutes::handle(const HttpRequest &request)
{
    if (auto refusal = m_access.checkRequest(request))
        return std::move(*refusal);
    if (AccessPolicy::isExchange(request))
        return m_access.exchange(request);
    if (m_page.has(request.path))
        return m_page.reply(request);
    if (auto refusal = m_access.checkToken(request))
        return std::move(*refusal);
    if (request.path == "/raw")
        return raw(request);
    if (request.path == "/events")
        return events(request);
    if (request.path == "/status")
        return status(request);
    if (request.path == "/download")
        return download(request);
    return HttpReply::sentence(404,
                               "There is nothing here. There are /, /raw, /events, /status and /download.");
}

HttpReply RecordingRoutes::raw(const HttpRequest &request)
{
    const bool hasEnded = m_shared->hasEnded();
    const qint64 now = m_shared->capture()->end();
    ByteRange part{0, now};
    const QByteArray from = request.parameter("from"), to = request.parameter("to");
    const auto start = from.isNull() ? std::optional<qint64>(0) : parseFrom(from, now);
    const auto end = to.isNull() ? std::optional<qint64>(now) : parseFrom(to, now);
    if (!start || !end)
        return badNumber(start ? "to" : "from");
    part = {*start, std::max(*start, *end)};

    HttpReply reply;
    reply.headers.emplace_back("Content-Type", bytesType());
    reply.headers.emplace_back("Content-Disposition",
                               "inline; filename=\"" + plainName(m_shared->record().id) + ".log\"");
    if (!hasEnded && to.isNull()) {
        reply.body = std::make_unique<RawBody>(m_shared, part.start);
        return reply;
    }
    const QByteArray tag = plainName(m_shared->record().id) + '-' + QByteArray::number(part.start) + '-' +
                           QByteArray::number(part.end);
    const QByteArray etag = '"' + tag + '"', gzipTag = '"' + tag + "-gz\"";
    reply.headers.emplace_back("Accept-Ranges", "bytes");
    reply.headers.emplace_back("Vary", "Accept-Encoding");
    const QByteArray known = request.header("If-None-Match");
    if (namesEtag(known, etag) || namesEtag(known, gzipTag)) {
        reply.status = 304;
        reply.headers.emplace_back("ETag", etag);
        return reply;
    }
    const QByteArray condition = request.header("If-Range");
    ByteRange range;
    const RangeKind kind = condition.isNull() || condition == etag
                               ? parseRange(request.header("Range"), part.end - part.start, range)
                               : RangeKind::Whole;
    const QByteArray size = QByteArray::number(part.end - part.start);
    if (kind == RangeKind::Unsatisfied)
        return HttpReply::sentence(416, "There are no such bytes.").with("Content-Range", "bytes */" + size);
    if (kind == RangeKind::Part) {
        reply.status = 206;
        reply.headers.emplace_back("Content-Range", "bytes " + QByteArray::number(range.start) + '-' +
                                                        QByteArray::number(range.end - 1) + '/' + size);
        part = {part.start + range.start, part.start + range.end};
    }
    reply.body = std::make_unique<RawBody>(m_shared, part.start, part.end);
    reply.size = part.end - part.start;
    const bool isCompressed = kind == RangeKind::Whole && reply.size >= kWorthCompressing &&
                              GzipBody::isRoom() && acceptsGzip(request.header("Accept-Encoding"));
    if (isCompressed) {
        reply.body = std::make_unique<GzipBody>(std::move(reply.body));
        reply.size = -1;
        reply.headers.emplace_back("Content-Encoding", "gzip");
    }
    reply.headers.emplace_back("ETag", isCompressed ? gzipTag : etag);
    return reply;
}

HttpReply RecordingRoutes::events(const HttpRequest &request)
{
    const bool hadEnded = m_shared->hasEnded();
    const qint64 end = m_shared->capture()->end();
    const auto start = eventsStart(request, end);
    if (!start)
        return HttpReply::sentence(start.error().status, start.error().content.trimmed());
    HttpReply reply;
    // A browser's EventSource asks again behind the end of a stream, until it is told so.
    if (hadEnded && *start == end && !request.header("Last-Event-ID").isEmpty() &&
        request.parameter("from").isNull()) {
        reply.status = 204;
        return reply;
    }
    reply.headers = {{"Content-Type", "text/event-stream; charset=utf-8"}, {"X-Accel-Buffering", "no"}};
    reply.body = std::make_unique<EventsBody>(m_shared, *start);
    return reply;
}

HttpReply RecordingRoutes::status(const HttpRequest &)
{
    QJsonObject status = m_shared->status();
    status[QStringLiteral("viewers")] = m_server.viewers();
    HttpReply reply;
    reply.headers.emplace_back("Content-Type", "application/json");
    reply.content = QJsonDocument(status).toJson();
    return reply;
}

HttpReply RecordingRoutes::download(const HttpRequest &request)
{
    if (m_shared->recording()->folder().isEmpty())
        return HttpReply::sentence(404, "This is a plain file, not a session; /raw has its bytes.");
    if (!request.isHead() && !DownloadBody::isRoom())
        return HttpReply::sentence(503, "Too many downloads at once. Try again later.")
            .with("Retry-After", "10");
    HttpReply reply;
    reply.headers = {
        {"Content-Type", "application/zstd"},
        {"Content-Disposition", "attachment; filename=\"" + plainName(m_shared->record().id) + ".runnel\""}};
    if (!request.isHead())
        reply.body = std::make_unique<DownloadBody>(*m_shared, m_server.wake);
    return reply;
}

} // namespace pipecore
