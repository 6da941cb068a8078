#include "pipecore/net/upload/batchplan.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace pipecore
{

void BatchPlan::begin(qint64 from)
{
    m_from = m_scanned = m_lineEnd = from;
    m_lines = 0;
    m_isFull = false;
}

QString BatchPlan::extend(const Capture &capture, qint64 end, const Limits &limits)
{
    std::array<char, 16 * 1024> piece;
    const qint64 most = std::min(end, m_from + limits.bytes);
    while (!m_isFull && m_scanned < most) {
        QString error;
        const qint64 n =
            capture.read(m_scanned, piece.data(), std::min<qint64>(piece.size(), most - m_scanned), &error);
        if (n <= 0)
            return error.isEmpty() ? QStringLiteral("the output was cut short") : error;
        const char *const stop = piece.data() + n;
        const char *at = piece.data();
        while (at < stop && !m_isFull) {
            const auto *newline =
                static_cast<const char *>(std::memchr(at, '\n', static_cast<size_t>(stop - at)));
            at = newline ? newline + 1 : stop;
            if (!newline)
                break;
            m_lineEnd = m_scanned + (at - piece.data());
            m_isFull = ++m_lines >= limits.lines;
        }
        m_scanned += at - piece.data();
    }
    m_isFull = m_isFull || m_scanned >= m_from + limits.bytes;
    return {};
}

} // namespace pipecore
