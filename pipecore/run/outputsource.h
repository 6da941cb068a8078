#pragma once

#include "pipecore/run/pseudoterminal.h"
#include "pipecore/run/runresult.h"

#include <QObject>

namespace pipecore
{

/// A place where the stream that is being read was broken off and taken up again: a file that was followed
/// was replaced, or cut.
struct StreamBreak {
    qint64 offset = 0; ///< bytes that were read before
    QString text;      ///< what happened, for people
    bool operator==(const StreamBreak &) const = default;
};

/// Something whose output a session captures: a command, or what somebody else writes. The output itself
/// comes through an OutputDevice (see SourceEnds): from a thread of the source, by a pipe, or read by the
/// pump.
///
/// The methods are called from the thread of the object, unless they say otherwise; none blocks. The
/// destructor waits for the end of a thread of the source: signal(SIGKILL) first.
class OutputSource : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// started() or ended() follows.
    virtual void start() = 0;
    /// Sends a signal; to something that is no process, each one that would end a process means "stop". From
    /// any thread, also while the output blocks. False when nothing runs.
    virtual bool signal(int number) = 0;
    /// From now on the run has only ended when nothing of it is left.
    virtual void waitForWholeGroup() {}
    /// Sends input, as typed or through a pipe; false when it takes none, or has too much to take already.
    /// From any thread.
    virtual bool write(const QByteArray &) { return false; }
    /// The end of the input. From any thread.
    virtual void endInput() {}
    /// From any thread.
    virtual void resizeTerminal(TerminalSize) {}
    /// Reads no more output, not even what is there.
    virtual void abandonOutput() = 0;

signals:
    /// `pid` is 0 for something that is no process.
    void started(qint64 pid);
    /// The command itself has ended; its output may still come.
    void commandEnded();
    void broken(const pipecore::StreamBreak &at);
    void ended(const pipecore::RunResult &result);
};

} // namespace pipecore

Q_DECLARE_METATYPE(pipecore::StreamBreak)
