#include "pipecore/session/replayclock.h"

#include <algorithm>

namespace pipecore
{

ReplayClock::ReplayClock(Recording::Ptr recording) : m_recording(std::move(recording))
{
    const auto last = m_recording->times().at(m_recording->capture()->end());
    m_duration = last ? last->time : 0;
}

void ReplayClock::setPosition(qint64 ms)
{
    m_position = static_cast<double>(std::clamp<qint64>(ms, 0, m_duration));
}

void ReplayClock::advance(double ms)
{
    double left = ms * m_speed;
    while (left > 0 && !isAtEnd()) {
        const auto next = m_recording->times().since(position() + 1);
        if (!next)
            break;
        const auto before = next->offset > 0 ? m_recording->times().at(next->offset - 1) : std::nullopt;
        const double pauseStart = before ? static_cast<double>(before->time) : 0;
        const auto pauseEnd = static_cast<double>(next->time);
        // Behind this moment of the pause nothing is to be waited for.
        const double cut = m_idleLimit > 0
                               ? std::min(pauseEnd, pauseStart + static_cast<double>(m_idleLimit) * m_speed)
                               : pauseEnd;
        const double step = std::min(left, std::max(0.0, cut - m_position));
        m_position += step;
        left -= step;
        if (m_position >= cut)
            m_position = std::max(m_position, pauseEnd);
    }
    m_position = std::min(m_position, static_cast<double>(m_duration));
}

qint64 ReplayClock::offset() const
{
    const auto next = m_recording->times().since(position() + 1);
    return next ? next->offset : m_recording->capture()->end();
}

} // namespace pipecore
