#pragma once

#include <QString>

class QIODevice;

namespace pipecore
{

/// Why an end of a Pipe gives or takes no more bytes.
struct PipeStatus {
    enum Code {
        Open,        ///< nothing is closed, or bytes still wait to be read
        EndOfStream, ///< the writer closed without an error and everything was read
        ClosedPipe,  ///< this end was closed itself, or the reader closed without an error
        Error        ///< the other end was closed with an error, which is in `text`
    } code = Open;
    QString text; ///< for people; empty when Open
};

/// A reading device that knows why it ended, so that what is composed of such devices knows it too.
class EndAware
{
public:
    virtual ~EndAware() = default;
    /// Open as long as there may be more; else why a read returns -1. Thread as the device's.
    virtual PipeStatus status() const = 0;
};

/// Why `device` gives no more, after its read() returned -1 (or 0, for a file): its own word when it is
/// EndAware, else what QIODevice tells.
PipeStatus endStatus(const QIODevice &device);

} // namespace pipecore
