#pragma once

#include "pipecore/net/share/accesspolicy.h"
#include "pipecore/net/share/pagefiles.h"
#include "pipecore/net/share/servedcommand.h"
#include "pipecore/net/share/shareserver.h"
#include "pipecore/session/sessionstore.h"

#include <functional>
#include <list>

namespace pipecore
{

/// The routes of a served command:
///   /, /raw    runs it; the reply is its stdout and stderr as they come, its exit status the trailer
///              Runnel-Exit-Status
///   /events    runs it; the reply is server-sent events (see eventencoder.h), the last one with the exit
///   status /status    JSON: the command, and how many of it run /session   POST: the exchange of the token
///   for a cookie
/// A browser that opens / gets the page instead, which asks for /events.
/// Of a request, nothing reaches the command but the values of parameters that were named for it beforehand.
class CommandRoutes : public HttpHandler
{
public:
    CommandRoutes(AccessPolicy::Options access, ShareServer::CommandOptions options,
                  std::function<void()> wake);
    ~CommandRoutes() override;

    HttpReply handle(const HttpRequest &request) override;
    bool isTrusted(const HttpRequest &request) const override { return m_access.hasToken(request); }

private:
    class Body;
    HttpReply run(const HttpRequest &request, bool asEvents);
    HttpReply status() const;
    void remove(ServedCommand *command);

    AccessPolicy m_access;
    const ShareServer::CommandOptions m_options;
    const std::function<void()> m_wake;
    const SessionStore m_store;
    const PageFiles m_page;
    std::list<std::unique_ptr<ServedCommand>> m_running;
};

} // namespace pipecore
