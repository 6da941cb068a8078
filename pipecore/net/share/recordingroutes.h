#pragma once

#include "pipecore/net/share/accesspolicy.h"
#include "pipecore/net/share/pagefiles.h"
#include "pipecore/net/share/sharedrecording.h"

#include <functional>

namespace pipecore
{

/// The routes of one shared recording:
///   /          the page (and its files); it holds nothing of the session and asks for no token
///   /session   POST: the exchange of the token for a cookie
///   /raw       the bytes; ?from=N from there on (negative: from the end), ?to=N up to there. Of a session
///   that
///              has ended with its length, ranges, ETag, and compressed where asked; else until it ends
///   /events    server-sent events (see eventencoder.h), from ?from=N or from the id that Last-Event-ID tells
///   /status    JSON, see SharedRecording::status(), and the number of viewers
///   /download  the session file, of what there is now
class RecordingRoutes : public HttpHandler
{
public:
    struct Server {
        std::function<int()> viewers;
        std::function<void()> wake;
    };
    RecordingRoutes(AccessPolicy::Options access, std::shared_ptr<SharedRecording> shared, Server server);

    HttpReply handle(const HttpRequest &request) override;
    bool isTrusted(const HttpRequest &request) const override { return m_access.hasToken(request); }

private:
    HttpReply raw(const HttpRequest &request);
    HttpReply events(const HttpRequest &request);
    HttpReply status(const HttpRequest &request);
    HttpReply download(const HttpRequest &request);

    AccessPolicy m_access;
    const PageFiles m_page;
    const std::shared_ptr<SharedRecording> m_shared;
    const Server m_server;
};

/// Where a stream of events goes on: behind Last-Event-ID, else at ?from=, else at 0. An error is a reply.
tl::expected<qint64, HttpReply> eventsStart(const HttpRequest &request, qint64 end);

} // namespace pipecore
