#include "pipecore/capture/indexer.h"

#include "pipecore/base/pagebuffer.h"

#include <chrono>
#include <cstring>

namespace pipecore
{

namespace
{

constexpr qint64 kPieceSize = 256 * 1024;
constexpr qint64 kLightSize = 8 * 1024;         // bytes that are quickly indexed whatever they are
constexpr std::chrono::milliseconds kGather{2}; // more comes soon where much comes

bool isLight(const char *data, qint64 size)
{
    return size <= kLightSize || !std::memchr(data, '\x1b', static_cast<size_t>(size));
}

} // namespace

Indexer::Indexer(Capture::Ptr capture, BlockIndex *index, std::function<void()> whenDone)
    : m_capture(std::move(capture)), m_index(index), m_whenDone(std::move(whenDone))
{
    m_capture->setTap(this);
    m_thread = std::thread([this] { run(); });
}

Indexer::~Indexer()
{
    m_capture->setTap(nullptr);
    m_stop = true;
    wake();
    wait();
}

void Indexer::wait()
{
    if (m_thread.joinable())
        m_thread.join();
}

void Indexer::wake()
{
    {
        const std::lock_guard lock(m_lock);
        m_wake = true;
    }
    m_woken.notify_one();
}

void Indexer::appended(qint64 offset, const char *data, qint64 size)
{
    if (m_behind)
        return; // the thread looks at the capture's end once more after it said that it is not
    std::unique_lock turn(m_turn, std::try_to_lock);
    // By now the thread may have had these bytes.
    if (turn && m_index->indexedEnd() == offset && isLight(data, size)) {
        m_index->append(data, size);
        return;
    }
    m_behind = true;
    wake();
}

void Indexer::finished()
{
    wake();
}

// False when there is nothing more to be done.
bool Indexer::catchUp(const PageBuffer &piece)
{
    const std::lock_guard turn(m_turn);
    qint64 at = m_index->indexedEnd();
    while (!m_stop) {
        const bool ended = m_capture->hasEnded(); // if so, the end stays
        if (at == m_capture->end()) {
            m_behind = false;
            // Either this sees what was appended meanwhile, or the appending thread sees that it is its turn.
            if (at == m_capture->end())
                return !ended;
            m_behind = true;
        }
        const qint64 size = m_capture->read(at, piece.data(), piece.size());
        if (size <= 0)
            return false;
        m_index->append(piece.data(), size);
        at += size;
    }
    return false;
}

void Indexer::run()
{
    const PageBuffer piece(kPieceSize);
    while (catchUp(piece)) {
        std::unique_lock lock(m_lock);
        m_woken.wait(lock, [this] { return m_wake; });
        m_wake = false;
        m_woken.wait_for(lock, kGather, [this] { return m_stop || m_capture->hasEnded(); });
    }
    if (m_stop)
        return;
    if (m_whenDone)
        m_whenDone();
    m_done = true;
}

} // namespace pipecore
