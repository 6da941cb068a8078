#include "app/commands.h"
#include "app/headlessrun.h"
#include "app/messages.h"
#include "app/options.h"
#include "app/profilecommand.h"
#include "app/signalwatch.h"
#include "app/standardstreams.h"
#include "app/tokencommand.h"
#ifdef RUNNEL_GUI
#include "app/windowcommand.h"
#endif
#include "pipecore/run/orphanreaper.h"
#include "pipecore/run/osstring.h"

#include <QCoreApplication>

#include <csignal>

namespace app
{

int runWithoutWindow(const Options &options)
{
    HeadlessRun run(options);
    SignalWatch signalWatch;
    QObject::connect(&signalWatch, &SignalWatch::received, &run, &HeadlessRun::handleSignal);
    QObject::connect(&signalWatch, &SignalWatch::terminalResized, &run, &HeadlessRun::terminalResized);
    QObject::connect(
        &run, &HeadlessRun::done, qApp, [](int status) { QCoreApplication::exit(status); },
        Qt::QueuedConnection);
    run.start();
    return QCoreApplication::exec();
}

namespace
{

int perform(const Options &options)
{
    switch (options.action) {
    case Options::Action::Run:
        return options.maskPreview ? previewMasks(options) : runWithoutWindow(options);
    case Options::Action::Export:
        return exportSession(options);
    case Options::Action::Upload:
        return uploadSession(options);
    case Options::Action::Serve:
        return serveCommand(options);
    case Options::Action::SessionsList:
        return listSessions(options);
    case Options::Action::SessionsShow:
        return showSessions(options);
    case Options::Action::SessionsRemove:
        return removeSessions(options);
    case Options::Action::SessionsRecover:
        return recoverSessions(options);
    case Options::Action::Grep:
        return grepSessions(options);
    case Options::Action::ProfilesList:
        return listProfiles(options);
    case Options::Action::ProfilesShow:
        return showProfile(options);
    case Options::Action::ProfilesSet:
        return setProfile(options);
    case Options::Action::ProfilesRemove:
        return removeProfile(options);
    case Options::Action::TokensSet:
        return setToken(options);
    case Options::Action::TokensRemove:
        return removeToken(options);
    case Options::Action::Window:
    case Options::Action::Open:
        break;
    }
    say(QStringLiteral("this Runnel was built without its window; \"runnel run -- COMMAND\" needs none"));
    return kRunnelFailed;
}

#ifdef RUNNEL_GUI
bool needsWindow(const Options &options)
{
    return options.action == Options::Action::Window || options.action == Options::Action::Open;
}
#endif

} // namespace

} // namespace app

int main(int argc, char *argv[])
{
    app::holdClosedStreams();
    ::signal(SIGPIPE, SIG_IGN); // a reader that is gone is an error to report, not a death
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << pipecore::fromSystem(argv[i]);
    const app::ParsedOptions parsed = app::parseOptions(arguments);
    if (parsed.exitStatus >= 0)
        return parsed.exitStatus;
    const pipecore::OrphanReaper reaper;
#ifdef RUNNEL_GUI
    if (app::needsWindow(parsed.options))
        return app::runWindow(argc, argv, parsed.options);
#endif
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("runnel"));
    return app::perform(parsed.options);
}
