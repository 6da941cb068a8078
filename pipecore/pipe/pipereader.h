#pragma once

#include "pipecore/pipe/pipestatus.h"

#include <QIODevice>

#include <atomic>
#include <memory>

namespace pipecore
{

class Pipe;

/// The reading end of a Pipe as a QIODevice: sequential, read-only, unbuffered.
///
/// Two ways to use it. A thread of its own calls read(), which blocks until bytes or the end arrive. Code in
/// an event loop waits for readyRead() and reads at most bytesAvailable() bytes, which does not block;
/// readAll() reads to the end of the stream, so it blocks until then. readChannelFinished() is emitted once,
/// at the end, when all was read.
///
/// Belongs to one thread, apart from close(), closeWithError() and status(), which any thread may call, also
/// while a read is blocked, which then returns at once. Destroying the reader closes it.
class PipeReader : public QIODevice, public EndAware
{
    Q_OBJECT
public:
    explicit PipeReader(std::shared_ptr<Pipe> pipe, QObject *parent = nullptr);
    ~PipeReader() override;

    /// Later writes of the other end fail with `error`. Never blocks; the first close stays.
    void closeWithError(const QString &error);
    /// Why a read returned -1; Open as long as there may be more.
    PipeStatus status() const override;

    void close() override;
    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override;
    /// True when no byte will come any more; false does not mean that a read will not block.
    bool atEnd() const override;
    /// Waits for bytes; false on time-out and at the end. Negative `ms`: no limit.
    bool waitForReadyRead(int ms) override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;
    bool event(QEvent *event) override;
    void connectNotify(const QMetaMethod &signal) override;

private:
    void announceLater();
    void announce();
    void announceEnd();

    const std::shared_ptr<Pipe> m_pipe;
    std::atomic<bool> m_isHeard{false};      // somebody is connected to what is announced
    std::atomic<bool> m_announcing{false};   // a call of announce() is queued
    std::atomic<QEvent *> m_posted{nullptr}; // that call
    std::atomic<Qt::HANDLE> m_user{nullptr}; // the thread that read last
    std::atomic<bool> m_endAnnounced{false}; // by the reading thread, or by an event in the reader's own
};

} // namespace pipecore
