#include "app/servecommand.h"

#include "app/commands.h"
#include "app/messages.h"
#include "app/signalwatch.h"
#include "pipecore/run/programpath.h"

#include <QCoreApplication>

namespace app
{

using namespace pipecore;

ServeCommand::ServeCommand(CLI::App *app) : Subcommand(app, Action::Serve), m_serve(app)
{
    app->prefix_command();
    m_serve.addListenOption();
    app->add_option("--cwd", m_directory, "Run the command in DIR")->type_name("DIR");
    app->add_option("--env", m_environment, "Set a variable for the command; may be repeated")
        ->type_name("NAME=VALUE")
        ->expected(1)
        ->take_all();
    app->add_option("--env-from-query", m_fromQuery,
                    "The request's parameter NAME sets the command's variable NAME; may be repeated")
        ->type_name("NAME")
        ->expected(1)
        ->take_all();
    app->add_flag("--shell", m_shell, "The one argument is a line for $SHELL -c");
    app->add_flag("--merge", m_merge, "The command's stderr goes where its stdout goes");
    app->add_option("--at-once", m_atOnce, "Run at most so many at once; more requests get 503 (default 8)")
        ->type_name("N")
        ->check(CLI::Range(1, 1000));
    app->add_option("--timeout", m_timeout, "Stop a run after so long (default: never)")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.0, 1e6));
    app->add_flag("--quiet", m_quiet, "Only say the link and what went wrong");
}

QString ServeCommand::finish(Options &options, const QStringList &afterDashes)
{
    QStringList words = list(app()->remaining());
    if (!words.isEmpty() && words.front().startsWith(u'-'))
        return QStringLiteral("option %1 is not known; --help tells what there is").arg(words.front());
    if (!words.isEmpty() && !afterDashes.isEmpty())
        words << QStringLiteral("--"); // the command's own
    words += afterDashes;
    if (words.isEmpty())
        return QStringLiteral("there is no command to serve; it stands behind --: runnel serve -- COMMAND");
    if (m_shell && words.size() != 1)
        return QStringLiteral("--shell takes one argument, the whole line; quote it");
    Command &command = options.command;
    command.program = words.takeFirst();
    command.arguments = words;
    command.isShellLine = m_shell;
    command.mergeStreams = m_merge;
    command.directory = text(m_directory);
    for (const std::string &entry : m_environment) {
        const size_t equals = entry.find('=');
        if (equals == std::string::npos || equals == 0)
            return QStringLiteral("--env takes NAME=VALUE, not \"%1\"").arg(text(entry));
        command.environment.emplace_back(text(entry.substr(0, equals)), text(entry.substr(equals + 1)));
    }
    for (const std::string &name : m_fromQuery) {
        if (name.empty() || name.find('=') != std::string::npos)
            return QStringLiteral("--env-from-query takes the name of a variable, not \"%1\"")
                .arg(text(name));
        options.environmentFromQuery << text(name);
    }
    options.serveAtOnce = m_atOnce;
    options.serveTimeoutMs = static_cast<int>(m_timeout * 1000);
    options.quiet = m_quiet;
    options.serve = true;
    return m_serve.finish(options.share);
}

int serveCommand(const Options &options)
{
    ShareServer::CommandOptions command;
    command.command = options.command;
    command.atOnce = options.serveAtOnce;
    command.timeoutMs = options.serveTimeoutMs;
    command.environment = options.environmentFromQuery;
    SignalWatch signalWatch;
    QObject::connect(
        &signalWatch, &SignalWatch::received, qApp, [](int) { QCoreApplication::exit(0); },
        Qt::QueuedConnection);
    const auto server = ShareServer::serve(command, options.share);
    if (!server) {
        say(server.error());
        return kRunnelFailed;
    }
    say(QStringLiteral("serving %1").arg((*server)->link()));
    return QCoreApplication::exec();
}

} // namespace app
