#pragma once

#include <QString>

#include <condition_variable>
#include <functional>
#include <mutex>

namespace pipecore
{

/// Where the pump waits while something that must not lose a byte takes none: a full disk, most of all.
///
/// retry() and abandon() may be called from any thread; the rest is the pump's.
class RoomWait
{
public:
    /// Called from the pump's thread: once with the reason when the wait begins, once with none when it is
    /// over.
    using Report = std::function<void(const QString &reason)>;
    explicit RoomWait(Report report) : m_report(std::move(report)) {}

    /// Whether an errno is one that goes away when somebody makes room.
    static bool isTransient(int errorCode);

    /// Waits a moment before the next attempt. False when the stream was abandoned.
    bool waitForRoom(const QString &reason);
    /// The attempt succeeded.
    void passed();

    void retry();
    void abandon();
    bool isAbandoned() const;

private:
    const Report m_report;
    mutable std::mutex m_lock;
    std::condition_variable m_changed;
    bool m_retry = false;
    bool m_abandoned = false;
    bool m_waiting = false; // the pump's alone
};

} // namespace pipecore
