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

} // namespace pipecore
