#include "pipecore/text/escapeparser.h"

#include <charconv>

namespace pipecore
{

int ControlSequence::number(int index, int fallback) const
{
    QByteArrayView rest = parameters;
    while (!rest.isEmpty() && rest.front() >= '<')
        rest = rest.sliced(1);
    for (; index > 0; --index) {
        const qsizetype next = rest.indexOf(';');
        if (next < 0)
            return fallback;
        rest = rest.sliced(next + 1);
    }
    int value = 0;
    const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (parsed.ec == std::errc::result_out_of_range)
        return 1 << 20;
    return parsed.ec == std::errc() && value > 0 ? value : fallback;
}

ControlSequence EscapeParser::sequence(char final) const
{
    const QByteArrayView all(m_bytes.data(), m_size);
    return {all.first(m_size - m_intermediates), all.last(m_intermediates), final};
}

EscapeParser::Overlong EscapeParser::overlong() const
{
    if (m_pending <= kLongestSequence || m_state == State::Ground)
        return Overlong::None;
    if (!isInString())
        return Overlong::Sequence;
    return m_endsAtBell ? Overlong::BellString : Overlong::String;
}

void EscapeParser::enterOverlong(Overlong what)
{
    if (what == Overlong::None)
        return;
    m_state = what == Overlong::Sequence ? State::CsiIgnore : State::String;
    m_endsAtBell = what == Overlong::BellString;
    m_pending = kLongestSequence + 1;
}

// From here on the state is one that overlong() can tell.
void EscapeParser::giveUp()
{
    if (m_state == State::Osc)
        m_state = State::String;
    else if (m_state < State::Osc)
        m_state = State::CsiIgnore;
}

} // namespace pipecore
