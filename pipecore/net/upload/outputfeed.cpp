#include "pipecore/net/upload/outputfeed.h"

#include "pipecore/net/upload/bodywriter.h"

namespace pipecore
{

namespace
{

constexpr int kPartialLineAfter = 1000; // ms
constexpr qint64 kMostAtOnce = 1 << 20;

} // namespace

OutputFeed::OutputFeed(Recording::Ptr recording, UploadFormat format, const QString &session,
                       const QDateTime &started)
    : m_recording(std::move(recording)), m_thread([=, this] { run(format, session, started); })
{
}

OutputFeed::~OutputFeed()
{
    m_stop = true;
    m_pipe->closeRead();
    m_recording->capture()->interruptWaits();
    m_thread.join();
}

void OutputFeed::run(UploadFormat format, const QString &session, const QDateTime &started)
{
    PipeWriter end(m_pipe);
    const Capture::Ptr &capture = m_recording->capture();
    BodyWriter writer(format, session, started, 0);
    QByteArray out;
    const auto send = [&](const QByteArray &bytes) {
        return !m_stop && (bytes.isEmpty() || end.write(bytes) == bytes.size());
    };
    for (qint64 at = 0; !m_stop;) {
        const bool moved =
            capture->waitBeyond(at, writer.pendingBytes() > 0 ? kPartialLineAfter : -1, &m_stop);
        const qint64 to = std::min(capture->end(), at + kMostAtOnce);
        if (to > at) {
            bool taken = true;
            const QString error = writeRange(*m_recording, at, to, writer, [&](const QByteArray &bytes) {
                taken = send(bytes);
                return taken;
            });
            if (!taken || !error.isEmpty())
                return end.closeWithError(error);
            at = to;
        } else if (moved && capture->hasEnded() && at == capture->end()) {
            writer.end(out);
            if (send(out))
                m_taken = at;
            return end.close();
        } else if (writer.pendingBytes() > 0) {
            writer.flush(out);
            if (!send(out))
                return;
            out.resize(0);
        }
        m_taken = at - writer.pendingBytes();
    }
}

} // namespace pipecore
