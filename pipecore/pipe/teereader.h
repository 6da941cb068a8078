#pragma once

#include "pipecore/pipe/pipestatus.h"

#include <QIODevice>

namespace pipecore
{

/// Reads from `source`, and writes to `sink` what it reads, before it returns it; as io.TeeReader of Go
/// (https://pkg.go.dev/io#TeeReader). There is no buffer between: the write completes before the read does.
///
/// A failed or short write to `sink` makes the read fail (-1), with the sink's errorString(); nothing more is
/// read after it. Blocks as source and sink do. Owns neither; both must be open, and outlive it.
class TeeReader : public QIODevice, public EndAware
{
    Q_OBJECT
public:
    TeeReader(QIODevice *source, QIODevice *sink, QObject *parent = nullptr);

    /// Error with the sink's text when the sink failed; else the source's status.
    PipeStatus status() const override;

    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override;
    bool atEnd() const override;
    bool waitForReadyRead(int ms) override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    QIODevice *const m_source;
    QIODevice *const m_sink;
    bool m_sinkFailed = false;
};

} // namespace pipecore
