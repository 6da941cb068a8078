#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QUrl>

#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

namespace helpers
{

/// One request's head, as it came.
struct Request {
    QByteArray method, path;
    QMap<QByteArray, QByteArray> headers; ///< names in lower case
    qint64 length() const { return headers.value("content-length").toLongLong(); }
};

/// The server's end of one connection. All of it blocks; a client that is gone ends it.
class Connection
{
public:
    using Log = std::function<void(const Request &)>;
    Connection(int fd, Log log) : m_fd(fd), m_log(std::move(log)) {}

    /// The next request's head; none when the client has closed.
    std::optional<Request> request();
    /// Up to `size` bytes of the body.
    QByteArray body(qint64 size);
    void send(const QByteArray &bytes);
    /// Sends a whole answer, with the length of `text`; `headers` are lines that end in CRLF.
    void answer(int status, const QByteArray &headers = {}, const QByteArray &text = {});
    /// Closes with a reset, as a server does that dies with unread bytes.
    void reset();
    /// Waits, reading nothing, until the client or the server's end closes.
    void hang();

private:
    bool fill();
    const int m_fd;
    const Log m_log;
    QByteArray m_buffer;
};

/// An HTTP server on a free port of the loopback that does what a script says, wrong things too: the script
/// is called for each connection, in a thread of its own. The destructor ends all of them.
class ScriptedServer
{
public:
    using Script = std::function<void(Connection &)>;
    explicit ScriptedServer(Script script);
    ~ScriptedServer();

    quint16 port() const { return m_port; }
    QUrl url(const QString &path = QStringLiteral("/x.log")) const;
    /// The requests so far, in the order they came.
    QList<Request> requests() const;

    /// A script for requests answered one after another, each body read first: `handle` answers.
    static Script
    answering(std::function<void(Connection &, const Request &, const QByteArray &body)> handle);
    /// Answers each with the next of `statuses`, and the last one ever after.
    static Script statuses(QList<int> statuses, const QByteArray &headers = {});

private:
    void acceptAll();

    const Script m_script;
    quint16 m_port = 0;
    const int m_listener;
    mutable std::mutex m_lock; // guards what follows
    QList<Request> m_requests;
    QList<int> m_open;
    std::list<std::thread> m_threads;
    bool m_ending = false;
    std::thread m_acceptor;
};

/// A port of the loopback on which nobody listens.
quint16 unusedPort();

} // namespace helpers
