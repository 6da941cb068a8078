#include "pipecore/net/share/shareserver.h"

#include "pipecore/net/share/commandroutes.h"
#include "pipecore/net/share/httpparse.h"
#include "pipecore/net/share/recordingroutes.h"
#include "pipecore/net/share/sharetoken.h"

#include <QEventLoop>
#include <QFile>
#include <QNetworkInterface>
#include <QThread>

#include <future>

namespace pipecore
{

namespace
{

constexpr int kLookInterval = 200;  // ms between looks at where viewers are
constexpr int kDrainInterval = 20;  // ms
constexpr qint64 kLateComers = 150; // ms without any progress, before the last is taken to have gone

// An address by which others reach a server that listens on all of them.
QHostAddress addressForOthers(const QHostAddress &listening)
{
    if (listening != QHostAddress(QHostAddress::AnyIPv4) &&
        listening != QHostAddress(QHostAddress::AnyIPv6) && listening != QHostAddress(QHostAddress::Any))
        return listening;
    for (const QHostAddress &address : QNetworkInterface::allAddresses())
        if (!address.isLoopback() && address.protocol() == QHostAddress::IPv4Protocol &&
            !address.isLinkLocal())
            return address;
    return QHostAddress(QHostAddress::LocalHost);
}

} // namespace

/// The part of the server that lives in its thread.
class ShareServer::Worker : public QObject
{
public:
    Worker(ShareServer *owner, Capture::Ptr capture) : m_owner(owner), m_capture(std::move(capture)) {}

    bool begin(const ListenSocket &socket, const ShareOptions &options, std::unique_ptr<HttpHandler> handler)
    {
        m_handler = std::move(handler);
        m_server = std::make_unique<HttpServer>(socket, options.tls, options.limits, m_handler.get());
        if (!m_server->isListening())
            return false;
        connect(m_server.get(), &HttpServer::streamsChanged, this, [this] {
            if (!m_look.isActive())
                m_look.start(0);
        });
        connect(&m_look, &QTimer::timeout, this, &Worker::look);
        connect(&m_drain, &QTimer::timeout, this, &Worker::checkDrained);
        if (m_capture) {
            m_watch = std::make_unique<CaptureWatch>(m_capture);
            connect(m_watch.get(), &CaptureWatch::moved, m_server.get(), &HttpServer::wake);
        }
        return true;
    }

    ~Worker() override
    {
        if (m_server)
            m_server->disconnect(this);
    }

    void wake()
    {
        if (m_server)
            m_server->wake();
    }
    int viewers() const { return static_cast<int>(m_server->streams().size()); }
    HttpServer *server() const { return m_server.get(); }

    void drain(int patienceMs)
    {
        m_patience = patienceMs;
        m_server->stopListening();
        m_server->wake();
        m_drain.start(kDrainInterval);
    }

private:
    void look()
    {
        std::vector<Viewer> now = m_server->streams();
        m_look.setInterval(kLookInterval);
        if (now.empty())
            m_look.stop();
        bool changed = false;
        {
            const std::lock_guard lock(m_owner->m_lock);
            changed = now.size() != m_owner->m_viewers.size() ||
                      !std::equal(now.begin(), now.end(), m_owner->m_viewers.begin(),
                                  [](const Viewer &a, const Viewer &b) { return a.id == b.id; });
            m_owner->m_viewers = std::move(now);
        }
        if (changed)
            emit m_owner->viewersChanged();
    }

    void checkDrained()
    {
        const qint64 idle = m_server->idleTime();
        if (idle < (m_server->streams().empty() ? kLateComers : m_patience))
            return;
        m_drain.stop();
        emit m_owner->drained();
    }

    ShareServer *const m_owner;
    const Capture::Ptr m_capture;
    std::unique_ptr<HttpHandler> m_handler;
    std::unique_ptr<HttpServer> m_server;
    std::unique_ptr<CaptureWatch> m_watch;
    QTimer m_look{this}, m_drain{this};
    int m_patience = 0;
};

tl::expected<HttpServer::Tls, QString> readTls(const QString &certificateFile, const QString &keyFile)
{
    HttpServer::Tls tls;
    const std::pair<QString, QByteArray *> files[] = {{certificateFile, &tls.certificate},
                                                      {keyFile, &tls.key}};
    for (const auto &[path, content] : files) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return tl::unexpected(QStringLiteral("cannot read %1: %2").arg(path, file.errorString()));
        *content = file.read(1 << 20);
        if (!content->contains("-----BEGIN "))
            return tl::unexpected(QStringLiteral("%1 is no PEM file").arg(path));
    }
    return tls;
}

