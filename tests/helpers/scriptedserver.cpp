#include "tests/helpers/scriptedserver.h"

#include <atomic>
#include <memory>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace helpers
{

namespace
{

constexpr int kReadSize = 64 * 1024;

// A listening socket on a free port of the loopback.
int listenOnFreePort(quint16 *port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(fd, reinterpret_cast<sockaddr *>(&address), size) != 0 || ::listen(fd, 64) != 0)
        qFatal("cannot listen on the loopback");
    ::getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size);
    *port = ntohs(address.sin_port);
    return fd;
}

} // namespace

bool Connection::fill()
{
    char piece[kReadSize];
    const ssize_t n = ::recv(m_fd, piece, sizeof piece, 0);
    if (n > 0)
        m_buffer.append(piece, n);
    return n > 0;
}

std::optional<Request> Connection::request()
{
    qsizetype end = -1;
    while ((end = m_buffer.indexOf("\r\n\r\n")) < 0)
        if (!fill())
            return {};
    QList<QByteArray> lines = m_buffer.first(end).split('\n');
    m_buffer.remove(0, end + 4);
    const QList<QByteArray> words = lines.takeFirst().trimmed().split(' ');
    Request request{words.value(0), words.value(1), {}};
    for (const QByteArray &line : lines)
        request.headers.insert(line.first(line.indexOf(':')).toLower(),
                               line.mid(line.indexOf(':') + 1).trimmed());
    m_log(request);
    return request;
}

QByteArray Connection::body(qint64 size)
{
    while (m_buffer.size() < size && fill()) {
    }
    const QByteArray body = m_buffer.first(std::min<qint64>(size, m_buffer.size()));
    m_buffer.remove(0, body.size());
    return body;
}

void Connection::send(const QByteArray &bytes)
{
    for (qsizetype done = 0; done < bytes.size();) {
        const ssize_t n =
            ::send(m_fd, bytes.constData() + done, static_cast<size_t>(bytes.size() - done), MSG_NOSIGNAL);
        if (n <= 0)
            return;
        done += n;
    }
}

void Connection::answer(int status, const QByteArray &headers, const QByteArray &text)
{
    send("HTTP/1.1 " + QByteArray::number(status) + " Scripted\r\n" + headers +
         "Content-Length: " + QByteArray::number(text.size()) + "\r\n\r\n" + text);
}

void Connection::reset()
{
    const linger now{1, 0};
    ::setsockopt(m_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void Connection::hang()
{
    pollfd waiting{m_fd, POLLRDHUP, 0};
    ::poll(&waiting, 1, -1);
}

ScriptedServer::ScriptedServer(Script script)
    : m_script(std::move(script)), m_listener(listenOnFreePort(&m_port)), m_acceptor([this] { acceptAll(); })
{
}

ScriptedServer::~ScriptedServer()
{
    {
        const std::lock_guard lock(m_lock);
        m_ending = true;
        for (const int fd : m_open)
            ::shutdown(fd, SHUT_RDWR);
    }
    ::shutdown(m_listener, SHUT_RDWR);
    m_acceptor.join();
    for (std::thread &thread : m_threads)
        thread.join();
    ::close(m_listener);
}

QUrl ScriptedServer::url(const QString &path) const
{
    return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(m_port).arg(path));
}

QList<Request> ScriptedServer::requests() const
{
    const std::lock_guard lock(m_lock);
    return m_requests;
}

void ScriptedServer::acceptAll()
{
    for (;;) {
        const int fd = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        const std::lock_guard lock(m_lock);
        if (fd < 0 || m_ending) {
            if (fd >= 0)
                ::close(fd);
            return;
        }
        m_open << fd;
        m_threads.emplace_back([this, fd] {
            Connection connection(fd, [this](const Request &request) {
                const std::lock_guard requestsLock(m_lock);
                m_requests << request;
            });
            m_script(connection);
            const std::lock_guard openLock(m_lock);
            m_open.removeOne(fd);
            ::close(fd);
        });
    }
}

ScriptedServer::Script
ScriptedServer::answering(std::function<void(Connection &, const Request &, const QByteArray &)> handle)
{
    return [handle = std::move(handle)](Connection &connection) {
        while (const auto request = connection.request())
            handle(connection, *request, connection.body(request->length()));
    };
}

ScriptedServer::Script ScriptedServer::statuses(QList<int> statuses, const QByteArray &headers)
{
    auto next = std::make_shared<std::atomic<qsizetype>>(0);
    return answering([statuses, headers, next](Connection &connection, const Request &, const QByteArray &) {
        connection.answer(statuses[std::min(next->fetch_add(1), statuses.size() - 1)], headers);
    });
}

quint16 unusedPort()
{
    quint16 port = 0;
    ::close(listenOnFreePort(&port));
    return port;
}

} // namespace helpers
