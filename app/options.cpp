#include "app/options.h"

#include "app/commands.h"
#include "app/grepcommand.h"
#include "app/helpformat.h"
#include "app/messages.h"
#include "app/profilecommand.h"
#include "app/runcommand.h"
#include "app/servecommand.h"
#include "app/tokencommand.h"
#include "pipecore/net/upload/profiles.h"
#include "pipecore/session/savefile.h"

namespace app
{

namespace
{

class OpenCommand : public Subcommand
{
public:
    explicit OpenCommand(CLI::App *app) : Subcommand(app, Action::Open)
    {
        app->add_option("PATH", m_paths,
                        std::string(kSessionHelp) + "; none: an empty window. \"-\" is standard "
                                                    "input; a FIFO, a device and a socket are read");
        app->add_flag("--follow", m_follow, "Show the files as they grow, also when they are rotated or cut");
        m_windowFlags.add(app);
    }
    QString finish(Options &options, const QStringList &afterDashes) override
    {
        options.paths = list(m_paths) + afterDashes;
        options.follow = m_follow;
        m_windowFlags.finish(options);
        return {};
    }
    bool takesWordsBehindDashes() const override { return true; }

private:
    WindowFlags m_windowFlags;
    Strings m_paths;
    bool m_follow = false;
};

class ExportCommand : public Subcommand
{
public:
    explicit ExportCommand(CLI::App *app) : Subcommand(app, Action::Export)
    {
        app->add_option("SESSION", m_session, kSessionHelp)->required();
        app->add_option(
               "--format", m_format,
               "raw: the bytes; text: as a terminal shows it; ansi: the same with colours; html: a page; "
               "asciicast-v2, asciicast-v3: for asciinema; ndjson: records; script: for scriptreplay; "
               "session: .runnel")
            ->required()
            ->check(CLI::IsMember(formats()))
            ->type_name("FORMAT");
        app->add_option("-o,--output", m_output, "Write to FILE; - or none: standard output")
            ->type_name("FILE");
    }
    QString finish(Options &options, const QStringList &) override
    {
        options.sessions = {text(m_session)};
        options.format = text(m_format);
        options.outputFile = text(m_output);
        return {};
    }

private:
    static Strings formats()
    {
        Strings names{"session"};
        for (const QString &name : pipecore::exportFormats())
            names.push_back(name.toStdString());
        return names;
    }

