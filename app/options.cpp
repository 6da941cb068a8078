#include "app/options.h"

#include "app/uploadoptions.h"

#include <CLI/CLI.hpp>

namespace app
{

namespace
{

using Action = Options::Action;
using Strings = std::vector<std::string>;

constexpr auto kSessionHelp = "Id of a kept session, a unique prefix of one, \"last\", or a file";

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

QStringList list(const Strings &all)
{
    QStringList words;
    for (const std::string &word : all)
        words << text(word);
    return words;
}

/// One subcommand: declares its options when it is made, and turns what was parsed into Options.
class Subcommand
{
public:
    Subcommand(CLI::App *app, Action action) : m_app(app), m_action(action) {}
    virtual ~Subcommand() = default;
    bool wasGiven() const { return m_app->parsed(); }
    Action action() const { return m_action; }
    /// What is wrong with what was given; empty when nothing is.
    virtual QString finish(Options &, const QStringList &) { return {}; }

protected:
    CLI::App *app() const { return m_app; }

private:
    CLI::App *const m_app;
    const Action m_action;
};

/// Running a command, with a window or without.
class RunCommand : public Subcommand
{
public:
    RunCommand(CLI::App *app, Action action) : Subcommand(app, action), m_upload(app)
    {
        app->prefix_command();
        app->add_option("--cwd", m_directory, "Run the command in DIR")->type_name("DIR");
        app->add_option("--env", m_environment, "Set a variable for the command; may be repeated")
            ->type_name("NAME=VALUE")
            ->expected(1)
            ->take_all();
        app->add_flag("--shell", m_shell, "The one argument is a line for $SHELL -c");
        app->add_flag("--merge", m_merge, "The command's stderr goes where its stdout goes");
        app->add_option("--save", m_saveFiles,
                        "Save to FILE at the end: .runnel the whole session, .log its bytes, .txt its text")
            ->type_name("FILE")
            ->expected(1)
            ->take_all();
        app->add_flag("--no-keep", m_noKeep, "Remove the session at the end");
        app->add_flag("--quiet", m_quiet, "Only say what went wrong");
        app->add_option("--stats", m_stats, "Write figures to FILE (JSON) at the end")->type_name("FILE");
        if (action == Action::Window)
            app->add_flag("--exit-when-done", m_exitWhenDone,
                          "Close the window when the command has ended and its uploads are done");
        m_upload.addUrlOption();
    }

