#pragma once

#include <QtGlobal>

namespace pipecore
{

/// A reading device whose bytes come from more than one channel, at times that matter. A read gives bytes of
/// one channel and one time. Thread as the device's.
class ChannelAware
{
public:
    virtual ~ChannelAware() = default;
    /// Where the bytes of the last read came from; counts from 0.
    virtual int channel() const = 0;
    /// When they came, in milliseconds of the device's own clock; never goes back.
    virtual qint64 time() const = 0;
};

} // namespace pipecore
