#pragma once

#include "pipecore/run/resourceuse.h"

#include <QMetaType>
#include <QString>

namespace pipecore
{

/// How a run came to its end.
struct RunResult {
    enum class Outcome {
        Exited,        ///< by itself, with `code`
        Signalled,     ///< ended by the signal `code`
        Crashed,       ///< ended by a signal that tells of a fault of the program (SIGSEGV and its like)
        NotFound,      ///< there is no such program
        NotExecutable, ///< it is there, but cannot be executed
        NoDirectory,   ///< the working directory is missing, or may not be entered
        NotStarted     ///< the system refused: no process, no memory
    };
    Outcome outcome = Outcome::Exited;
    int code = 0;
    QString message;                     ///< for people: what happened, and for a failed start what to do
    std::optional<ResourceUse> use = {}; ///< where it is known

    bool started() const { return outcome <= Outcome::Crashed; }
    bool succeeded() const { return outcome == Outcome::Exited && code == 0; }
    /// As shells have it: the exit code, 128 + signal, 126 not executable, 127 not found; 125 when Runnel
    /// could not do its part.
    int exitStatus() const;

    static RunResult exited(int code);
    static RunResult endedBySignal(int signal);
};

/// "SIGTERM" and the like.
QString signalName(int signal);

} // namespace pipecore

Q_DECLARE_METATYPE(pipecore::RunResult)
