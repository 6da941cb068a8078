#include "pipecore/net/share/commandroutes.h"

#include "pipecore/net/share/eventsbody.h"
#include "pipecore/net/share/rawbody.h"

#include <QJsonDocument>
#include <QPointer>

namespace pipecore
{

namespace
{

const QByteArray kExitTrailer = QByteArrayLiteral("Runnel-Exit-Status");

// A browser that was given an address, not its scripts and not other programs.
bool wantsPage(const HttpRequest &request)
{
    return request.path == "/" && request.header("Authorization").isNull() &&
           request.header("Accept").contains("text/html");
}

} // namespace

/// The stream of one run, which it ends by its own end.
class CommandRoutes::Body : public HttpBody
{
public:
    Body(ServedCommand *command, std::unique_ptr<HttpBody> inner)
        : m_command(command), m_inner(std::move(inner))
    {
    }
    ~Body() override
    {
        if (m_command)
            m_command->leave();
    }
    qint64 read(char *data, qint64 maxSize) override { return m_inner->read(data, maxSize); }
    bool isReady() const override { return m_inner->isReady(); }
    qint64 offset() const override { return m_inner->offset(); }
    HttpHeaders trailers() const override
    {
        return {{kExitTrailer, QByteArray::number(m_command ? m_command->exitStatus() : -1)}};
    }

private:
    const QPointer<ServedCommand> m_command;
    const std::unique_ptr<HttpBody> m_inner;
};

CommandRoutes::CommandRoutes(AccessPolicy::Options access, ShareServer::CommandOptions options,
                             std::function<void()> wake)
    : m_access(std::move(access)), m_options(std::move(options)), m_wake(std::move(wake)),
      m_store(m_options.storeHome)
{
}

CommandRoutes::~CommandRoutes() = default;

HttpReply CommandRoutes::handle(const HttpRequest &request)
{
    if (auto refusal = m_access.checkRequest(request))
        return std::move(*refusal);
    if (AccessPolicy::isExchange(request))
        return m_access.exchange(request);
    if (m_page.has(request.path) && (request.path != "/" || wantsPage(request)))
        return m_page.reply(request);
    if (auto refusal = m_access.checkToken(request))
        return std::move(*refusal);
    if (request.path == "/" || request.path == "/raw")
        return run(request, false);
    if (request.path == "/events")
        return run(request, true);
    if (request.path == "/status")
        return status();
    return HttpReply::sentence(404, "There is nothing here. There are /, /raw, /events and /status.");
}

HttpReply CommandRoutes::run(const HttpRequest &request, bool asEvents)
{
    HttpReply reply;
    reply.headers = {
        {"Content-Type", asEvents ? "text/event-stream; charset=utf-8" : "application/octet-stream"},
        {"X-Accel-Buffering", "no"},
        {"Trailer", kExitTrailer}};
    if (request.isHead())
        return reply; // it asks what there would be, not for a run
    if (static_cast<int>(m_running.size()) >= m_options.atOnce)
        return HttpReply::sentence(503, "The command runs as often as it may already. Try again later.")
            .with("Retry-After", "1");
    Command command = m_options.command;
    for (const QString &name : m_options.environment) {
        const QByteArray value = request.parameter(name.toUtf8().constData());
        if (!value.isNull())
            command.environment.emplace_back(name, QString::fromUtf8(value));
    }
    Session::Options session;
    session.keep = false;
    session.index = false;
    session.graceMs = ServedCommand::kGrace;
    auto made = Session::create(m_store, command, session);
    if (!made)
        return HttpReply::sentence(500, "The command cannot be started: " + made.error().toUtf8());
    m_running.push_back(std::make_unique<ServedCommand>(std::move(*made), m_options.timeoutMs));
    ServedCommand *served = m_running.back().get();
    QObject::connect(served, &ServedCommand::moved, served, m_wake);
    QObject::connect(
        served, &ServedCommand::over, served, [this, served] { remove(served); }, Qt::QueuedConnection);
    std::unique_ptr<HttpBody> inner;
    if (asEvents)
        inner = std::make_unique<EventsBody>(served->shared(), 0);
    else
        inner = std::make_unique<RawBody>(served->shared(), 0);
    reply.body = std::make_unique<Body>(served, std::move(inner));
    return reply;
}

void CommandRoutes::remove(ServedCommand *command)
{
    m_running.remove_if([command](const auto &running) { return running.get() == command; });
}

HttpReply CommandRoutes::status() const
{
    HttpReply reply;
    reply.headers.emplace_back("Content-Type", "application/json");
    reply.content = QJsonDocument(QJsonObject{{QStringLiteral("command"), m_options.command.text().left(500)},
                                              {QStringLiteral("state"), QStringLiteral("serving")},
                                              {QStringLiteral("running"), static_cast<int>(m_running.size())},
                                              {QStringLiteral("at_once"), m_options.atOnce}})
                        .toJson();
    return reply;
}

} // namespace pipecore
