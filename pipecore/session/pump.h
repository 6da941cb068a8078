#pragma once

#include "pipecore/capture/capture.h"
#include "pipecore/capture/timeindex.h"
#include "pipecore/pipe/maskrules.h"
#include "pipecore/session/roomwait.h"

#include <QObject>

#include <atomic>
#include <memory>
#include <thread>

namespace pipecore
{

class ChannelAware;
class MaskReader;
class Passthrough;
class OutputDevice;

/// The thread that reads a session's output, masks what is to be masked, appends it to the
/// capture, and passes it on to two file descriptors if wanted: two tees, one behind the other.
///
/// The signals come from the pump's thread. The destructor abandons what is left and joins.
class Pump : public QObject
{
    Q_OBJECT
public:
    struct PassTo {
        int outputFd = -1;
        int errorFd = -1;
    };
    /// `passTo` with both descriptors -1: the bytes go to the capture alone. The capture is finished at the
    /// end. `masks` null: they go as they come.
    Pump(std::unique_ptr<OutputDevice> output, Capture::Ptr capture, TimeIndex *times, PassTo passTo,
         MaskRules::Ptr masks);
    ~Pump() override;

    void start();
    /// Tries again now, after `paused`.
    void retry() { m_room.retry(); }
    /// Gives up what cannot be written, and reads no more. Any thread.
    void abandon();
    /// Bytes written so far. Any thread.
    qint64 bytesTaken() const { return m_taken; }
    /// So many pieces were masked. Any thread.
    qint64 masked() const;
    /// Has bytes in hand that were not all written yet. Any thread.
    bool isWriting() const;
    /// After `finished`: why the passing on failed; empty when it did not.
    QString passError() const;

signals:
    /// Nothing is read until there is room: why. Then again, empty, when it goes on.
    void paused(const QString &reason);
    /// `error` is empty at a clean end of the stream.
    void finished(const QString &error);

private:
    void run();
    void interruptWrites();
    const ChannelAware &channels() const; // where a byte that is read came from

    const std::unique_ptr<OutputDevice> m_output;
    const std::unique_ptr<MaskReader> m_mask; // null: nothing is masked
    const Capture::Ptr m_capture;
    TimeIndex *const m_times;
    RoomWait m_room;
    std::unique_ptr<Passthrough> m_passthrough;
    std::atomic<qint64> m_taken{0};
    std::atomic<bool> m_done{false};
    std::thread m_thread;
};

} // namespace pipecore
