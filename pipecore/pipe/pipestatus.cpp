#include "pipecore/pipe/pipestatus.h"

#include <QIODevice>

namespace pipecore
{

PipeStatus endStatus(const QIODevice &device)
{
    if (const auto *aware = dynamic_cast<const EndAware *>(&device))
        return aware->status();
    if (!device.isOpen())
        return {PipeStatus::ClosedPipe, QStringLiteral("the device is not open")};
    if (device.atEnd())
        return {PipeStatus::EndOfStream, QStringLiteral("end of stream")};
    return {PipeStatus::Error, device.errorString()};
}

} // namespace pipecore
