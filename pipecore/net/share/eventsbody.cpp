#include "pipecore/net/share/eventsbody.h"

#include "pipecore/net/share/eventencoder.h"

#include <algorithm>
#include <cstring>

namespace pipecore
{

namespace
{

constexpr qint64 kReadAtOnce = 16 * 1024;
constexpr qint64 kSmallestRoom = 1024;

} // namespace

EventsBody::EventsBody(std::shared_ptr<SharedRecording> shared, qint64 start)
    : m_shared(std::move(shared)), m_offset(start),
      m_pending("retry: 1000\n" + encodeEvent("state", m_offset, m_shared->status()))
{
    m_lastSent.start();
}

qint64 EventsBody::takePending(char *data, qint64 maxSize)
{
    const qint64 size = std::min<qint64>(maxSize, m_pending.size());
    std::memcpy(data, m_pending.constData(), static_cast<size_t>(size));
    m_pending.remove(0, size);
    if (m_pending.isEmpty())
        m_pending = QByteArray(); // lets go of its memory
    return size;
}

qint64 EventsBody::read(char *data, qint64 maxSize)
{
    qint64 size = takePending(data, maxSize);
    if (size == 0) {
        const bool hadEnded = m_shared->hasEnded(); // asked first: no byte comes after it
        size = readOutput(data, maxSize);
        if (size < 0)
            return size;
        if (size == 0 && hadEnded) {
            if (std::exchange(m_endTold, true))
                return End;
            const QJsonObject status = m_shared->status();
            m_pending = encodeEvent("state", m_offset, status) + encodeEvent("end", m_offset, status);
            size = takePending(data, maxSize);
        } else if (size == 0 && m_lastSent.elapsed() >= kHeartbeat) {
            m_pending = encodeHeartbeat();
            size = takePending(data, maxSize);
        }
    }
    if (size > 0)
        m_lastSent.start();
    return size;
}

qint64 EventsBody::readOutput(char *data, qint64 maxSize)
{
    if (m_shared->capture()->end() <= m_offset)
        return 0;
    QByteArray bytes(std::min(maxSize, kReadAtOnce), Qt::Uninitialized);
    const qint64 got = m_shared->capture()->read(m_offset, bytes.data(), bytes.size());
    if (got < 0)
        return Failed;
    bytes.truncate(got);
    const qint64 start = m_offset;
    std::vector<Arrival> arrivals = m_shared->times().between(start, start + got);
    if (arrivals.empty() || arrivals.front().offset > start)
        arrivals.insert(arrivals.begin(), Arrival{start, 0, Stream::Output}); // nobody noted it
    qint64 size = 0;
    for (size_t i = 0; i < arrivals.size(); ++i) {
        const qint64 end = i + 1 < arrivals.size() ? arrivals[i + 1].offset : start + got;
        while (m_offset < end) {
            Arrival arrival = arrivals[i];
            arrival.offset = m_offset;
            // With little room left of much, the next call has more.
            const qint64 room = maxSize - size;
            const EncodedOutput event =
                size > 0 && room < kSmallestRoom
                    ? EncodedOutput{}
                    : encodeOutput(QByteArrayView(bytes).sliced(m_offset - start, end - m_offset), arrival,
                                   room);
            if (event.taken == 0)
                return size > 0 ? size : qint64(Failed);
            std::memcpy(data + size, event.text.constData(), static_cast<size_t>(event.text.size()));
            size += event.text.size();
            m_offset += event.taken;
        }
    }
    return size;
}

bool EventsBody::isReady() const
{
    return !m_pending.isEmpty() || m_shared->capture()->end() > m_offset || m_shared->hasEnded() ||
           m_lastSent.elapsed() >= kHeartbeat;
}

} // namespace pipecore
