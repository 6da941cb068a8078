#pragma once

#include "pipecore/net/upload/bodywriter.h"
#include "pipecore/pipe/pipe.h"

#include <atomic>
#include <thread>

namespace pipecore
{

/// A part of the output as the body of a request, encoded while it is read: a thread writes into the writing
/// end of a pipe, and this is the reading one. Nothing but a piece of it is held in memory.
class EncodedBody : public PipeReader
{
    Q_OBJECT
public:
    struct Part {
        qint64 from = 0; ///< bytes of the capture: [from, to), which are there
        qint64 to = 0;
        qint64 firstSeq = 0;
    };
    EncodedBody(Recording::Ptr recording, const Part &part, UploadFormat format, bool gzip,
                const QString &session, const QDateTime &started);
    ~EncodedBody() override;

    /// Told once, when all is encoded: the number of the record behind the part.
    std::shared_ptr<const std::atomic<qint64>> nextSeq() const { return m_nextSeq; }

private:
    EncodedBody(std::shared_ptr<Pipe> pipe, Recording::Ptr recording, const Part &part, UploadFormat format,
                bool gzip, const QString &session, const QDateTime &started);

    const std::shared_ptr<std::atomic<qint64>> m_nextSeq = std::make_shared<std::atomic<qint64>>(-1);
    std::thread m_writer;
};

} // namespace pipecore
