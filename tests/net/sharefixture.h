#pragma once

#include "pipecore/net/share/shareserver.h"

#include <QDeadlineTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

namespace sharetest
{

using namespace pipecore;

constexpr int kPatience = 60'000; // ms; how long something may take on a slow machine

/// A session whose output the test writes itself.
class LiveRecording
{
public:
    explicit LiveRecording(const QString &id = QStringLiteral("20260101-000000-0001"))
    {
        SessionRecord record;
        record.id = id;
        record.command.program = QStringLiteral("make");
        record.command.arguments << QStringLiteral("all");
        record.directory = QStringLiteral("/");
        record.started = QDateTime::currentDateTimeUtc();
        recording = *Recording::create(folder.path(), record);
        recording->startIndexing();
    }
    ~LiveRecording()
    {
        if (!recording->capture()->hasEnded())
            recording->capture()->finish();
    }

    void write(const QByteArray &bytes, Stream stream = Stream::Output, qint64 time = 0)
    {
        recording->times().append(recording->capture()->end(), time, stream);
        recording->capture()->append(bytes.constData(), bytes.size());
        all += bytes;
    }

    /// The command ends with `exitCode`.
    void end(ShareServer *server = nullptr, int exitCode = 0)
    {
        recording->capture()->finish();
        SessionRecord &record = recording->record();
        record.result = RunResult::exited(exitCode);
        record.ended = QDateTime::currentDateTimeUtc();
        record.state = SessionRecord::State::Ended;
        record.bytes = recording->capture()->end();
        if (server)
            server->setRecord(record);
    }

    QTemporaryDir folder;
    Recording::Ptr recording;
    QByteArray all;
};

inline std::unique_ptr<ShareServer> serve(const LiveRecording &live, ShareOptions options = {})
{
    auto server = ShareServer::serve(live.recording, options);
    if (!server)
        qFatal("cannot serve: %s", qPrintable(server.error()));
    return std::move(*server);
}

struct Reply {
    int status = 0;
    QByteArray head; ///< the lines above the body
    QByteArray body; ///< without the chunks' frames
    QByteArray trailers;
    bool isComplete = false; ///< ended as it should, not cut

    QByteArray header(const QByteArray &name) const
    {
        for (const QByteArray &line : head.split('\n'))
            if (line.left(name.size() + 1).toLower() == name.toLower() + ':')
                return line.mid(name.size() + 1).trimmed();
        return {};
    }
};

/// One request on a connection of its own, by hand, so that nothing is hidden.
class Client
{
public:
    explicit Client(quint16 port) : m_port(port)
    {
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        if (!m_socket.waitForConnected(kPatience))
            qFatal("cannot connect: %s", qPrintable(m_socket.errorString()));
    }

    QTcpSocket &socket() { return m_socket; }

    void send(const QByteArray &method, const QByteArray &target, const QByteArray &headers = {},
              bool keepAlive = false)
    {
        m_isHead = method == "HEAD";
        QByteArray request = method + ' ' + target + " HTTP/1.1\r\n";
        if (!headers.toLower().contains("host:"))
            request += "Host: 127.0.0.1:" + QByteArray::number(m_port) + "\r\n";
        request += headers;
        if (!keepAlive)
            request += "Connection: close\r\n";
        m_socket.write(request + "\r\n");
        m_socket.flush();
    }

    /// Reads on until `done` says so, or the server has closed. Gives what there is.
    template<typename Done> const Reply &readUntil(Done done)
    {
        const QDeadlineTimer deadline(kPatience);
        while (!done(m_reply) && !deadline.hasExpired()) {
            if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(200) &&
                m_socket.state() != QAbstractSocket::ConnectedState && m_socket.bytesAvailable() == 0)
                break;
            take(m_socket.readAll());
        }
        if (m_reply.status > 0 && !m_isChunked && m_length < 0)
            m_reply.isComplete = true;
        return m_reply;
    }
    const Reply &readAll()
    {
        return readUntil([](const Reply &reply) { return reply.isComplete; });
    }

private:
    void take(const QByteArray &bytes)
    {
        m_raw += bytes;
        if (m_reply.status == 0) {
            const qsizetype end = m_raw.indexOf("\r\n\r\n");
            if (end < 0)
                return;
            m_reply.head = m_raw.left(end);
            m_raw.remove(0, end + 4);
            m_reply.status = m_reply.head.mid(9, 3).toInt();
            m_isChunked = m_reply.header("Transfer-Encoding") == "chunked";
            const QByteArray length = m_reply.header("Content-Length");
            m_length = length.isEmpty() ? -1 : length.toLongLong();
            if (m_isHead || m_reply.status == 204 || m_reply.status == 304)
                m_length = 0, m_isChunked = false;
        }
        if (!m_isChunked) {
            m_reply.body += m_raw;
            m_raw.clear();
            m_reply.isComplete = m_length >= 0 && m_reply.body.size() >= m_length;
            return;
        }
        while (!m_reply.isComplete) {
            const qsizetype line = m_raw.indexOf("\r\n");
            if (line < 0)
                return;
            const qint64 size = m_raw.left(line).toLongLong(nullptr, 16);
            if (size == 0) {
                if (!m_raw.contains("\r\n\r\n"))
                    return;
                m_reply.trailers = m_raw.mid(line + 2);
                m_reply.isComplete = true;
            } else if (m_raw.size() < line + 2 + size + 2) {
                return;
            } else {
                m_reply.body += m_raw.mid(line + 2, size);
                m_raw.remove(0, line + 2 + size + 2);
            }
        }
    }

    const quint16 m_port;
    QTcpSocket m_socket;
    QByteArray m_raw;
    Reply m_reply;
    qint64 m_length = -1;
    bool m_isChunked = false, m_isHead = false;
};

inline QByteArray bearer(const ShareServer &server)
{
    return "Authorization: Bearer " + server.token() + "\r\n";
}

/// GET with the token, to the end.
inline Reply get(const ShareServer &server, const QByteArray &target, const QByteArray &headers = {},
                 const QByteArray &method = "GET")
{
    Client client(server.port());
    client.send(method, target, bearer(server) + headers);
    return client.readAll();
}

inline QJsonObject status(const ShareServer &server)
{
    return QJsonDocument::fromJson(get(server, "/status").body).object();
}

struct Event {
    QByteArray name;
    qint64 id = -1;
    QJsonObject data;

    QByteArray bytes() const
    {
        if (data.contains(QStringLiteral("b64")))
            return QByteArray::fromBase64(data[QStringLiteral("b64")].toString().toLatin1());
        return data[QStringLiteral("text")].toString().toUtf8();
    }
};

/// The complete events of a stream.
inline std::vector<Event> eventsOf(const QByteArray &body)
{
    std::vector<Event> events;
    const qsizetype end = body.lastIndexOf("\n\n");
    const QByteArray whole = end < 0 ? QByteArray() : body.left(end);
    for (qsizetype at = 0; at < whole.size();) {
        qsizetype stop = whole.indexOf("\n\n", at);
        stop = stop < 0 ? whole.size() : stop;
        Event event;
        for (const QByteArray &line : whole.mid(at, stop - at).split('\n')) {
            if (line.startsWith("event: "))
                event.name = line.mid(7);
            else if (line.startsWith("id: "))
                event.id = line.mid(4).toLongLong();
            else if (line.startsWith("data: "))
                event.data = QJsonDocument::fromJson(line.mid(6)).object();
        }
        if (!event.data.isEmpty())
            events.push_back(event);
        at = stop + 2;
    }
    return events;
}

} // namespace sharetest
