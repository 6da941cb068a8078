#pragma once

#include "pipecore/run/command.h"

#include <QAction>

namespace ui
{

/// How a command line is run, besides what it says; kept for each line that was run, and between runs of the
/// program.
struct RunModes {
    bool terminal = false; ///< at a terminal
    bool input = false;    ///< with a line to type what it reads

    void applyTo(pipecore::Command &command) const;

    bool isSpecial() const { return terminal || input; }
    /// As the line was run last; nothing special when it never was.
    static RunModes of(const QString &line);
    void remember(const QString &line) const;
};

/// The two switches for them. They follow the command line as it is typed: to what is kept for a known line,
/// and back; what a person switches stays.
class RunModeSwitches : public QObject
{
    Q_OBJECT
public:
    RunModeSwitches(QAction *terminal, QAction *input, QObject *parent);

    RunModes modes() const;
    void followLine(const QString &line);

private:
    QAction *const m_terminal;
    QAction *const m_input;
    bool m_followed = false; // what they say is of a known line
};

} // namespace ui
