#include "pipecore/text/scrollskip.h"

#include "pipecore/base/lastindexof.h"

#include <algorithm>
#include <cstring>

namespace pipecore
{

namespace
{

constexpr char kEscape = 0x1b, kShiftOut = 0x0e, kShiftIn = 0x0f;
constexpr qsizetype kMostPenChanges = 64 * 1024;

bool contains(const char *begin, const char *end, char byte)
{
    return std::memchr(begin, byte, static_cast<size_t>(end - begin)) != nullptr;
}

// The end of the sequence that starts at `begin`, if it is SGR or erases within a row; else null.
const char *plainSequenceEnd(const char *begin, const char *end)
{
    if (end - begin < 3 || begin[1] != '[')
        return nullptr;
    const char *at = begin + 2;
    while (at < end && *at >= '0' && *at <= ';')
        ++at;
    return at < end && (*at == 'm' || *at == 'K') ? at + 1 : nullptr;
}

struct PlainRun {
    qsizetype size = 0;
    QByteArray penChanges;
};

// Text, controls that stay within a row or end it, and plain sequences, up to something else.
PlainRun plainRun(const char *data, qsizetype size)
{
    PlainRun run;
    const char *const end = data + size;
    for (const char *at = data; at < end;) {
        const void *found = std::memchr(at, kEscape, static_cast<size_t>(end - at));
        const char *const escape = found ? static_cast<const char *>(found) : end;
        if (contains(at, escape, kShiftOut) || contains(at, escape, kShiftIn))
            return run; // another set of characters
        run.size = escape - data;
        const char *const next = escape < end ? plainSequenceEnd(escape, end) : end;
        if (!next)
            return run;
        if (escape < end && next[-1] == 'm') {
            if (next - escape == 3 || (next - escape == 4 && escape[2] == '0'))
                run.penChanges.resize(0); // a reset: nothing before it matters
            run.penChanges.append(escape, next - escape);
            if (run.penChanges.size() > kMostPenChanges)
                return run;
        }
        run.size = next - data;
        at = next;
    }
    return run;
}

} // namespace

// Notices what gives a part of the screen margins of its own, or takes them away, and the newline mode.
struct ScrollSkip::Handler {
    ScrollSkip *skip;
    int screenRows;

    void text(const char *, const char *) {}
    void nuls(qint64) {}
    void control(char) {}
    void osc(QByteArrayView) {}
    void escape(char intermediate, char final)
    {
        if (intermediate == 0 && final == 'c') // RIS
            skip->m_hasScrollMargins = skip->m_hasSideMargins = skip->m_newlineReturns = false;
    }
    void csi(const ControlSequence &sequence)
    {
        if (sequence.final == 'p' &&
            sequence.intermediates == "!") // DECSTR: what it does to margins does not matter
            skip->m_newlineReturns = false;
        if (sequence.isPrivate() || !sequence.intermediates.isEmpty())
            return;
        if (sequence.final == 'r') // DECSTBM
            skip->m_hasScrollMargins =
                sequence.number(0, 1) > 1 || sequence.number(1, screenRows) < screenRows;
        else if (sequence.final == 's' && !sequence.parameters.isEmpty()) // DECSLRM
            skip->m_hasSideMargins = true;
        else if (sequence.final == 'h' && sequence.parameters == "20") // LNM
            skip->m_newlineReturns = true;
        else if (sequence.final == 'l' && sequence.parameters.contains('2'))
            skip->m_newlineReturns = false; // if it was another, rows are fed that need not be
    }
};

void ScrollSkip::noteFed(QByteArrayView bytes, int screenRows)
{
    Handler handler{this, screenRows};
    m_parser.feed(bytes.data(), bytes.size(), handler);
}

ScrollSkip::Skipped ScrollSkip::skippable(QByteArrayView bytes, int keptAbove, int screenRows) const
{
    if (m_hasScrollMargins || m_hasSideMargins || !m_parser.isGround())
        return {};
    // From the start of a row on that is followed by enough others.
    qsizetype newline = plainRun(bytes.data(), bytes.size()).size;
    for (int rows = 0; rows <= keptAbove + screenRows && newline >= 0; ++rows)
        newline = newline > 0 ? lastIndexOf(bytes.first(newline), '\n') : -1;
    if (newline <= 0 || !(m_newlineReturns || bytes[newline - 1] == '\r'))
        return {};
    if (std::count(bytes.begin(), bytes.begin() + newline, '\n') < screenRows)
        return {}; // the cursor may still be above the last row
    return {newline + 1, plainRun(bytes.data(), newline + 1).penChanges};
}

} // namespace pipecore
