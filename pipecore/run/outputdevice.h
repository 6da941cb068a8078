#pragma once

#include "pipecore/pipe/channelaware.h"
#include "pipecore/pipe/pipestatus.h"

#include <QIODevice>

namespace pipecore
{

/// The output of a session as its pump reads it: channel() is the Stream of what the last read gave, time()
/// is in milliseconds since the start of the session. A read blocks until bytes or the end are there.
class OutputDevice : public QIODevice, public EndAware, public ChannelAware
{
public:
    using QIODevice::QIODevice;

    /// All that was read so far. Any thread.
    virtual qint64 bytesRead() const = 0;
    /// A read that blocks, and each later one, fails; who still writes gets to know why, by `error`. Never
    /// blocks. Any thread.
    virtual void giveUp(const QString &error) = 0;
    /// Nothing more will be read, be it that all was or that it could not be kept, for which `error` says
    /// why. In the reading thread.
    virtual void endReading(const QString &error) { giveUp(error); }

    bool isSequential() const override { return true; }

protected:
    qint64 writeData(const char *, qint64) override { return -1; }
};

} // namespace pipecore
