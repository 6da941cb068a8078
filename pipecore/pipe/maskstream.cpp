#include "pipecore/pipe/maskstream.h"

#include <algorithm>
#include <cstring>

namespace pipecore
{

namespace
{

// A pattern looks at so much at a time: it comes back to what may become a match, which must not be far.
constexpr qint64 kPatternPiece = 32 * 1024;

// What a program writes when it waits for somebody to type.
bool endsLikePrompt(const char *data, qint64 size)
{
    return size > 0 && std::strchr(" \t:>?]$#%", data[size - 1]) && data[size - 1] != '\0' &&
           !std::memchr(data, '\n', static_cast<size_t>(size));
}

} // namespace

MaskStream::MaskStream(const MaskRules *rules) : m_rules(rules)
{
    for (const Pattern &pattern : rules->patterns())
        m_patterns.push_back({PatternSearch(pattern)});
}

void MaskStream::feed(const char *data, qint64 size, qint64 time)
{
    dropGiven();
    m_paused = false;
    m_arrived.push_back({m_end + size, time});
    const qint64 step = m_patterns.empty() ? size : kPatternPiece;
    for (qint64 done = 0; done < size; done += step) {
        append(data + done, std::min(step, size - done));
        for (PatternState &state : m_patterns)
            scanPattern(state, true);
    }
    m_decided = m_end - m_rules->literals().candidate(m_literal);
    for (const PatternState &state : m_patterns)
        m_decided = std::min(m_decided, state.next);
    m_decided = std::max(m_decided, m_given);
}

void MaskStream::append(const char *data, qint64 size)
{
    m_bytes.insert(m_bytes.end(), data, data + size);
    const qint64 before = m_end;
    m_literal = m_rules->literals().scan(m_literal, data, size, [this, before](qint64 start, qint64 end) {
        cover(before + start, before + end);
    });
    m_end += size;
}

// Only what was given goes, and only what no pattern needs to look at, or back at, once more.
void MaskStream::dropGiven()
{
    qint64 keep = m_given;
    for (const PatternState &state : m_patterns)
        keep = std::min(keep, std::max(m_base, state.next - state.search.lookBehind()));
    m_bytes.erase(m_bytes.begin(), m_bytes.begin() + (keep - m_base));
    m_base = keep;
    m_covered.erase(m_covered.begin(), m_covered.begin() + static_cast<qsizetype>(m_coveredGiven));
    m_coveredGiven = 0;
}

void MaskStream::scanPattern(PatternState &state, bool more)
{
    using Result = PatternSearch::Result;
    const qint64 size = m_end - m_base;
    while (state.next < m_end) {
        Result found = state.search.next(m_bytes.data(), size, state.next - m_base, more);
        if (found.kind == Result::None) {
            state.next = m_end;
            return;
        }
        if (found.kind == Result::Partial) {
            state.next = m_base + found.start;
            if (size - found.start <= kLongestMatch)
                return;
            // It is not waited for any longer. What goes on is not looked at from every byte: that could take
            // as long as the bytes are many, for each of them.
            found = state.search.here(m_bytes.data(), size, found.start);
            if (found.kind != Result::Match) {
                state.next += kLongestMatch / 2;
                continue;
            }
        }
        cover(m_base + found.start, m_base + found.end);
        state.next = std::max(state.next + 1, m_base + found.end);
    }
}

void MaskStream::pause()
{
    m_paused = true;
    qint64 decided = m_end - m_rules->literals().tellingCandidate(m_literal);
    for (const PatternState &state : m_patterns)
        decided = std::min(decided, undecidedAfterPause(state));
    // What is covered already stays so, whatever comes: its mark can be shown.
    for (const Interval &interval : m_covered)
        if (interval.start <= decided)
            decided = std::max(decided, interval.end);
    m_decided = std::max(m_decided, decided);
}

// What a pattern may have begun to match is held until it is known, for a slow secret must not slip through;
// apart from what looks like a prompt, and from what is a match already, which can be marked and may still
// grow.
qint64 MaskStream::undecidedAfterPause(const PatternState &state)
{
    if (state.next >= m_end)
        return m_end;
    const auto found = state.search.here(m_bytes.data(), m_end - m_base, state.next - m_base);
    if (found.kind == PatternSearch::Result::Match) {
        cover(m_base + found.start, m_base + found.end);
        return m_base + found.end;
    }
    return endsLikePrompt(at(state.next), m_end - state.next) ? m_end : state.next;
}

void MaskStream::finish()
{
    for (PatternState &state : m_patterns)
        scanPattern(state, false);
    m_decided = m_end;
}

void MaskStream::cover(qint64 start, qint64 end)
{
    if (end <= m_given || start >= end)
        return;
    const auto from = m_covered.begin() + static_cast<qsizetype>(m_coveredGiven);
    auto first =
        std::partition_point(from, m_covered.end(), [start](const Interval &i) { return i.end <= start; });
    auto last = first;
    for (; last != m_covered.end() && last->start < end; ++last) {
        start = std::min(start, last->start);
        end = std::max(end, last->end);
    }
    if (first == last) {
        m_covered.insert(first, {start, end});
    } else {
        *first = {start, end};
        m_covered.erase(first + 1, last);
    }
}

qint64 MaskStream::give(char *data, qint64 maxSize)
{
    qint64 given = 0;
    while (given < maxSize) {
        if (m_markLeft > 0) {
            const qint64 n = std::min<qint64>(m_markLeft, maxSize - given);
            std::memcpy(data + given, kMark.data() + (kMark.size() - m_markLeft), static_cast<size_t>(n));
            m_markLeft -= n;
            given += n;
            continue;
        }
        if (m_given >= m_decided)
            break;
        while (m_arrived.front().end <= m_given)
            m_arrived.pop_front();
        if (given > 0 && m_arrived.front().time > m_time)
            break;
        m_time = std::max(m_time, m_arrived.front().time);
        qint64 stop = std::min(m_decided, m_arrived.front().end);
        if (m_coveredGiven < m_covered.size()) {
            const Interval &interval = m_covered[m_coveredGiven];
            if (interval.start <= m_given) {
                if (interval.start >= m_marked) {
                    m_markLeft = kMark.size();
                    ++m_marks;
                }
                m_marked = std::max(m_marked, interval.end);
                m_given = std::min(m_decided, interval.end);
                if (m_given >= interval.end)
                    ++m_coveredGiven;
                continue;
            }
            stop = std::min(stop, interval.start);
        }
        const qint64 n = std::min(stop - m_given, maxSize - given);
        std::memcpy(data + given, at(m_given), static_cast<size_t>(n));
        m_given += n;
        given += n;
    }
    return given;
}

} // namespace pipecore
