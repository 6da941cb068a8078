#pragma once

#include "app/grepoptions.h"
#include "pipecore/net/share/shareserver.h"
#include "pipecore/net/upload/uploadtarget.h"
#include "pipecore/run/command.h"
#include "pipecore/session/masking.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace app
{

/// What the user asked for on the command line.
struct Options {
    enum class Action {
        Window,
        Open,
        Run,
        Export,
        Upload,
        Serve,
        SessionsList,
        SessionsShow,
        SessionsRemove,
        SessionsRecover,
        Grep,
        ProfilesList,
        ProfilesShow,
        ProfilesSet,
        ProfilesRemove,
        TokensSet,
        TokensRemove
    };
    Action action = Action::Window;

    pipecore::Command command;                   ///< Window, Run
    QStringList paths;                           ///< Open
    bool follow = false;                         ///< Open
    std::vector<pipecore::UploadTarget> uploads; ///< Window, Run, Upload
    QStringList saveFiles;                       ///< Window, Run
    pipecore::MaskOptions masks;                 ///< Window, Run
    bool maskPreview = false;                    ///< Run: only tell what would be masked
    bool keep = true;
    bool quiet = false;
    bool exitWhenDone = false;
    QString statsFile;

    bool serve = false;               ///< Window, Run, Serve
    bool serveStay = false;           ///< Run: goes on serving when the command has ended
    pipecore::ShareOptions share;     ///< Window, Run, Serve
    QStringList environmentFromQuery; ///< Serve; see ShareServer::CommandOptions
    int serveAtOnce = 8;
    int serveTimeoutMs = 0;

    QStringList sessions; ///< Export, Upload (one), Sessions*
    GrepOptions grep;     ///< Grep; where, are the sessions
    bool allSessions = false;
    bool json = false;
    QString profile;    ///< Profiles*; Tokens*: the entry
    QString format;     ///< Export
    QString outputFile; ///< Export; "-" or empty: standard output
};

/// The result of parsing: options to carry out, or an exit status after help or a complaint was printed.
struct ParsedOptions {
    Options options;
    int exitStatus = -1; ///< -1: carry out `options`
};

ParsedOptions parseOptions(const QStringList &arguments);

} // namespace app
