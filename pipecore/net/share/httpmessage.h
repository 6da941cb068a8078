#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QString>

#include <memory>
#include <utility>
#include <vector>

namespace pipecore
{

using HttpHeaders = std::vector<std::pair<QByteArray, QByteArray>>;

/// The head of a request; a body is never read.
struct HttpRequest {
    QByteArray method;
    QByteArray path; ///< as it was sent, percent-decoded; nothing else is done to it
    HttpHeaders headers;
    HttpHeaders query; ///< percent-decoded
    HttpHeaders cookies;
    QHostAddress peer;
    QHostAddress local; ///< the server's own address on this connection

    bool isHead() const { return method == "HEAD"; }
    /// The first of that name (any case); null when there is none.
    QByteArray header(const char *name) const;
    QByteArray parameter(const char *name) const;
    QByteArray cookie(const QByteArray &name) const;
};

/// A reply's bytes, made as the client takes them. Lives, as all of the server, in the server's thread.
class HttpBody
{
public:
    enum : qint64 {
        Wait = 0,   ///< none now; the server asks again once isReady()
        End = -1,   ///< that was all
        Failed = -2 ///< the connection is cut, so that the client can tell
    };
    virtual ~HttpBody() = default;

    /// Up to `maxSize` bytes into `data`, or one of the above. Never blocks.
    virtual qint64 read(char *data, qint64 maxSize) = 0;
    /// Whether read() would give something else than Wait.
    virtual bool isReady() const = 0;
    /// How far it is into what it tells of; bytes.
    virtual qint64 offset() const = 0;
    /// Sent behind a chunked body, after End.
    virtual HttpHeaders trailers() const { return {}; }
};

struct HttpReply {
    int status = 200;
    HttpHeaders headers;
    QByteArray content;             ///< when there is no `body`
    std::unique_ptr<HttpBody> body; ///< a stream
    qint64 size = -1;               ///< bytes of `body`; -1: it is not known, and the reply is chunked

    /// One sentence for people.
    static HttpReply sentence(int status, const QByteArray &text);
    HttpReply &&with(const QByteArray &name, const QByteArray &value) &&;
};

/// What decides on replies. Called in the server's thread.
class HttpHandler
{
public:
    virtual ~HttpHandler() = default;
    virtual HttpReply handle(const HttpRequest &request) = 0;
    /// Whether the request came from somebody who may read: the others share a small part of the connections.
    virtual bool isTrusted(const HttpRequest &request) const = 0;
};

} // namespace pipecore
