#pragma once

#include "pipecore/net/share/httpserver.h"

#include <QElapsedTimer>
#include <QHostAddress>

#include <cstdarg>
#include <list>
#include <memory>

#include <microhttpd.h>

#include <sys/socket.h>

namespace pipecore
{

struct HttpServer::Connection {
    HttpServer *server;
    std::list<Connection>::iterator self;
    int fd;
    QHostAddress peer, local;
    bool isTrusted = false;
    bool isAnswering = false;
    bool isStreaming = false;
    QElapsedTimer since; // the last change of what it does

    void cut() const { ::shutdown(fd, SHUT_RDWR); }
};

struct HttpServer::Stream {
    HttpServer *server;
    std::list<Stream>::iterator self;
    quint64 id;
    MHD_Connection *connection;
    MHD_Response *response = nullptr;
    int fd;
    QHostAddress peer;
    QByteArray path;
    std::unique_ptr<HttpBody> body;
    QElapsedTimer begun, progress;
    bool isWaiting = false;
    bool isCut = false;
};

/// What libmicrohttpd calls (microhttpd.h says when). The server's own thread runs it, so nothing here is
/// shared.
struct HttpCallbacks {
    static void connectionChanged(void *server, MHD_Connection *connection, void **context,
                                  MHD_ConnectionNotificationCode code);
    static MHD_Result request(void *server, MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *body, size_t *bodySize, void **context);
    static void completed(void *server, MHD_Connection *connection, void **context,
                          MHD_RequestTerminationCode code);
    /// Of the body of the HttpServer::Stream that `context` is.
    static ssize_t read(void *context, uint64_t position, char *data, size_t maxSize);
    static void freeStream(void *context);
    static size_t unescape(void *server, MHD_Connection *connection, char *text);
    static void log(void *server, const char *format, va_list arguments);

private:
    static HttpServer::Connection *stateOf(MHD_Connection *connection);
    static MHD_Result addPair(void *to, MHD_ValueKind kind, const char *name, const char *value);
};

} // namespace pipecore
