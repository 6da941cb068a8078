#include "pipecore/session/roomwait.h"

#include <cerrno>
#include <chrono>

namespace pipecore
{

namespace
{

constexpr std::chrono::milliseconds kRetryInterval{200};

} // namespace

bool RoomWait::isTransient(int errorCode)
{
    return errorCode == ENOSPC || errorCode == EDQUOT;
}

bool RoomWait::waitForRoom(const QString &reason)
{
    if (!m_waiting)
        m_report(reason);
    m_waiting = true;
    std::unique_lock lock(m_lock);
    m_changed.wait_for(lock, kRetryInterval, [this] { return m_retry || m_abandoned; });
    m_retry = false;
    return !m_abandoned;
}

void RoomWait::passed()
{
    if (!m_waiting)
        return;
    m_waiting = false;
    m_report({});
}

void RoomWait::retry()
{
    const std::lock_guard lock(m_lock);
    m_retry = true;
    m_changed.notify_all();
}

void RoomWait::abandon()
{
    const std::lock_guard lock(m_lock);
    m_abandoned = true;
    m_changed.notify_all();
}

bool RoomWait::isAbandoned() const
{
    const std::lock_guard lock(m_lock);
    return m_abandoned;
}

} // namespace pipecore
