#pragma once

#include <QIODevice>

#include <zlib.h>

namespace pipecore
{

/// Compresses what is written to it (gzip, RFC 1952) into another device, piece by piece; finish() writes the
/// end. Blocks as the other device does. One thread.
class GzipWriter : public QIODevice
{
    Q_OBJECT
public:
    /// `to` outlives the writer.
    explicit GzipWriter(QIODevice *to);
    ~GzipWriter() override;

    bool isSequential() const override { return true; }
    /// False when the other device does not take it all.
    bool finish();

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *data, qint64 size) override;

private:
    bool deflateAll(int flush);

    QIODevice *const m_to;
    z_stream m_stream{};
};

} // namespace pipecore