    std::string m_session, m_format, m_output;
};

class UploadCommand : public Subcommand
{
public:
    explicit UploadCommand(CLI::App *app) : Subcommand(app, Action::Upload), m_upload(app)
    {
        app->add_option("SESSION", m_session, kSessionHelp)->required();
        app->add_option(
            "URL", m_url,
            "Where to, or @NAME of a profile; none given: goes on with the uploads that were left off");
        app->add_flag("--quiet", m_quiet, "Only say what went wrong");
    }
    QString finish(Options &options, const QStringList &) override
    {
        options.sessions = {text(m_session)};
        options.quiet = m_quiet;
        options.uploads.emplace_back();
        if (!m_url.empty()) {
            const auto target = pipecore::targetFromText(text(m_url));
            if (!target)
                return target.error();
            options.uploads.back() = *target;
        }
        return m_upload.finish(options.uploads);
    }

private:
    UploadOptions m_upload;
    std::string m_session, m_url;
    bool m_quiet = false;
};

/// `sessions` and what is below it.
class SessionsCommand : public Subcommand
{
public:
    SessionsCommand(CLI::App *app, Action action, const char *argumentHelp, bool canBeAll)
        : Subcommand(app, action)
    {
        if (argumentHelp)
            app->add_option("SESSION", m_sessions, argumentHelp);
        if (canBeAll)
            app->add_flag("--all", m_all, "All that have ended");
        else
            app->add_flag("--json", m_json, "For machines");
    }
    QString finish(Options &options, const QStringList &) override
    {
        options.sessions = list(m_sessions);
        options.allSessions = m_all;
        options.json = m_json;
        return {};
    }

private:
    Strings m_sessions;
    bool m_all = false, m_json = false;
};

constexpr auto kFooter = R"(
Examples:
  runnel run -- make -j8                            watch, and keep the output
  runnel run --save build.runnel -- make            ... and save it as a file
  runnel run --upload http://host/x.log -- ./test   ... and upload it when it has ended
  runnel run --serve -- make                        ... and share it with browsers while it comes
  runnel -- make                                    the same in a window
  runnel export last --format text | less           the last session as text)";

constexpr auto kRunFooter = R"(
The command's stdout and stderr pass through, byte for byte, and are kept as a session. The exit status is
the command's; 128+N: ended by signal N; 125: Runnel failed; 126: not executable; 127: not found.)";

constexpr auto kServeFooter = R"(
Each GET runs the command and streams its stdout and stderr as they come; it is stopped when the client
leaves. The link, with the token that every request needs, is told on stderr:
  curl -N -H "Authorization: Bearer TOKEN" http://ADDRESS:PORT/)";

/// The subcommand that was given, as it is typed.
QString nameOf(const CLI::App &app)
{
    const std::vector<CLI::App *> given = app.get_subcommands();
    const QString name = text(app.get_name());
    return given.empty() ? name : name + u' ' + nameOf(*given.front());
}

/// What was given that is not for `subcommand`; empty: nothing.
QString misplaced(const CLI::App &app, const Subcommand &subcommand, bool hasDashes)
{
    if (subcommand.action() == Action::Window)
        return {};
    const QString name = nameOf(app);
    if (const auto rest = app.remaining(); !rest.empty())
        return QStringLiteral("\"%1\" is not expected here; \"%2 --help\" tells what there is")
            .arg(text(rest.front()), name);
    for (const CLI::Option *option : app.parse_order()) {
        const QString given = text(option->get_name());
        const bool isWindows =
            given == QLatin1String("--stats") || given == QLatin1String("--exit-when-done");
        if (subcommand.action() != Action::Open || !isWindows)
            return QStringLiteral("%1 stands in front of \"%2\"; options of a subcommand stand behind it")
                .arg(given, name.section(u' ', 1));
    }
    if (hasDashes && !subcommand.takesWordsBehindDashes())
        return QStringLiteral("nothing belongs behind -- in \"%1\"").arg(name);
    return {};
}

} // namespace

