#pragma once

#include "pipecore/net/upload/uploadmode.h"
#include "pipecore/pipe/pipe.h"
#include "pipecore/session/recording.h"

#include <QDateTime>

#include <atomic>
#include <thread>

namespace pipecore
{

/// A thread that writes a recording's output, from its start on, into the writing end of a pipe, as it comes
/// and as fast as it is read there, until the command has ended. As records, a line that does not end goes
/// after a second.
class OutputFeed
{
public:
    OutputFeed(Recording::Ptr recording, UploadFormat format, const QString &session,
               const QDateTime &started);
    /// Ends a feed that is not done. Blocks until the thread has ended, which is soon.
    ~OutputFeed();

    /// The reading end.
    Pipe &pipe() const { return *m_pipe; }
    /// Bytes of the capture that were read at the other end. Any thread.
    qint64 taken() const { return m_taken.load(); }

private:
    void runRaw();
    void runRecords(UploadFormat format, const QString &session, const QDateTime &started);

    const std::shared_ptr<Pipe> m_pipe = std::make_shared<Pipe>();
    const Recording::Ptr m_recording;
    std::atomic<qint64> m_taken{0};
    std::atomic<bool> m_stop{false};
    std::thread m_thread; // the last: it uses the others
};

} // namespace pipecore
