#include "pipecore/search/livesearch.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace pipecore
{

namespace
{

// Between looks at how far it is; short at first, so that the first ones are known soon.
constexpr qint64 kFirstStep = 4 * BlockCounter::kRegion;
constexpr qint64 kStep = 16 * BlockCounter::kRegion;
constexpr int kLook = 200; // ms; an interruption may come just before a wait begins

} // namespace

LiveSearch::LiveSearch(Capture::Ptr capture, const RowTest &test)
    : m_capture(std::move(capture)),
      m_counter(m_capture, test, BlockCounter::usefulThreads(), BlockCounter::LongRows::Split),
      m_thread([this] { run(); })
{
}

LiveSearch::~LiveSearch()
{
    m_cancel = true;
    m_capture->interruptWaits();
    m_thread.join();
}

void LiveSearch::run()
{
    const auto take = [this](const BlockCounter::Region &region) { this->take(region); };
    qint64 from = 0;
    qint64 seen = 0; // beyond `from` when a row begins there that has no end up to here
    while (!m_cancel) {
        const bool ended = m_capture->hasEnded(); // asked first: then the end is the last one
        const qint64 end = m_capture->end();
        if (end == seen && !ended) {
            m_capture->waitBeyond(end, kLook);
            continue;
        }
        const qint64 to = std::min(end, seen + std::clamp(seen, kFirstStep, kStep));
        const bool last = ended && to == end;
        if (from < seen && !last && !hasNewline(seen, to)) {
            seen = to;
            continue;
        }
        const auto next = m_counter.count(from, to, last, false, take, m_cancel);
        m_gaveUp = m_counter.gaveUp();
        if (!next || last) {
            if (next)
                m_searchedEnd = end;
            const std::lock_guard lock(m_lock);
            m_error = m_counter.error();
            m_complete = !m_cancel;
            return;
        }
        from = *next;
        seen = from < to ? end : to;
        m_searchedEnd = from;
    }
}

bool LiveSearch::hasNewline(qint64 from, qint64 to) const
{
    std::vector<char> piece(BlockCounter::kBlock);
    for (; from < to; from += BlockCounter::kBlock) {
        const qint64 size = m_capture->read(from, piece.data(), std::min(BlockCounter::kBlock, to - from));
        if (size <= 0 || std::memchr(piece.data(), '\n', static_cast<size_t>(size)))
            return true; // an error is for the search itself
    }
    return false;
}

void LiveSearch::take(const BlockCounter::Region &region)
{
    if (region.perBlock.empty())
        return;
    const std::lock_guard lock(m_lock);
    const qint64 first = region.from / BlockCounter::kBlock;
    const qint64 size = first + static_cast<qint64>(region.perBlock.size());
    if (static_cast<qint64>(m_counts.size()) < size) {
        m_counts.resize(static_cast<size_t>(size));
        m_groups.resize(static_cast<size_t>((size + kGroup - 1) / kGroup));
    }
    qint64 added = 0;
    for (size_t i = 0; i < region.perBlock.size(); ++i) {
        const auto block = static_cast<size_t>(first) + i;
        m_counts[block] += region.perBlock[i];
        m_groups[block / kGroup] += region.perBlock[i];
        added += region.perBlock[i];
    }
    m_total += added;
}

QString LiveSearch::error() const
{
    const std::lock_guard lock(m_lock);
    return m_error;
}

qint64 LiveSearch::countIn(qint64 block) const
{
    const std::lock_guard lock(m_lock);
    return block >= 0 && block < static_cast<qint64>(m_counts.size()) ? m_counts[static_cast<size_t>(block)]
                                                                      : 0;
}

qint64 LiveSearch::countBefore(qint64 block) const
{
    const std::lock_guard lock(m_lock);
    block = std::clamp<qint64>(block, 0, static_cast<qint64>(m_counts.size()));
    const qint64 group = block / kGroup;
    const qint64 groups = std::accumulate(m_groups.begin(), m_groups.begin() + group, qint64(0));
    return std::accumulate(m_counts.begin() + group * kGroup, m_counts.begin() + block, groups);
}

qint64 LiveSearch::nextBlock(qint64 block) const
{
    const std::lock_guard lock(m_lock);
    const auto size = static_cast<qint64>(m_counts.size());
    for (block = std::max<qint64>(0, block); block < size;) {
        if (block % kGroup == 0 && m_groups[static_cast<size_t>(block / kGroup)] == 0)
            block += kGroup;
        else if (m_counts[static_cast<size_t>(block)] > 0)
            return block;
        else
            ++block;
    }
    return -1;
}

qint64 LiveSearch::previousBlock(qint64 block) const
{
    const std::lock_guard lock(m_lock);
    for (block = std::min(block, static_cast<qint64>(m_counts.size()) - 1); block >= 0;) {
        if (m_groups[static_cast<size_t>(block / kGroup)] == 0)
            block = block / kGroup * kGroup - 1;
        else if (m_counts[static_cast<size_t>(block)] > 0)
            return block;
        else
            --block;
    }
    return -1;
}

qint64 LiveSearch::blockOf(qint64 number) const
{
    const std::lock_guard lock(m_lock);
    if (number < 0)
        return -1;
    size_t group = 0;
    for (; group < m_groups.size() && number >= m_groups[group]; ++group)
        number -= m_groups[group];
    if (group == m_groups.size())
        return -1;
    auto block = static_cast<qint64>(group) * kGroup;
    for (; number >= m_counts[static_cast<size_t>(block)]; ++block)
        number -= m_counts[static_cast<size_t>(block)];
    return block;
}

} // namespace pipecore
