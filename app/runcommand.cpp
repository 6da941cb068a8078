#include "app/runcommand.h"

namespace app
{

RunCommand::RunCommand(CLI::App *app, Action action) : Subcommand(app, action), m_upload(app), m_serve(app)
{
    app->prefix_command();
    app->add_option("--cwd", m_directory, "Run the command in DIR")->type_name("DIR");
    app->add_option("--env", m_environment, "Set a variable for the command; may be repeated")
        ->type_name("NAME=VALUE")
        ->expected(1)
        ->allow_extra_args(false) // or it would take "[A=1,B=2]" for two
        ->take_all();
    app->add_flag("--shell", m_shell, "The one argument is a line for $SHELL -c");
    app->add_flag("--pty", m_terminal, "The command sees a terminal: colours, full-screen programs");
    app->add_flag("--merge", m_merge, "The command's stderr goes where its stdout goes");
    app->add_option("--save", m_saveFiles,
                    "Save to FILE at the end: .runnel the whole session, .log its bytes, .txt its text, "
                    ".html a page, .cast for asciinema, .ndjson records")
        ->type_name("FILE")
        ->expected(1)
        ->allow_extra_args(false)
        ->take_all();
    app->add_option(
           "--mask", m_maskPatterns,
           "Put *** for what matches REGEX (PCRE2, bytes; at most 8 KiB; behind \\K only what follows it) "
           "wherever the output goes; may be repeated")
        ->type_name("REGEX")
        ->expected(1)
        ->take_all()
        ->group("Masking");
    app->add_option("--mask-env", m_maskVariables,
                    "... for the value of the variable NAME, also in base64, percent-encoded and in JSON")
        ->type_name("NAME")
        ->expected(1)
        ->take_all()
        ->group("Masking");
    app->add_flag(
           "--mask-secrets", m_maskSecrets,
           action == Action::Run
               ? "... for the values of all variables that look secret (TOKEN, PASSWORD, API_KEY and their "
                 "like; not what has fewer than 6 characters or is an ordinary word). Not unless asked for: "
                 "otherwise the output passes byte for byte"
               : "... for the values of all variables that look secret; as set in the Command menu, where it "
                 "is on at first")
        ->group("Masking");
    if (action == Action::Run)
        app->add_flag("--mask-preview", m_maskPreview,
                      "Only tell which variables and patterns would be masked; nothing runs")
            ->group("Masking");
    app->add_flag("--no-keep", m_noKeep, "Remove the session at the end");
    app->add_flag("--quiet", m_quiet, "Only say what went wrong");
    if (action == Action::Window)
        m_windowFlags.add(app);
    else
        app->add_option("--stats", m_stats, "Write figures to FILE (JSON) at the end")->type_name("FILE");
    m_upload.addUrlOption();
    m_serve.addServeOption();
    if (action == Action::Run)
        app->add_flag("--serve-stay", m_serveStay, "Go on serving when the command has ended, until stopped")
            ->group("Share");
}

QString RunCommand::finish(Options &options, const QStringList &afterDashes)
{
    QStringList words = list(app()->remaining());
    if (!words.isEmpty() && words.front().startsWith(u'-'))
        return QStringLiteral("option %1 is not known; --help tells what there is").arg(words.front());
    if (!words.isEmpty() && !afterDashes.isEmpty())
        words << QStringLiteral("--"); // the command's own
    words += afterDashes;
    if (words.isEmpty() && action() == Action::Run && !m_maskPreview)
        return QStringLiteral("there is no command to run; it stands behind --: runnel run -- COMMAND");
    if (m_shell && words.size() != 1)
        return QStringLiteral("--shell takes one argument, the whole line; quote it");
    pipecore::Command &command = options.command;
    if (!words.isEmpty())
        command.program = words.takeFirst();
    command.arguments = words;
    command.isShellLine = m_shell;
    command.mergeStreams = m_merge;
    command.terminal = m_terminal;
    command.directory = text(m_directory);
    for (const std::string &entry : m_environment) {
        const size_t equals = entry.find('=');
        if (equals == std::string::npos || equals == 0)
            return QStringLiteral("--env takes NAME=VALUE, not \"%1\"").arg(text(entry));
        command.environment.emplace_back(text(entry.substr(0, equals)), text(entry.substr(equals + 1)));
    }
    options.saveFiles = list(m_saveFiles);
    options.masks = {m_maskSecrets, list(m_maskVariables), list(m_maskPatterns)};
    options.maskPreview = m_maskPreview;
    options.keep = !m_noKeep;
    options.quiet = m_quiet;
    options.statsFile = text(m_stats);
    m_windowFlags.finish(options);
    options.serve = m_serve.wasGiven();
    options.serveStay = m_serveStay;
    if (const QString problem = m_serve.finish(options.share); !problem.isEmpty())
        return problem;
    return m_upload.finish(options.uploads);
}

} // namespace app
