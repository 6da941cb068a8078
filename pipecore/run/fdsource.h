#pragma once

#include "pipecore/run/readingsource.h"

namespace pipecore
{

/// Reads standard input, or a FIFO, a device or a socket, to its end. A FIFO is waited for until somebody
/// writes to it. A serial line is made raw, at the speed that it has (stty -F sets it).
class FdSource : public ReadingSource
{
    Q_OBJECT
public:
    /// `path` empty: standard input.
    FdSource(QString path, std::unique_ptr<PipeWriter> writer, Clock::time_point epoch,
             QObject *parent = nullptr);
    ~FdSource() override;

protected:
    RunResult readAll() override;

private:
    const QString m_path;
};

} // namespace pipecore
