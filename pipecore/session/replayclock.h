#pragma once

#include "pipecore/session/recording.h"

namespace pipecore
{

/// Where a replay of a recording stands: a moment of its time, which moves on at some speed, and what had
/// come by then. Long pauses may be cut. One thread; cheap at any size.
class ReplayClock
{
public:
    explicit ReplayClock(Recording::Ptr recording);

    /// Milliseconds from the start to the last byte.
    qint64 duration() const { return m_duration; }
    qint64 position() const { return static_cast<qint64>(m_position); }
    void setPosition(qint64 ms);
    double speed() const { return m_speed; }
    void setSpeed(double speed) { m_speed = speed; }
    /// Pauses of more than this take no longer; 0: as long as they were.
    void setIdleLimit(qint64 ms) { m_idleLimit = ms; }

    /// So much time has gone by for the one who watches.
    void advance(double ms);
    bool isAtEnd() const { return position() >= m_duration; }
    /// Bytes that had come at the position.
    qint64 offset() const;

private:
    bool advanceOverPauses(double &left);

    const Recording::Ptr m_recording;
    qint64 m_duration = 0;
    double m_position = 0; // ms
    double m_speed = 1;
    qint64 m_idleLimit = 0;
};

} // namespace pipecore
