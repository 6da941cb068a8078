#pragma once

#include <QIODevice>

#include <atomic>

namespace pipecore
{

class ChannelAware;
class RoomWait;

/// Writes a command's stdout to one file descriptor and its stderr to another, each byte as it comes, as tee
/// does; a blocked descriptor blocks the write. The pump's thread, apart from abandon().
///
/// A descriptor that nobody reads any more (EPIPE) fails the write. One whose disk is full is waited for. One
/// that fails otherwise is given up, error() says why, and the other goes on.
class Passthrough : public QIODevice
{
    Q_OBJECT
public:
    Passthrough(int outputFd, int errorFd, const ChannelAware *source, RoomWait *room);

    bool isSequential() const override { return true; }
    /// Why a descriptor was given up; empty when none was. Any thread once the pump has finished.
    QString error() const { return m_error; }
    /// Makes writes fail from now on. A write that blocks already must be interrupted by a signal.
    void abandon() { m_abandoned = true; }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *data, qint64 size) override;

private:
    int m_fds[2];
    const ChannelAware *const m_source;
    RoomWait *const m_room;
    std::atomic<bool> m_abandoned{false};
    QString m_error;
};

} // namespace pipecore
