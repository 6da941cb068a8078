#pragma once

#include "pipecore/run/outputdevice.h"
#include "pipecore/run/readingstop.h"

#include <atomic>
#include <chrono>
#include <memory>

namespace pipecore
{

/// Reads standard input, or a FIFO, a device or a socket, to its end, in the thread that calls read(): a
/// descriptor needs no runner, and what lies between it and the capture would only cost time.
///
/// A FIFO is waited for until somebody writes to it. A serial line is made raw, at the speed that it has
/// (stty -F sets it). Opened by the first read.
class FdReader : public OutputDevice
{
    Q_OBJECT
public:
    using Clock = std::chrono::steady_clock;

    /// `path` empty: standard input. Times count from `epoch`.
    FdReader(QString path, Clock::time_point epoch, std::shared_ptr<ReadingStop> stop);

    int channel() const override;
    qint64 time() const override { return m_time; }
    qint64 bytesRead() const override { return m_bytesRead; }
    void giveUp(const QString &error) override;
    void endReading(const QString &error) override;
    PipeStatus status() const override;
    bool waitForReadyRead(int ms) override;

signals:
    /// In the reading thread, before a read first returns -1, or by endReading().
    void ended(const pipecore::RunResult &result);

protected:
    qint64 readData(char *data, qint64 maxSize) override;

private:
    bool begin();
    qint64 readNow(char *data, qint64 maxSize);
    qint64 readSome(char *data, qint64 maxSize);
    QString name() const;
    QString cannotRead(int errorCode) const;
    void end(const RunResult &result);

    const QString m_path;
    const Clock::time_point m_epoch;
    const std::shared_ptr<ReadingStop> m_stop;
    OutputFd m_fd;
    bool m_canTry = true; // to read without waiting
    bool m_ended = false;
    qint64 m_time = 0;
    std::atomic<qint64> m_bytesRead{0};
    std::atomic<bool> m_givenUp{false};
};

} // namespace pipecore
