#pragma once

#include "pipecore/capture/capture.h"
#include "pipecore/capture/timeindex.h"

#include <QIODevice>

namespace pipecore
{

class ChannelAware;
class RoomWait;

/// Appends what is written to it to a capture, and notes when and from which stream it came. When the disk is
/// full the write blocks until there is room again. The pump's thread.
class CaptureSink : public QIODevice
{
    Q_OBJECT
public:
    /// `source` is where the written bytes were read: it knows their stream and time. All outlive the sink.
    CaptureSink(Capture *capture, TimeIndex *times, const ChannelAware *source, RoomWait *room);

    bool isSequential() const override { return true; }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *data, qint64 size) override;

private:
    Capture *const m_capture;
    TimeIndex *const m_times;
    const ChannelAware *const m_source;
    RoomWait *const m_room;
    qint64 m_flushed = 0; // time of the last flush of m_times, in ms
};

} // namespace pipecore