    QString finish(Options &options, const QStringList &afterDashes) override
    {
        QStringList words = list(app()->remaining());
        if (!words.isEmpty() && words.front().startsWith(u'-'))
            return QStringLiteral("option %1 is not known; --help tells what there is").arg(words.front());
        words += afterDashes;
        if (words.isEmpty() && action() == Action::Run)
            return QStringLiteral("there is no command to run; it stands behind --: runnel run -- COMMAND");
        if (m_shell && words.size() != 1)
            return QStringLiteral("--shell takes one argument, the whole line; quote it");
        pipecore::Command &command = options.command;
        if (!words.isEmpty())
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
        options.saveFiles = list(m_saveFiles);
        options.keep = !m_noKeep;
        options.quiet = m_quiet;
        options.statsFile = text(m_stats);
        options.exitWhenDone = m_exitWhenDone;
        return m_upload.finish(options.uploads);
    }

private:
    UploadOptions m_upload;
    std::string m_directory, m_stats;
    Strings m_environment, m_saveFiles;
    bool m_shell = false, m_merge = false, m_noKeep = false, m_quiet = false, m_exitWhenDone = false;
};

class OpenCommand : public Subcommand
{
public:
    explicit OpenCommand(CLI::App *app) : Subcommand(app, Action::Open)
    {
        app->add_option("PATH", m_paths, kSessionHelp)->required();
    }
    QString finish(Options &options, const QStringList &afterDashes) override
    {
        options.paths = list(m_paths) + afterDashes;
        return {};
    }

private:
    Strings m_paths;
};

class ExportCommand : public Subcommand
{
public:
    explicit ExportCommand(CLI::App *app) : Subcommand(app, Action::Export)
    {
        app->add_option("SESSION", m_session, kSessionHelp)->required();
        app->add_option("--format", m_format,
                        "raw: the bytes; text: as a terminal shows it; session: .runnel")
            ->required()
            ->check(CLI::IsMember(Strings{"raw", "text", "session"}))
            ->type_name("raw|text|session");
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
    std::string m_session, m_format, m_output;
};

class UploadCommand : public Subcommand
{
public:
    explicit UploadCommand(CLI::App *app) : Subcommand(app, Action::Upload), m_upload(app)
    {
        app->add_option("SESSION", m_session, kSessionHelp)->required();
        app->add_option("URL", m_url, "Where to")->required();
        app->add_flag("--quiet", m_quiet, "Only say what went wrong");
    }
    QString finish(Options &options, const QStringList &) override
    {
        options.sessions = {text(m_session)};
        options.quiet = m_quiet;
        const auto url = pipecore::UploadTarget::parseUrl(text(m_url));
        if (!url)
            return url.error();
        options.uploads.emplace_back();
        options.uploads.back().url = *url;
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
  runnel -- make                                    the same in a window
  runnel export last --format text | less           the last session as text)";

constexpr auto kRunFooter = R"(
The command's stdout and stderr pass through, byte for byte, and are kept as a session. The exit status is
the command's; 128+N: ended by signal N; 125: Runnel failed; 126: not executable; 127: not found.)";

} // namespace

ParsedOptions parseOptions(const QStringList &arguments)
{
    // All that follows "--" is the command, whatever it looks like.
    const qsizetype dashes = arguments.indexOf(QStringLiteral("--"));
    const QStringList afterDashes = dashes < 0 ? QStringList() : arguments.mid(dashes + 1);
    Strings own;
    for (const QString &argument : dashes < 0 ? arguments : arguments.first(dashes))
        own.insert(own.begin(), argument.toStdString()); // CLI11 takes them from the back

    CLI::App app("Runnel launches commands, shows their output live, keeps it, uploads it and saves it.\n"
                 "Without a subcommand it opens a window; a COMMAND given starts in it at once.",
                 "runnel");
    app.footer(kFooter);
    app.set_version_flag("--version", "runnel " RUNNEL_VERSION);
    app.get_formatter()->column_width(36);

    RunCommand window(&app, Action::Window);
    CLI::App *runApp = app.add_subcommand("run", "Run a command without a window; its output passes through");
    runApp->footer(kRunFooter);
    RunCommand run(runApp, Action::Run);
    OpenCommand open(app.add_subcommand("open", "Open sessions, session files or plain logs in a window"));
    ExportCommand exporting(app.add_subcommand("export", "Write a session in another format"));
    UploadCommand upload(app.add_subcommand("upload", "Upload a kept session"));
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

    ParsedOptions parsed;
    try {
        app.parse(own);
    } catch (const CLI::Success &success) {
        parsed.exitStatus = app.exit(success);
        return parsed;
    } catch (const CLI::ParseError &error) {
        std::cerr << "runnel: " << error.what() << "\nrunnel: --help tells what there is\n";
        parsed.exitStatus = 125;
        return parsed;
    }
    Subcommand *const all[] = {&listing, &show, &remove,    &recover, &sessions,
                               &run,     &open, &exporting, &upload,  &window};
    for (Subcommand *subcommand : all) {
        if (!subcommand->wasGiven() && subcommand != &window)
            continue;
        const QString problem = subcommand->finish(parsed.options, afterDashes);
        parsed.options.action = subcommand->action();
        if (!problem.isEmpty()) {
            std::cerr << "runnel: " << problem.toStdString() << '\n';
            parsed.exitStatus = 125;
        }
        break;
    }
    return parsed;
}

} // namespace app
