#include "pipecore/run/runresult.h"

#include <csignal>
#include <cstring>

namespace pipecore
{

int RunResult::exitStatus() const
{
    switch (outcome) {
    case Outcome::Exited:
        return code;
    case Outcome::Signalled:
    case Outcome::Crashed:
        return 128 + code;
    case Outcome::NotFound:
        return 127;
    case Outcome::NotExecutable:
        return 126;
    case Outcome::NoDirectory:
    case Outcome::NotStarted:
        break;
    }
    return 125;
}

RunResult RunResult::exited(int code)
{
    return {Outcome::Exited, code,
            code == 0 ? QStringLiteral("finished") : QStringLiteral("failed with exit code %1").arg(code)};
}

RunResult RunResult::endedBySignal(int signal)
{
    const QString description = QString::fromLocal8Bit(strsignal(signal));
    switch (signal) {
    case SIGSEGV:
    case SIGABRT:
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
    case SIGTRAP:
    case SIGSYS:
        return {Outcome::Crashed, signal,
                QStringLiteral("crashed: %1 (%2)").arg(signalName(signal), description)};
    default:
        return {Outcome::Signalled, signal,
                QStringLiteral("ended by signal %1 (%2)").arg(signalName(signal), description)};
    }
}

QString signalName(int signal)
{
    const char *name = sigabbrev_np(signal);
    return name ? QStringLiteral("SIG") + QString::fromLatin1(name) : QStringLiteral("signal %1").arg(signal);
}

} // namespace pipecore
