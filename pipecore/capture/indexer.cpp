#include "pipecore/capture/indexer.h"

#include "pipecore/base/pagebuffer.h"

namespace pipecore
{

namespace
{

constexpr qint64 kPieceSize = 256 * 1024;

} // namespace

Indexer::Indexer(Capture::Ptr capture, BlockIndex *index, std::function<void()> whenDone)
    : m_capture(std::move(capture)), m_index(index), m_whenDone(std::move(whenDone)),
      m_thread([this] { run(); })
{
}

Indexer::~Indexer()
{
    m_stop = true;
    m_capture->interruptWaits();
    wait();
}

void Indexer::wait()
{
    if (m_thread.joinable())
        m_thread.join();
}

void Indexer::run()
{
    const PageBuffer piece(kPieceSize);
    qint64 at = m_index->indexedEnd();
    while (!m_stop) {
        if (!m_capture->waitBeyond(at, -1, &m_stop))
            break;
        const qint64 size = m_capture->read(at, piece.data(), kPieceSize);
        if (size <= 0)
            break;
        m_index->append(piece.data(), size);
        at += size;
    }
    if (m_stop)
        return;
    if (m_whenDone)
        m_whenDone();
    m_done = true;
}

} // namespace pipecore
