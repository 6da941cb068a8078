#pragma once

#include <QString>
#include <QStringList>

#include <utility>
#include <vector>

namespace pipecore
{

/// What to run, where, and with what around it.
struct Command {
    QString program;
    QStringList arguments;
    /// `program` is a line for the user's shell ($SHELL -c, or /bin/sh); there are no arguments.
    bool isShellLine = false;
    QString directory;                                        ///< empty: Runnel's own
    std::vector<std::pair<QString, QString>> environment;     ///< set on top of Runnel's own
    bool mergeStreams = false;                                ///< stderr goes where stdout goes
    bool passInput = false;                                   ///< Runnel's standard input; else /dev/null

    bool isEmpty() const { return program.isEmpty(); }
    /// As a person would type it, quoted for a shell where needed.
    QString text() const;
    /// Every word: the program, then its arguments.
    QStringList words() const;
    /// From what a person typed: a plain list of words is run as it is, anything a shell would interpret is
    /// a line for the shell.
    static Command fromLine(const QString &line);
};

} // namespace pipecore
