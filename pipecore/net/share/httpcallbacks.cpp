#include "pipecore/net/share/httpcallbacks.h"

#include <iterator>

namespace pipecore
{

void HttpCallbacks::connectionChanged(void *server, MHD_Connection *connection, void **context,
                                      MHD_ConnectionNotificationCode code)
{
    auto *self = static_cast<HttpServer *>(server);
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (auto *state = static_cast<HttpServer::Connection *>(*context))
            self->m_connections.erase(state->self);
        *context = nullptr;
        return;
    }
    const int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    HttpServer::Connection &state = self->m_connections.emplace_back();
    state.server = self;
    state.self = std::prev(self->m_connections.end());
    state.fd = fd;
    state.peer = peerAddressOf(fd);
    state.local = localAddressOf(fd);
    state.since.start();
    const int yes = 1; // tells, in the end, of a client whose machine is gone
    ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof(yes));
    *context = &state;
    self->evictUntrusted();
    if (!self->m_sweep.isActive())
        self->m_sweep.start();
}

HttpServer::Connection *HttpCallbacks::stateOf(MHD_Connection *connection)
{
    return static_cast<HttpServer::Connection *>(
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context);
}

MHD_Result HttpCallbacks::addPair(void *to, MHD_ValueKind, const char *name, const char *value)
{
    static_cast<HttpHeaders *>(to)->emplace_back(name, value ? value : "");
    return MHD_YES;
}

MHD_Result HttpCallbacks::request(void *server, MHD_Connection *connection, const char *url,
                                  const char *method, const char *, const char *, size_t *, void **context)
{
    HttpServer::Connection *state = stateOf(connection);
    if (!state)
        return MHD_NO;
    const bool mayHaveBody = qstrcmp(method, "GET") != 0 && qstrcmp(method, "HEAD") != 0;
    if (!*context && !mayHaveBody) { // answered at its end, so that the connection can be kept
        *context = state;
        return MHD_YES;
    }
    *context = state;
    HttpRequest request;
    request.method = method;
    request.path = url;
    request.peer = state->peer;
    request.local = state->local;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, addPair, &request.headers);
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, addPair, &request.query);
    MHD_get_connection_values(connection, MHD_COOKIE_KIND, addPair, &request.cookies);
    return static_cast<MHD_Result>(static_cast<HttpServer *>(server)->answer(connection, *state, request));
}

void HttpCallbacks::completed(void *, MHD_Connection *connection, void **context, MHD_RequestTerminationCode)
{
    *context = nullptr;
    if (HttpServer::Connection *state = stateOf(connection)) {
        state->isAnswering = state->isStreaming = false;
        state->since.start();
    }
}

ssize_t HttpCallbacks::read(void *context, uint64_t, char *data, size_t maxSize)
{
    auto &stream = *static_cast<HttpServer::Stream *>(context);
    if (stream.isCut)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    const qint64 size = stream.body->read(data, static_cast<qint64>(maxSize));
    stream.progress.start();
    stream.server->m_progress.start();
    if (size > 0)
        return static_cast<ssize_t>(size);
    if (size == HttpBody::Wait) {
        stream.isWaiting = true;
        MHD_suspend_connection(stream.connection);
        return 0;
    }
    if (size == HttpBody::Failed)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    for (const auto &[name, value] : stream.body->trailers())
        MHD_add_response_footer(stream.response, name.constData(), value.constData());
    return MHD_CONTENT_READER_END_OF_STREAM;
}

void HttpCallbacks::freeStream(void *context)
{
    auto *stream = static_cast<HttpServer::Stream *>(context);
    HttpServer *server = stream->server;
    server->m_streams.erase(stream->self);
    server->m_progress.start();
    emit server->streamsChanged();
}

// A byte 0 would end a path or a value before its end.
size_t HttpCallbacks::unescape(void *, MHD_Connection *, char *text)
{
    return QByteArrayView(text).contains("%00") ? qstrlen(text) : MHD_http_unescape(text);
}

// It would tell of requests, which are nobody's business.
void HttpCallbacks::log(void *, const char *, va_list) {}

} // namespace pipecore
