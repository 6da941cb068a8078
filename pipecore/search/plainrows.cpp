#include "pipecore/search/plainrows.h"

#include "pipecore/text/escapeparser.h"

#include <algorithm>
#include <cstring>

namespace pipecore
{

namespace
{

const char *find(const char *from, const char *to, char byte)
{
    const void *at = from < to ? std::memchr(from, byte, static_cast<size_t>(to - from)) : nullptr;
    return at ? static_cast<const char *>(at) : to;
}

// The end of the control sequence at `from`, which is an ESC; null when it is none, or is cut or unusual.
const char *simpleSequenceEnd(const char *from, const char *to)
{
    if (to - from < 3 || from[1] != '[')
        return nullptr;
    const char *at = from + 2;
    const char *const limit = std::min(to, from + EscapeParser::kLongestSequence);
    while (at < limit && *at >= 0x20 && *at < 0x40)
        ++at;
    return at < limit && *at >= 0x40 && *at < 0x7f ? at + 1 : nullptr;
}

} // namespace

bool hasEscape(QByteArrayView text)
{
    return !text.isEmpty() && std::memchr(text.data(), '\x1b', static_cast<size_t>(text.size())) != nullptr;
}

void PlainRows::take(QByteArrayView rows, bool dropReturns)
{
    m_text.clear();
    m_text.reserve(static_cast<size_t>(rows.size()));
    m_runs.clear();
    m_size = rows.size();
    const char *const end = rows.data() + rows.size();
    for (const char *row = rows.data(); row < end;) {
        const char *newline = find(row, end, '\n');
        const bool ends = newline < end;
        const char *rowEnd = newline;
        if (dropReturns && ends && rowEnd > row && rowEnd[-1] == '\r')
            --rowEnd;
        m_runs.clear();
        takeRow({row, rowEnd - row}, row - rows.data());
        if (ends)
            m_text.push_back('\n');
        row = newline + 1;
    }
}

void PlainRows::append(const char *from, const char *to, qint64 base, const char *rowStart)
{
    if (from == to)
        return;
    m_runs.push_back({static_cast<qint64>(m_text.size()), base + (from - rowStart)});
    m_text.insert(m_text.end(), from, to);
}

void PlainRows::takeRow(QByteArrayView row, qint64 base)
{
    const char *const start = row.data();
    const char *const end = start + row.size();
    const char *at = start;
    while (at < end) {
        const char *escape = find(at, end, '\x1b');
        append(at, escape, base, start);
        if (escape == end)
            return;
        if (const char *after = simpleSequenceEnd(escape, end)) {
            at = after;
            continue;
        }
        at = takeUnusual(escape, end, base, start);
    }
}

// A sequence of any kind, by the parser that knows them all, up to where it is through: where that is.
const char *PlainRows::takeUnusual(const char *at, const char *end, qint64 base, const char *rowStart)
{
    struct Handler {
        bool isText = false; // also a control that a sequence lets through
        void text(const char *, const char *) { isText = true; }
        void nuls(qint64) { isText = true; }
        void control(char) { isText = true; }
        void csi(const ControlSequence &) {}
        void osc(QByteArrayView) {}
        void escape(char, char) {}
    };
    EscapeParser parser;
    bool isEnding = false; // an ESC within a string: what follows decides
    do {
        if (parser.isInString() && !isEnding)
            at = std::find_if(
                at, end, [](char c) { return c == '\x1b' || c == '\x07' || c == '\x18' || c == '\x1a'; });
        if (at == end)
            break;
        Handler handler;
        isEnding = parser.isInString() && *at == '\x1b';
        parser.feed(at, 1, handler);
        if (handler.isText)
            append(at, at + 1, base, rowStart);
        ++at;
    } while (!parser.isGround());
    return at;
}

qint64 PlainRows::originalOf(qint64 plain) const
{
    const auto after = std::upper_bound(m_runs.begin(), m_runs.end(), plain,
                                        [](qint64 place, const Run &run) { return place < run.plain; });
    if (after == m_runs.begin() || plain >= static_cast<qint64>(m_text.size()))
        return m_size;
    return (after - 1)->original + (plain - (after - 1)->plain);
}

} // namespace pipecore
