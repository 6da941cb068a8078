#pragma once

#include "pipecore/capture/capture.h"
#include "pipecore/pipe/pipestatus.h"

#include <QIODevice>

#include <atomic>

namespace pipecore
{

/// A cursor into a capture, as a QIODevice.
///
/// Snapshot: random access over the bytes that were there when it was made; never blocks, the size is known.
/// Following: sequential from `offset` on; read() blocks for bytes until the capture has ended, readyRead()
/// tells an event loop of new ones, and readChannelFinished() comes once all was read and no more will come.
///
/// Belongs to one thread. close() of a following reader may be called from any thread: it ends a blocked
/// read.
class CaptureReader : public QIODevice, public EndAware
{
    Q_OBJECT
public:
    enum Mode { Snapshot, Following };
    CaptureReader(Capture::Ptr capture, Mode mode, qint64 offset = 0, QObject *parent = nullptr);

    PipeStatus status() const override;
    bool isSequential() const override { return m_mode == Following; }
    qint64 size() const override;
    qint64 bytesAvailable() const override;
    bool atEnd() const override;
    bool waitForReadyRead(int ms) override;
    void close() override;

    /// Where the next byte is read, in the capture.
    qint64 offset() const { return m_mode == Following ? m_offset : pos(); }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    void tell();

    const Capture::Ptr m_capture;
    const Mode m_mode;
    const qint64 m_snapshotEnd;
    qint64 m_offset;
    std::atomic<bool> m_closed{false};
    bool m_failed = false;
    bool m_finishQueued = false;
    bool m_finishTold = false;
};

} // namespace pipecore