ParsedOptions parseOptions(const QStringList &arguments)
{
    // All that follows "--" is the command, whatever it looks like.
    const qsizetype dashes = arguments.indexOf(QStringLiteral("--"));
    const QStringList afterDashes = dashes < 0 ? QStringList() : arguments.mid(dashes + 1);
    Strings own;
    for (const QString &argument : dashes < 0 ? arguments : arguments.first(dashes)) {
        // As with grep, its value is only ever given behind a "=".
        const bool isColor = argument == QLatin1String("--color") || argument == QLatin1String("--colour");
        const std::string word = pipecore::toSystem(argument).toStdString();
        own.insert(own.begin(), isColor ? word + "=auto" : word); // CLI11 takes them from the back
    }

    CLI::App app("Runnel launches commands, shows their output live, keeps it, uploads it and saves it.\n"
                 "Without a subcommand it opens a window; a COMMAND given starts in it at once.",
                 "runnel");
    app.set_version_flag("--version", "runnel " RUNNEL_VERSION);
    app.formatter(std::make_shared<HelpFormat>());

    RunCommand window(&app, Action::Window);
    CLI::App *runApp = app.add_subcommand("run", "Run a command without a window; its output passes through");
    runApp->footer(kRunFooter);
    RunCommand run(runApp, Action::Run);
    OpenCommand open(app.add_subcommand("open", "Open sessions, session files or plain logs in a window"));
    ExportCommand exporting(app.add_subcommand("export", "Write a session in another format"));
    UploadCommand upload(app.add_subcommand("upload", "Upload a kept session"));
    CLI::App *serveApp = app.add_subcommand("serve", "Run a command anew for each HTTP request");
    serveApp->footer(kServeFooter);
    ServeCommand serve(serveApp);
    CLI::App *sessionsApp = app.add_subcommand("sessions", "List, show, remove or recover kept sessions");
    sessionsApp->require_subcommand(0, 1);
    SessionsCommand sessions(sessionsApp, Action::SessionsList, nullptr, false);
    SessionsCommand listing(
        sessionsApp->add_subcommand("list", "One line each, the newest last (the default)"),
        Action::SessionsList, nullptr, false);
    SessionsCommand show(sessionsApp->add_subcommand("show", "All that is known of one"),
                         Action::SessionsShow, kSessionHelp, false);
    SessionsCommand remove(sessionsApp->add_subcommand("remove", "Remove sessions that have ended"),
                           Action::SessionsRemove, kSessionHelp, true);
    SessionsCommand recover(sessionsApp->add_subcommand("recover", "Complete sessions that were interrupted"),
                            Action::SessionsRecover, "Which; none given: all", false);
    GrepCommand grep(app.add_subcommand("grep", "Print the rows of sessions and files that match a pattern"));

    CLI::App *profilesApp = app.add_subcommand("profiles", "List, show, set or remove named upload targets");
    profilesApp->require_subcommand(0, 1);
    ProfileCommand profiles(profilesApp, Action::ProfilesList);
    ProfileCommand profileList(profilesApp->add_subcommand("list", "One line each (the default)"),
                               Action::ProfilesList);
    ProfileCommand profileShow(profilesApp->add_subcommand("show", "All that is set"), Action::ProfilesShow);
    ProfileCommand profileSet(
        profilesApp->add_subcommand(
            "set", "Make one, or replace it; secrets are named by their variables or entries"),
        Action::ProfilesSet);
    ProfileCommand profileRemove(profilesApp->add_subcommand("remove", "Forget one"), Action::ProfilesRemove);
    CLI::App *tokensApp = app.add_subcommand("tokens", "Keep tokens for uploads in the desktop's keychain");
    tokensApp->require_subcommand(1);
    TokenCommand tokenSet(
        tokensApp->add_subcommand("set", "Keep the token on standard input, up to the end of its line"),
        Action::TokensSet);
    TokenCommand tokenRemove(tokensApp->add_subcommand("remove", "Forget one"), Action::TokensRemove);
    app.footer(kFooter); // its own: what was added before does not repeat it

    ParsedOptions parsed;
    try {
        app.parse(own);
    } catch (const CLI::Success &success) {
        parsed.exitStatus = app.exit(success);
        return parsed;
    } catch (const CLI::ParseError &error) {
        say(text(error.what()) + QStringLiteral("\n\"%1 --help\" tells what there is").arg(nameOf(app)));
        parsed.exitStatus = grep.wasGiven() ? kGrepTrouble : kRunnelFailed;
        return parsed;
    }
    Subcommand *const all[] = {&tokenSet,      &tokenRemove, &profileList, &profileShow, &profileSet,
                               &profileRemove, &profiles,    &listing,     &show,        &remove,
                               &recover,       &sessions,    &run,         &open,        &exporting,
                               &upload,        &serve,       &grep,        &window};
    for (Subcommand *subcommand : all) {
        if (!subcommand->wasGiven() && subcommand != &window)
            continue;
        QString problem = misplaced(app, *subcommand, dashes >= 0);
        if (problem.isEmpty())
            problem = subcommand->finish(parsed.options, afterDashes);
        parsed.options.action = subcommand->action();
        if (subcommand == &open)
            window.windowFlags().finish(parsed.options); // they may stand in front of "open" too
        if (!problem.isEmpty()) {
            say(problem);
            parsed.exitStatus = subcommand == &grep ? kGrepTrouble : kRunnelFailed;
        }
        break;
    }
    return parsed;
}

} // namespace app
