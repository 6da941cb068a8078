#include "pipecore/net/upload/outputfeed.h"

#include "pipecore/net/upload/bodywriter.h"

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr int kPartialLineAfter = 1000; // ms
constexpr qint64 kMostAtOnce = 1 << 20; // of the capture, as records
constexpr qint64 kRawPiece = 256 * 1024;

} // namespace

OutputFeed::OutputFeed(Recording::Ptr recording, UploadFormat format, const QString &session,
                       const QDateTime &started)
    : m_recording(std::move(recording)), m_thread([=, this] {
          if (format == UploadFormat::Raw)
              runRaw();
          else
              runRecords(format, session, started);
      })
{
}

OutputFeed::~OutputFeed()
{
    m_stop = true;
    m_pipe->closeRead();
    m_recording->capture()->interruptWaits();
    m_thread.join();
}

// No more than a copy: what a fast receiver takes costs the command processor time.
void OutputFeed::runRaw()
{
    PipeWriter end(m_pipe);
    const Capture::Ptr &capture = m_recording->capture();
    QByteArray piece(kRawPiece, Qt::Uninitialized);
    for (qint64 at = 0; !m_stop; m_taken = at) {
        const bool moved = capture->waitBeyond(at, -1, &m_stop);
        const qint64 size = std::min(capture->end() - at, kRawPiece);
        if (size > 0) {
            QString error;
            const qint64 n = capture->read(at, piece.data(), size, &error);
            if (n <= 0)
                return end.closeWithError(error.isEmpty() ? QStringLiteral("the output was cut short")
                                                          : error);
            if (end.write(piece.constData(), n) != n)
                return;
            at += n;
        } else if (moved && capture->hasEnded() && at == capture->end()) {
            return end.close();
        }
    }
}

void OutputFeed::runRecords(UploadFormat format, const QString &session, const QDateTime &started)
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
