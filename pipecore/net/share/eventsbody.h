#pragma once

#include "pipecore/net/share/httpmessage.h"
#include "pipecore/net/share/sharedrecording.h"

#include <QElapsedTimer>

namespace pipecore
{

/// A recording as server-sent events: `state` first, then its output from `start` on, and when it has ended
/// `state` again and `end`. A comment comes when nothing else did for kHeartbeat.
class EventsBody : public HttpBody
{
public:
    static constexpr int kHeartbeat = 10'000; // ms
    EventsBody(std::shared_ptr<SharedRecording> shared, qint64 start);

    qint64 read(char *data, qint64 maxSize) override;
    bool isReady() const override;
    qint64 offset() const override { return m_offset; }

private:
    qint64 readOutput(char *data, qint64 maxSize);
    qint64 takePending(char *data, qint64 maxSize);

    const std::shared_ptr<SharedRecording> m_shared;
    qint64 m_offset;
    QByteArray m_pending; // an event other than output, that is being sent
    bool m_endTold = false;
    QElapsedTimer m_lastSent;
};

} // namespace pipecore
