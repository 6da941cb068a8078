#pragma once

#include "pipecore/session/recording.h"

#include <QJsonObject>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace pipecore
{

/// A recording as the share server sees it: its bytes, times and rows, which any thread may read, and a copy
/// of its record, which its owner keeps up to date.
class SharedRecording
{
public:
    explicit SharedRecording(Recording::Ptr recording);

    /// The owner's record as it is now. Any thread that may read it.
    void setRecord(const SessionRecord &record);
    SessionRecord record() const;
    /// The record is complete: what the command came to is known, and no byte will come.
    bool hasEnded() const { return m_ended && m_recording->capture()->hasEnded(); }

    const Recording::Ptr &recording() const { return m_recording; }
    const Capture::Ptr &capture() const { return m_recording->capture(); }
    const TimeIndex &times() const { return m_recording->times(); }

    /// What is told of it: session, command, state (running, ended, interrupted), started, ended, exit_code,
    /// signal, bytes, rows. A long command is cut.
    QJsonObject status() const;

private:
    const Recording::Ptr m_recording;
    mutable std::mutex m_lock;
    SessionRecord m_record;
    std::atomic<bool> m_ended{false};
};

} // namespace pipecore
