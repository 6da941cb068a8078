#pragma once

#include "pipecore/run/pseudoterminal.h"

#include <QString>
#include <QStringList>

#include <utility>
#include <vector>

namespace pipecore
{

/// What to run, where, and with what around it; or what to read instead.
struct Command {
    enum class Source {
        Program,       ///< what `program` writes
        StandardInput, ///< what comes on Runnel's standard input
        Path,          ///< what comes from a FIFO, a device or a socket: `program` is its path
        Follow,        ///< what a file holds and gets: `program` is its path
        Merged         ///< rows of several sessions: `program` names them; cannot be run again
    };
    Source source = Source::Program;
    QString program;
    QStringList arguments;
    /// `program` is a line for the user's shell ($SHELL -c, or /bin/sh); there are no arguments.
    bool isShellLine = false;
    QString directory;                                    ///< empty: Runnel's own
    std::vector<std::pair<QString, QString>> environment; ///< set on top of Runnel's own
    bool mergeStreams = false;                            ///< stderr goes where stdout goes
    bool terminal = false;                                ///< it sees a terminal, with one stream
    TerminalSize terminalSize = {};                       ///< at the start
    bool openInput = false;                               ///< without a terminal: what is written to it
    bool passInput = false;                               ///< Runnel's standard input; else /dev/null

    bool isEmpty() const { return program.isEmpty(); }
    /// Reads `path`: `follow` what is to come too; "-" is standard input. A relative path is made absolute.
    static Command reading(const QString &path, bool follow);
    /// As a person would type it, quoted for a shell where needed.
    QString text() const;
    /// Every word: the program, then its arguments.
    QStringList words() const;
    /// From what a person typed: a plain list of words is run as it is, anything a shell would interpret is
    /// a line for the shell.
    static Command fromLine(const QString &line);
};

} // namespace pipecore
