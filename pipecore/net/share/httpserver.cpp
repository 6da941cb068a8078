#include "pipecore/net/share/httpserver.h"

#include "pipecore/net/share/accesspolicy.h"
#include "pipecore/net/share/httpcallbacks.h"

#include <algorithm>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pipecore
{

namespace
{

constexpr size_t kConnectionMemory = 32 * 1024;
constexpr size_t kBlock = 16 * 1024;
constexpr int kWakeInterval = 3;       // ms: a flood of output wakes the streams no oftener
constexpr int kSweepInterval = 200;    // ms
constexpr qint64 kStalledAfter = 1000; // ms

// A part of the process's descriptors stays for the rest of it.
unsigned connectionLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const rlim_t room = limit.rlim_cur > 256 ? limit.rlim_cur - 128 : limit.rlim_cur / 2;
    return static_cast<unsigned>(std::min<rlim_t>(HttpServer::kTotal, room));
}

} // namespace

HttpServer::HttpServer(const ListenSocket &socket, const Tls &tls, const Limits &limits, HttpHandler *handler)
    : m_handler(handler), m_limits(limits)
{
    m_lastWake.start();
    m_progress.start();
    m_run.setSingleShot(true);
    m_run.setTimerType(Qt::PreciseTimer);
    m_wake.setSingleShot(true);
    m_wake.setTimerType(Qt::PreciseTimer);
    m_sweep.setInterval(kSweepInterval);
    connect(&m_run, &QTimer::timeout, this, &HttpServer::run);
    connect(&m_wake, &QTimer::timeout, this, &HttpServer::resumeReady);
    connect(&m_sweep, &QTimer::timeout, this, &HttpServer::sweep);

    const bool isSecure = !tls.certificate.isEmpty();
    const unsigned flags =
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | (isSecure ? MHD_USE_TLS : 0) |
        (localAddressOf(socket.fd.get()).protocol() == QHostAddress::IPv6Protocol ? MHD_USE_IPv6 : 0);
    const int listening = ::fcntl(socket.fd.get(), F_DUPFD_CLOEXEC, 0); // closed by the daemon
    const auto option = [](MHD_OPTION name, intptr_t value, const void *pointer = nullptr) {
        return MHD_OptionItem{name, value, const_cast<void *>(pointer)};
    };
    std::vector<MHD_OptionItem> options{
        option(MHD_OPTION_LISTEN_SOCKET, listening),
        option(MHD_OPTION_CONNECTION_LIMIT, connectionLimit()),
        option(MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionMemory),
        option(MHD_OPTION_STRICT_FOR_CLIENT, 1),
        option(MHD_OPTION_NOTIFY_CONNECTION, reinterpret_cast<intptr_t>(&HttpCallbacks::connectionChanged),
               this),
        option(MHD_OPTION_NOTIFY_COMPLETED, reinterpret_cast<intptr_t>(&HttpCallbacks::completed), this),
        option(MHD_OPTION_UNESCAPE_CALLBACK, reinterpret_cast<intptr_t>(&HttpCallbacks::unescape)),
        option(MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1),
    };
    if (isSecure) {
        options.push_back(option(MHD_OPTION_HTTPS_MEM_CERT, 0, tls.certificate.constData()));
        options.push_back(option(MHD_OPTION_HTTPS_MEM_KEY, 0, tls.key.constData()));
    }
    options.push_back(option(MHD_OPTION_END, 0));
    m_daemon = MHD_start_daemon(flags, 0, nullptr, nullptr, &HttpCallbacks::request, this,
                                MHD_OPTION_EXTERNAL_LOGGER, &HttpCallbacks::log, nullptr, MHD_OPTION_ARRAY,
                                options.data(), MHD_OPTION_END);
    if (!m_daemon) {
        ::close(listening);
        return;
    }
    const int epoll = MHD_get_daemon_info(m_daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    m_notifier = std::make_unique<QSocketNotifier>(epoll, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &HttpServer::run);
    m_run.start(0);
}

HttpServer::~HttpServer()
{
    m_notifier.reset();
    if (!m_daemon)
        return;
    for (Stream &stream : m_streams) {
        stream.isCut = true;
        resume(stream);
    }
    MHD_run(m_daemon);
    MHD_stop_daemon(m_daemon);
}

void HttpServer::run()
{
    MHD_run(m_daemon);
    MHD_UNSIGNED_LONG_LONG ms = 0;
    if (MHD_get_timeout(m_daemon, &ms) == MHD_YES)
        m_run.start(static_cast<int>(std::min<MHD_UNSIGNED_LONG_LONG>(ms, 1000)));
    else
        m_run.stop();
}

void HttpServer::wake()
{
    if (m_wake.isActive())
        return;
    m_wake.start(static_cast<int>(std::max<qint64>(0, kWakeInterval - m_lastWake.elapsed())));
}

void HttpServer::resumeReady()
{
    m_lastWake.start();
    for (Stream &stream : m_streams)
        if (stream.isWaiting && stream.body->isReady())
            resume(stream);
}

void HttpServer::resume(Stream &stream)
{
    if (!std::exchange(stream.isWaiting, false))
        return;
    stream.progress.start();
    MHD_resume_connection(stream.connection);
    m_run.start(0);
}

// A connection that is set aside is not looked at by the daemon, so its end must be noticed here.
void HttpServer::sweep()
{
    std::vector<pollfd> polled;
    std::vector<Stream *> waiting;
    for (Stream &stream : m_streams) {
        if (stream.isWaiting) {
            polled.push_back({stream.fd, POLLRDHUP, 0});
            waiting.push_back(&stream);
        } else if (stream.progress.elapsed() > m_limits.stallMs) {
            ::shutdown(stream.fd, SHUT_RDWR);
        }
    }
    if (!polled.empty() && ::poll(polled.data(), polled.size(), 0) > 0)
        for (size_t i = 0; i < polled.size(); ++i)
            if (polled[i].revents != 0) {
                waiting[i]->isCut = true;
                resume(*waiting[i]);
            }
    resumeReady();
    for (const Connection &connection : m_connections) {
        const qint64 allowed = connection.isAnswering ? m_limits.replyMs : m_limits.headMs;
        if (!connection.isStreaming && connection.since.elapsed() > allowed)
            connection.cut();
    }
    if (m_connections.empty())
        m_sweep.stop();
}

void HttpServer::evictUntrusted()
{
    auto count = std::count_if(m_connections.begin(), m_connections.end(),
                               [](const Connection &connection) { return !connection.isTrusted; });
    for (auto at = m_connections.begin(); count > kUntrusted && at != m_connections.end(); ++at) {
        if (at->isTrusted)
            continue;
        at->cut();
        at->isTrusted = true; // it is on its way out: counted no more
        --count;
    }
}

HttpReply HttpServer::replyFor(Connection &state, const HttpRequest &request)
{
    if (m_handler->isTrusted(request))
        state.isTrusted = true;
    HttpReply reply = m_handler->handle(request);
    if (!reply.body || request.isHead())
        return reply;
    const auto ofAddress = std::count_if(m_streams.begin(), m_streams.end(),
                                         [&](const Stream &stream) { return stream.peer == request.peer; });
    if (m_streams.size() < kStreams && ofAddress < kStreamsOfAddress)
        return reply;
    return HttpReply::sentence(503, "Too many are watching. Try again later.").with("Retry-After", "10");
}

int HttpServer::answer(MHD_Connection *connection, Connection &state, const HttpRequest &request)
{
    HttpReply reply = replyFor(state, request);
    state.isAnswering = true;
    state.since.start();
    MHD_Response *response = nullptr;
    if (reply.body) {
        Stream &stream = m_streams.emplace_back();
        stream.server = this;
        stream.self = std::prev(m_streams.end());
        stream.id = m_nextStream++;
        stream.connection = connection;
        stream.fd = state.fd;
        stream.peer = state.peer;
        stream.path = request.path;
        stream.body = std::move(reply.body);
        stream.begun.start();
        stream.progress.start();
        state.isStreaming = true;
        response = MHD_create_response_from_callback(
            reply.size < 0 ? MHD_SIZE_UNKNOWN : static_cast<uint64_t>(reply.size),
            reply.size < 0 ? 1024 : kBlock, &HttpCallbacks::read, &stream, &HttpCallbacks::freeStream);
        stream.response = response;
        if (!response)
            m_streams.pop_back();
        else
            emit streamsChanged();
    } else {
        response = MHD_create_response_from_buffer(static_cast<size_t>(reply.content.size()),
                                                   reply.content.data(), MHD_RESPMEM_MUST_COPY);
    }
    if (!response)
        return MHD_NO;
    for (const auto &[name, value] : AccessPolicy::commonHeaders())
        MHD_add_response_header(response, name.constData(), value.constData());
    for (const auto &[name, value] : reply.headers)
        MHD_add_response_header(response, name.constData(), value.constData());
    const int queued = MHD_queue_response(connection, static_cast<unsigned>(reply.status), response);
    MHD_destroy_response(response);
    return queued;
}

void HttpServer::disconnectStream(quint64 id)
{
    for (Stream &stream : m_streams) {
        if (stream.id != id)
            continue;
        stream.isCut = true;
        ::shutdown(stream.fd, SHUT_RDWR);
        resume(stream);
        return;
    }
}

void HttpServer::stopListening()
{
    const int listening = MHD_quiesce_daemon(m_daemon);
    if (listening >= 0)
        ::close(listening);
}

std::vector<HttpServer::StreamInfo> HttpServer::streams() const
{
    std::vector<StreamInfo> all;
    for (const Stream &stream : m_streams)
        all.push_back({stream.id, stream.peer, stream.path, stream.body->offset(),
                       stream.begun.elapsed() / 1000,
                       !stream.isWaiting && stream.progress.elapsed() > kStalledAfter});
    return all;
}

} // namespace pipecore
