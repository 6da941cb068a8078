#include "pipecore/net/upload/encodedbody.h"

#include "pipecore/net/upload/gzipwriter.h"

namespace pipecore
{

namespace
{

bool writeAll(QIODevice &to, const QByteArray &bytes)
{
    return bytes.isEmpty() || to.write(bytes) == bytes.size();
}

} // namespace

EncodedBody::EncodedBody(Recording::Ptr recording, const Part &part, UploadFormat format, bool gzip,
                         const QString &session, const QDateTime &started)
    : EncodedBody(std::make_shared<Pipe>(), std::move(recording), part, format, gzip, session, started)
{
}

EncodedBody::EncodedBody(std::shared_ptr<Pipe> pipe, Recording::Ptr recording, const Part &part,
                         UploadFormat format, bool gzip, const QString &session, const QDateTime &started)
    : PipeReader(pipe)
{
    m_writer = std::thread([=, nextSeq = m_nextSeq, recording = std::move(recording)] {
        PipeWriter end(pipe);
        std::unique_ptr<GzipWriter> compressor = gzip ? std::make_unique<GzipWriter>(&end) : nullptr;
        QIODevice &to = compressor ? static_cast<QIODevice &>(*compressor) : end;
        BodyWriter writer(format, session, started, part.firstSeq);
        QByteArray out;
        writer.begin(out);
        bool taken = writeAll(to, out);
        const QString error =
            writeRange(*recording, part.from, part.to, writer, [&](const QByteArray &bytes) {
                taken = taken && writeAll(to, bytes);
                return taken;
            });
        out.resize(0);
        writer.end(out);
        nextSeq->store(writer.nextSeq());
        taken = taken && writeAll(to, out);
        if (taken && compressor)
            compressor->finish();
        end.closeWithError(error);
    });
}

EncodedBody::~EncodedBody()
{
    close();
    m_writer.join();
}

} // namespace pipecore
