#pragma once

#include "pipecore/run/command.h"

#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

#include <vector>

namespace pipecore
{

/// Commands that belong together, as a file says: a Procfile, or TOML.
///
/// Procfile: `name: line for the shell`, one each line; empty lines and those that begin with # count for
/// nothing.
///
/// TOML (toml.io, 1.0): a table for each command, named as it is:
///
///     [web]
///     command = "node server.js"        # a line for the shell; or a list of words
///     cwd = "web"                       # from the file's folder; that folder itself when not given
///     env = { PORT = "3000" }
///     pty = true
///     restart = "on-failure"            # or "always", "never" (when not given)
///     depends-on = ["db"]               # starts once these are ready
///     ready = "listening on \\d+"       # is ready once a row matches; when not given: once it was started
///     watch = ["src/*.js"]              # starts anew when one of these changes
struct Group {
    struct Member {
        enum class Restart { Never, OnFailure, Always };
        QString name;
        Command command;
        Restart restart = Restart::Never;
        std::vector<size_t> dependsOn; ///< members
        QString ready;                 ///< a regular expression; empty: none
        QStringList watch;             ///< absolute paths, the last part of which may have wildcards
    };
    QString name; ///< of the file's folder
    std::vector<Member> members;

    /// The error says what is wrong and in which line.
    static tl::expected<Group, QString> read(const QString &path);
    /// `path` says where the file is; by its ending, what it is.
    static tl::expected<Group, QString> parse(const QByteArray &text, const QString &path);
    /// Whether a file of this name is one of a group: Procfile, Procfile.*, *.group.toml.
    static bool isGroupFile(const QString &path);
};

} // namespace pipecore
