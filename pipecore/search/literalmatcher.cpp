#include "pipecore/search/blockmatcher.h"

#include <algorithm>
#include <string_view>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace pipecore
{

namespace
{

// How common bytes are in logs and programs' output, roughly: the higher the more common.
int frequency(char byte)
{
    static constexpr std::string_view kCommon = " e0t1ao2inr.s5l3d4c-m:u6p978/=,_hgfb[]ykv'\"()wx<>;";
    const size_t rank = kCommon.find(byte);
    if (rank != std::string_view::npos)
        return 250 - static_cast<int>(rank) * 3;
    return byte >= 'a' && byte <= 'z' ? 60 : byte >= 'A' && byte <= 'Z' ? 50 : 20;
}

/// The characters themselves: looks for the two of them that are likely to be the rarest, at their distance,
/// in as many places at once as the processor can.
class LiteralMatcher final : public BlockMatcher
{
public:
    explicit LiteralMatcher(const QByteArray &literal) : m_literal(literal)
    {
        const auto rarer = [&](qint64 a, qint64 b) { return frequency(literal[a]) < frequency(literal[b]); };
        for (qint64 i = 1; i < literal.size(); ++i)
            if (rarer(i, m_first))
                m_first = i;
        m_second = m_first == 0 ? literal.size() - 1 : 0;
        for (qint64 i = 0; i < literal.size(); ++i)
            if (i != m_first && rarer(i, m_second))
                m_second = i;
    }

    void findRows(QByteArrayView rows, qint64 base, std::vector<ByteRange> &found) override
    {
        const char *const data = rows.data();
        for (qint64 at = 0; at < rows.size();) {
            const qint64 match = find(rows, at);
            if (match < 0)
                return;
            const void *before =
                match > at ? ::memrchr(data + at, '\n', static_cast<size_t>(match - at)) : nullptr;
            const void *after = std::memchr(data + match, '\n', static_cast<size_t>(rows.size() - match));
            const qint64 start = before ? static_cast<const char *>(before) - data + 1 : at;
            const qint64 end = after ? static_cast<const char *>(after) - data : rows.size();
            found.push_back({base + start, base + end});
            at = end + 1;
        }
    }
    std::unique_ptr<BlockMatcher> clone() const override { return std::make_unique<LiteralMatcher>(*this); }

private:
    bool isAt(const char *data) const
    {
        return std::memcmp(data, m_literal.constData(), static_cast<size_t>(m_literal.size())) == 0;
    }

    // Where it begins, at or behind `at`; -1: nowhere.
    qint64 find(QByteArrayView text, qint64 at) const
    {
        const qint64 last = text.size() - m_literal.size();
#if defined(__x86_64__)
        static const bool hasAvx2 = __builtin_cpu_supports("avx2") != 0;
        if (hasAvx2 && m_literal.size() > 1 && last - at >= kWidth) {
            const qint64 match = findWide(text.data(), at, last);
            if (match >= 0)
                return match;
            at = std::max(at, last + 1 - (last + 1 - at) % kWidth);
        }
#endif
        while (at <= last) {
            const void *first = std::memchr(text.data() + at + m_first, m_literal[m_first],
                                            static_cast<size_t>(last - at + 1));
            if (!first)
                return -1;
            at = static_cast<const char *>(first) - text.data() - m_first;
            if (isAt(text.data() + at))
                return at;
            ++at;
        }
        return -1;
    }

#if defined(__x86_64__)
    static constexpr qint64 kWidth = 64;

    // The same for as many whole widths as there are from `at` to `last`.
    __attribute__((target("avx2"))) qint64 findWide(const char *data, qint64 at, qint64 last) const
    {
        const __m256i first = _mm256_set1_epi8(m_literal[m_first]);
        const __m256i second = _mm256_set1_epi8(m_literal[m_second]);
        for (; at + kWidth <= last + 1; at += kWidth) {
            const char *const a = data + at + m_first;
            const char *const b = data + at + m_second;
            const __m256i low = _mm256_and_si256(
                _mm256_cmpeq_epi8(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(a)), first),
                _mm256_cmpeq_epi8(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(b)), second));
            const __m256i high = _mm256_and_si256(
                _mm256_cmpeq_epi8(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(a + 32)), first),
                _mm256_cmpeq_epi8(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(b + 32)), second));
            if (_mm256_testz_si256(_mm256_or_si256(low, high), _mm256_set1_epi8(-1)))
                continue;
            quint64 places = static_cast<quint32>(_mm256_movemask_epi8(low)) |
                             quint64(static_cast<quint32>(_mm256_movemask_epi8(high))) << 32;
            for (; places != 0; places &= places - 1) {
                const qint64 place = at + __builtin_ctzll(places);
                if (isAt(data + place))
                    return place;
            }
        }
        return -1;
    }
#endif

    const QByteArray m_literal;
    qint64 m_first = 0; // the rarest byte, and the second
    qint64 m_second = 0;
};

} // namespace

std::unique_ptr<BlockMatcher> makeLiteralMatcher(const QByteArray &literal)
{
    return std::make_unique<LiteralMatcher>(literal);
}

} // namespace pipecore
