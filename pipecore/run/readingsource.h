#pragma once

#include "pipecore/capture/timeindex.h"
#include "pipecore/run/outputsource.h"
#include "pipecore/run/readingstop.h"

#include <chrono>
#include <memory>
#include <thread>

namespace pipecore
{

class PipeWriter;

/// Reads something that is no command's output, in a thread of its own. What it reads is for those who derive
/// from it; they must call join() in their destructors.
class ReadingSource : public OutputSource
{
    Q_OBJECT
public:
    using Clock = std::chrono::steady_clock;

    ReadingSource(std::unique_ptr<PipeWriter> writer, Clock::time_point epoch, QObject *parent);
    ~ReadingSource() override;

    void start() override;
    bool signal(int number) override;
    void abandonOutput() override;

protected:
    /// Reads until the end, or until isStopped(), through send(). In the source's own thread.
    virtual RunResult readAll() = 0;

    bool isStopped() const { return m_stop.isStopped(); }
    /// Readable once the reading has to stop.
    int stopFd() const { return m_stop.fd(); }
    /// Hands bytes on. Blocks until they are taken; false when nobody takes them any more.
    bool send(const char *data, qint64 size);
    /// Tells of a break before the next byte.
    void tellBreak(const QString &text);
    void join();

    static RunResult failure(const QString &text) { return {RunResult::Outcome::NotStarted, 0, text}; }
    static RunResult stopped() { return ReadingStop::result(); }

private:
    qint64 now() const;

    const Clock::time_point m_epoch;
    const std::unique_ptr<PipeWriter> m_writer;
    ReadingStop m_stop;
    qint64 m_sent = 0;
    std::thread m_thread;
};

} // namespace pipecore
