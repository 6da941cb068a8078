#include "pipecore/text/stylescanner.h"

#include "pipecore/text/sgr.h"

#include <algorithm>
#include <cstring>

namespace pipecore
{

namespace
{

constexpr quint32 kUnderlineShift = 8;
constexpr quint32 kPendingShift = 16;
constexpr quint32 kOverlongShift = 30;

} // namespace

std::array<quint32, 4> StyleState::toWords() const
{
    return {style.foreground.value, style.background.value, style.underlineColor.value,
            style.attributes | static_cast<quint32>(style.underline) << kUnderlineShift |
                static_cast<quint32>(pendingBytes) << kPendingShift |
                static_cast<quint32>(overlong) << kOverlongShift};
}

StyleState StyleState::fromWords(const std::array<quint32, 4> &words)
{
    StyleState state;
    state.style.foreground.value = words[0];
    state.style.background.value = words[1];
    state.style.underlineColor.value = words[2];
    state.style.attributes = words[3] & 0xff;
    state.style.underline = static_cast<Style::Underline>(std::min(words[3] >> kUnderlineShift & 7, 5u));
    state.pendingBytes = static_cast<int>(words[3] >> kPendingShift & 0xfff);
    state.overlong = static_cast<EscapeParser::Overlong>(words[3] >> kOverlongShift);
    return state;
}

StyleScanner::StyleScanner(const StyleState &state)
{
    m_handler.style = state.style;
    m_parser.enterOverlong(state.overlong);
}

void StyleScanner::scan(const char *data, qint64 size, bool mayHaveEscape)
{
    if (!mayHaveEscape && m_parser.isGround())
        return;
    const char *const end = data + size;
    while (data < end) {
        // Between sequences only the next ESC matters.
        if (m_parser.isGround()) {
            data = static_cast<const char *>(std::memchr(data, '\x1b', static_cast<size_t>(end - data)));
            if (!data)
                return;
        }
        const qint64 piece = m_parser.isInString() ? end - data : 64;
        const char *const pieceEnd = data + std::min<qint64>(piece, end - data);
        m_parser.feed(data, pieceEnd - data, m_handler);
        data = pieceEnd;
    }
}

StyleState StyleScanner::state() const
{
    const EscapeParser::Overlong overlong = m_parser.overlong();
    if (overlong == EscapeParser::Overlong::None)
        return {m_handler.style, m_parser.pendingBytes(), overlong};
    return {m_handler.style, m_parser.isInStringEnd() ? 1 : 0, overlong};
}

void StyleScanner::Handler::csi(const ControlSequence &sequence)
{
    if (sequence.final == 'm' && sequence.intermediates.isEmpty() && !sequence.isPrivate())
        applySgr(style, sequence.parameters);
    else if (sequence.final == 'p' && sequence.intermediates == "!")
        style = {}; // DECSTR
}

void StyleScanner::Handler::escape(char intermediate, char final)
{
    if (intermediate == 0 && final == 'c')
        style = {}; // RIS
}

} // namespace pipecore
