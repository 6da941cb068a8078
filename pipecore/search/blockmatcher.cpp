#include "pipecore/search/blockmatcher.h"

#include <cstring>

namespace pipecore
{

void Pcre2BlockMatcher::findRows(QByteArrayView rows, qint64 base, std::vector<ByteRange> &found)
{
    // Without the last newline: behind it there is no row that could match.
    const qint64 size = rows.size() - (rows.endsWith('\n') ? 1 : 0);
    const char *const data = rows.data();
    for (qint64 at = 0; at <= size;) {
        const auto match = m_pattern->find(rows.first(size), at);
        if (!match)
            return;
        const void *before =
            match->from > 0 ? ::memrchr(data, '\n', static_cast<size_t>(match->from)) : nullptr;
        const void *after = std::memchr(data + match->from, '\n', static_cast<size_t>(size - match->from));
        const qint64 start = before ? static_cast<const char *>(before) - data + 1 : 0;
        const qint64 end = after ? static_cast<const char *>(after) - data : size;
        found.push_back({base + start, base + end});
        at = end + 1;
    }
}

std::unique_ptr<BlockMatcher> Pcre2BlockMatcher::clone() const
{
    return std::make_unique<Pcre2BlockMatcher>(m_pattern->clone());
}

#ifndef RUNNEL_HYPERSCAN
std::unique_ptr<BlockMatcher> makeHyperscanMatcher(const QByteArray &, bool)
{
    return nullptr;
}

bool hasHyperscan()
{
    return false;
}
#endif

} // namespace pipecore