ShareServer::ShareServer(ShareOptions options) : m_options(std::move(options)) {}

ShareServer::~ShareServer()
{
    if (!m_thread)
        return;
    m_thread->exit();
    m_thread->wait();
}

template<typename MakeHandler>
tl::expected<std::unique_ptr<ShareServer>, QString>
ShareServer::start(const ShareOptions &options, const Capture::Ptr &capture, MakeHandler makeHandler)
{
    QHostAddress address;
    if (!address.setAddress(options.address))
        return tl::unexpected(QStringLiteral("\"%1\" is no address to serve on").arg(options.address));
    if (!address.isLoopback() && !options.isPublic)
        return tl::unexpected(
            QStringLiteral("%1 lets other machines in: whoever has the link can then read the output%2; "
                           "--serve-public says that you want it")
                .arg(options.address,
                     options.tls.certificate.isEmpty()
                         ? QStringLiteral(", and everybody on the way, as there is no --serve-cert")
                         : QString()));
    const auto socket = ListenSocket::open(address, options.port);
    if (!socket)
        return tl::unexpected(socket.error());
    std::unique_ptr<ShareServer> server(new ShareServer(options));
    server->m_options.port = socket->port;
    if (server->m_options.token.isEmpty())
        server->m_options.token = makeShareToken();
    const AccessPolicy::Options access{server->m_options.token, options.hosts, socket->port,
                                       !options.tls.certificate.isEmpty()};
    std::promise<Worker *> begun;
    std::future<Worker *> beginning = begun.get_future();
    // What it refers to is needed until it has begun, which is waited for; the promise until after that.
    server->m_thread.reset(QThread::create([&, owner = server.get(), begun = std::move(begun)]() mutable {
        QEventLoop loop;
        Worker worker(owner, capture);
        const bool listening =
            worker.begin(*socket, options, std::unique_ptr<HttpHandler>(makeHandler(access, &worker)));
        begun.set_value(listening ? &worker : nullptr);
        if (listening)
            loop.exec();
    }));
    server->m_thread->setObjectName(QStringLiteral("share"));
    server->m_thread->start();
    server->m_worker = beginning.get();
    if (!server->m_worker)
        return tl::unexpected(
            options.tls.certificate.isEmpty()
                ? QStringLiteral("cannot serve: the system refused")
                : QStringLiteral("cannot serve: the certificate and the key do not fit, or one of "
                                 "them cannot be used"));
    return server;
}

tl::expected<std::unique_ptr<ShareServer>, QString> ShareServer::serve(const Recording::Ptr &recording,
                                                                       const ShareOptions &options)
{
    auto shared = std::make_shared<SharedRecording>(recording);
    auto server =
        start(options, recording->capture(), [shared](const AccessPolicy::Options &access, Worker *worker) {
            return new RecordingRoutes(
                access, shared, {[worker] { return worker->viewers(); }, [worker] { worker->wake(); }});
        });
    if (server)
        (*server)->m_shared = shared;
    return server;
}

tl::expected<std::unique_ptr<ShareServer>, QString> ShareServer::serve(const CommandOptions &command,
                                                                       const ShareOptions &options)
{
    return start(options, nullptr, [&command](const AccessPolicy::Options &access, Worker *worker) {
        return new CommandRoutes(access, command, [worker] { worker->wake(); });
    });
}

void ShareServer::setRecord(const SessionRecord &record)
{
    if (!m_shared)
        return;
    m_shared->setRecord(record);
    QMetaObject::invokeMethod(m_worker, [this] { m_worker->wake(); });
}

QString ShareServer::address() const
{
    const QHostAddress address = addressForOthers(QHostAddress(m_options.address));
    const QString host = address.protocol() == QHostAddress::IPv6Protocol
                             ? QLatin1Char('[') + address.toString() + QLatin1Char(']')
                             : address.toString();
    return QStringLiteral("%1://%2:%3/")
        .arg(m_options.tls.certificate.isEmpty() ? QStringLiteral("http") : QStringLiteral("https"), host)
        .arg(m_options.port);
}

QString ShareServer::link() const
{
    return address() + QLatin1Char('#') + QString::fromLatin1(m_options.token);
}

std::vector<ShareServer::Viewer> ShareServer::viewers() const
{
    const std::lock_guard lock(m_lock);
    return m_viewers;
}

void ShareServer::disconnectViewer(quint64 id)
{
    QMetaObject::invokeMethod(m_worker, [this, id] { m_worker->server()->disconnectStream(id); });
}

void ShareServer::drain(int patienceMs)
{
    QMetaObject::invokeMethod(m_worker, [this, patienceMs] { m_worker->drain(patienceMs); });
}

} // namespace pipecore
