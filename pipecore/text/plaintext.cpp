#include "pipecore/text/plaintext.h"

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr qint64 kStride = 256;

// Bytes that need no closer look; without a branch, which the compiler turns into vector instructions.
bool isHarmless(const char *data, qint64 size, bool &hasTab, bool &hasScript)
{
    unsigned char suspect = 0;
    unsigned char tab = 0;
    unsigned char all = 0;
    for (qint64 i = 0; i < size; ++i) {
        const auto c = static_cast<unsigned char>(data[i]);
        suspect |= static_cast<unsigned char>((c < 0x20) & (c != '\t') & (c != '\n'));
        all |= c;
        tab |= static_cast<unsigned char>(c == '\t');
        suspect |= static_cast<unsigned char>((c == 0x7f) | (c == 0xc2));
    }
    hasTab = hasTab || tab != 0;
    hasScript = hasScript || all >= 0x80;
    return suspect == 0;
}

} // namespace

bool PlainTextCheck::feed(const char *data, qint64 size)
{
    while (m_isPlain && size > 0) {
        const qint64 part = std::min(kStride, size);
        if (m_afterReturn || m_afterC2 || !isHarmless(data, part, m_hasLayout, m_hasScript)) {
            for (qint64 i = 0; i < part && m_isPlain; ++i) {
                const auto c = static_cast<unsigned char>(data[i]);
                const bool isControl = (c < 0x20 && c != '\t' && c != '\n' && c != '\f' && c != '\r') ||
                                       c == 0x7f || (m_afterC2 && c >= 0x80 && c < 0xa0);
                m_isPlain = !isControl && (!m_afterReturn || c == '\n');
                m_hasLayout = m_hasLayout || c == '\t' || c == '\f';
                m_hasScript = m_hasScript || c >= 0x80;
                m_afterReturn = c == '\r';
                m_afterC2 = c == 0xc2;
            }
        }
        data += part;
        size -= part;
    }
    return m_isPlain;
}

} // namespace pipecore
