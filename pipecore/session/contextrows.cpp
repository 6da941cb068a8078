#include "pipecore/session/contextrows.h"

#include <algorithm>
#include <iterator>

namespace pipecore
{

bool ContextRanges::add(const std::vector<qint64> &numbers)
{
    const std::lock_guard lock(m_lock);
    for (const qint64 number : numbers) {
        const qint64 first = std::max<qint64>(0, number - m_before);
        const qint64 end = number + 1 + m_behind;
        if (!m_ranges.empty() && first <= m_ranges.back().end) {
            m_ranges.back().end = end;
        } else {
            if (m_ranges.size() >= kMost)
                return false;
            const Range before = m_ranges.empty() ? Range() : m_ranges.back();
            m_ranges.push_back({first, end, before.position + before.end - before.first});
        }
        ++m_taken;
    }
    return true;
}

qint64 ContextRanges::taken() const
{
    const std::lock_guard lock(m_lock);
    return m_taken;
}

ContextRanges::Range ContextRanges::at(qint64 position) const
{
    const std::lock_guard lock(m_lock);
    const auto behind =
        std::upper_bound(m_ranges.begin(), m_ranges.end(), position,
                         [](qint64 wanted, const Range &range) { return wanted < range.position; });
    return behind == m_ranges.begin() ? Range() : *std::prev(behind);
}

ContextRanges::Range ContextRanges::behind(qint64 number) const
{
    const std::lock_guard lock(m_lock);
    const auto found = std::upper_bound(m_ranges.begin(), m_ranges.end(), number,
                                        [](qint64 wanted, const Range &range) { return wanted < range.end; });
    return found == m_ranges.end() ? Range() : *found;
}

ContextRanges::Range ContextRanges::last() const
{
    const std::lock_guard lock(m_lock);
    return m_ranges.empty() ? Range() : m_ranges.back();
}

ContextRows::ContextRows(Recording::Ptr recording, std::shared_ptr<const ContextRanges> ranges)
    : m_recording(recording), m_ranges(std::move(ranges)), m_folded(std::move(recording))
{
}

qint64 ContextRows::size() const
{
    const ContextRanges::Range last = m_ranges->last();
    return last.position + std::max<qint64>(0, std::min(last.end, m_recording->index().rows()) - last.first);
}

std::vector<FoldedRow> ContextRows::rows(qint64 first, qint64 count)
{
    std::vector<FoldedRow> all;
    const qint64 end = std::min(first + count, size());
    for (qint64 at = first; at < end;) {
        const ContextRanges::Range range = m_ranges->at(at);
        const qint64 number = range.first + at - range.position;
        auto more = m_folded.rows(number, std::min(end - at, range.end - number));
        if (more.empty())
            break;
        at += static_cast<qint64>(more.size());
        std::move(more.begin(), more.end(), std::back_inserter(all));
    }
    return all;
}

qint64 ContextRows::positionOf(qint64 number)
{
    const ContextRanges::Range range = m_ranges->behind(number);
    if (range.end == range.first)
        return size();
    return range.position + std::max<qint64>(0, number - range.first);
}

qint64 ContextRows::numberAt(qint64 position)
{
    const ContextRanges::Range range = m_ranges->at(position);
    return range.first + position - range.position;
}

std::unique_ptr<RowSource> ContextRows::clone() const
{
    return std::make_unique<ContextRows>(m_recording, m_ranges);
}

} // namespace pipecore
