#include "pipecore/session/replayclock.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

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
    if (m_idleLimit <= 0) // no pause is of any matter
        m_position += std::exchange(left, 0);
    while (left > 0 && !isAtEnd() && advanceOverPauses(left)) {
        // What a cut pause has saved leads behind what was looked at.
    }
    m_position = std::min(m_position, static_cast<double>(m_duration));
}

// The times of all that `left` leads over, if no pause is cut, come in one look: at a high speed there are
// thousands of them.
bool ReplayClock::advanceOverPauses(double &left)
{
    const qint64 shown = offset();
    const auto reach = m_recording->times().since(position() + static_cast<qint64>(std::ceil(left)) + 1);
    const std::vector<Arrival> arrivals = m_recording->times().between(
        std::max<qint64>(0, shown - 1), reach ? reach->offset + 1 : m_recording->capture()->end() + 1);
    double pauseStart = 0;
    bool moved = false;
    for (const Arrival &arrival : arrivals) {
        const auto pauseEnd = static_cast<double>(arrival.time);
        if (left > 0 && arrival.time > position()) {
            // Behind this moment of the pause nothing is to be waited for.
            const double cut = std::min(pauseEnd, pauseStart + static_cast<double>(m_idleLimit) * m_speed);
            const double wait = std::max(0.0, cut - m_position);
            m_position = left < wait ? m_position + left : std::max(m_position, pauseEnd);
            left = std::max(0.0, left - wait);
            moved = true;
        }
        pauseStart = pauseEnd;
    }
    return moved;
}

qint64 ReplayClock::offset() const
{
    const auto next = m_recording->times().since(position() + 1);
    return next ? next->offset : m_recording->capture()->end();
}

} // namespace pipecore
