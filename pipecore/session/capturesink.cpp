#include "pipecore/session/capturesink.h"

#include "pipecore/pipe/channelaware.h"
#include "pipecore/session/roomwait.h"

namespace pipecore
{

namespace
{

constexpr qint64 kFlushInterval = 250; // ms: what a killed Runnel may lose of the times

} // namespace

CaptureSink::CaptureSink(Capture *capture, TimeIndex *times, const ChannelAware *source, RoomWait *room)
    : m_capture(capture), m_times(times), m_source(source), m_room(room)
{
    QIODevice::open(WriteOnly | Unbuffered);
}

qint64 CaptureSink::writeData(const char *data, qint64 size)
{
    m_times->append(m_capture->end(), m_source->time(), static_cast<Stream>(m_source->channel()));
    qint64 done = 0;
    while (done < size) {
        const Capture::Appended appended = m_capture->append(data + done, size - done);
        done += appended.size;
        if (appended.errorCode == 0) {
            m_room->passed();
            break;
        }
        const QString reason =
            QStringLiteral("cannot write %1: %2").arg(m_capture->path(), qt_error_string(appended.errorCode));
        setErrorString(reason);
        // Whatever the error, the bytes are in hand: waiting loses nothing, giving up would.
        if (!m_room->waitForRoom(reason))
            break;
    }
    if (m_source->time() - m_flushed >= kFlushInterval) {
        m_times->flush();
        m_flushed = m_source->time();
    }
    return done;
}

} // namespace pipecore
