#include "pipecore/search/rowpieces.h"

#include <algorithm>
#include <cstring>

namespace pipecore
{

namespace
{

// What fits the processor's cache: read into it, it is searched before it leaves it.
constexpr qint64 kPiece = 128 * 1024;
// Where the data begin in the buffer. A copy whose target stands a few bytes further in its page of memory
// than the source in its own takes five times as long (measured); files are read from the start of a page.
constexpr qint64 kLead = 2048;
constexpr qint64 kBeyond = 16 * 1024; // read at first behind the stretch asked for

} // namespace

RowPieces::RowPieces(Capture::Ptr capture) : m_capture(std::move(capture)), m_buffer(kLead + kPiece) {}

void RowPieces::seek(qint64 from, qint64 to)
{
    // The byte before tells whether a row starts there.
    m_skipFirst = from > 0;
    m_bufferStart = m_bufferEnd = m_offset = m_next = m_skipFirst ? from - 1 : from;
    m_limit = to;
    m_size = 0;
    m_cutBefore = m_cutBehind = false;
    m_error.clear();
}

const char *RowPieces::at(qint64 offset) const
{
    return m_buffer.data() + kLead + (offset - m_bufferStart);
}

QByteArrayView RowPieces::bytes() const
{
    return {at(m_offset), m_size};
}

// Keeps what is not given yet, and reads more behind it; false when there is nothing more, or no room.
bool RowPieces::fill(qint64 end)
{
    const qint64 kept = m_bufferEnd - m_next;
    if (m_next > m_bufferStart) {
        std::memmove(m_buffer.data() + kLead, at(m_next), static_cast<size_t>(kept));
        m_bufferStart = m_next;
    }
    const auto capacity = static_cast<qint64>(m_buffer.size()) - kLead;
    if (kept == capacity) {
        if (capacity >= kLongestRow)
            return false;
        m_buffer.resize(static_cast<size_t>(kLead + std::min(capacity * 2, kLongestRow)));
    } else if (capacity > kPiece && kept < kPiece / 2) {
        m_buffer.resize(kLead + kPiece);
        m_buffer.shrink_to_fit();
    }
    const qint64 room = static_cast<qint64>(m_buffer.size()) - kLead - kept;
    const qint64 wanted =
        std::max<qint64>(0, m_limit - m_bufferEnd) + kBeyond; // the last row ends soon, mostly
    const qint64 n = m_capture->read(m_bufferEnd, m_buffer.data() + kLead + kept,
                                     std::min({room, wanted, end - m_bufferEnd}), &m_error);
    m_bufferEnd += std::max<qint64>(0, n);
    return n > 0;
}

bool RowPieces::skipToRow(qint64 end)
{
    while (m_skipFirst) {
        const bool more = m_next < end && fill(end);
        const char *const data = at(m_next);
        const qint64 size = m_bufferEnd - m_next;
        const void *newline = size > 0 ? std::memchr(data, '\n', static_cast<size_t>(size)) : nullptr;
        if (newline)
            m_next += static_cast<const char *>(newline) - data + 1;
        else
            m_next = std::min(m_next + size, m_limit); // all of it belongs to a row that started before
        m_skipFirst = !newline;
        if (!newline && (!more || m_next >= m_limit))
            return false;
    }
    return true;
}

bool RowPieces::next(qint64 end, bool last)
{
    m_cutBefore = m_cutBehind;
    m_cutBehind = false;
    if (!skipToRow(end) || (m_next >= m_limit && !m_cutBefore))
        return false;
    for (;;) {
        const bool more = m_next < end && fill(end);
        const char *const data = at(m_next);
        const qint64 size = m_bufferEnd - m_next;
        m_offset = m_next;
        if (const char *newline = lastNewline(data, size)) {
            m_size = newline - data + 1;
            m_next = m_offset + m_size;
            return true;
        }
        if (more)
            continue;
        m_size = size;
        if (!m_error.isEmpty())
            return false;
        if (m_bufferEnd < end) { // there is no room for more of this row
            m_rowStart = rowStart();
            m_cutBehind = true;
            m_next = m_offset + m_size - kOverlap;
            return true;
        }
        if (last && size > 0) {
            m_next = m_offset + size;
            return true;
        }
        m_cutBehind = m_cutBefore; // asked again, it is still in the midst of that row
        m_cutBefore = false;
        return false;
    }
}

// The newline that ends the piece of which `data` is the beginning; null when it is not here.
const char *RowPieces::lastNewline(const char *data, qint64 size) const
{
    if (size <= 0)
        return nullptr;
    if (m_cutBefore) // the rest of the long row by itself
        return static_cast<const char *>(std::memchr(data, '\n', static_cast<size_t>(size)));
    // The last row that starts before the limit ends at the first newline from here on.
    const qint64 lastStart = m_limit - 1 - m_next;
    if (lastStart < size)
        if (const void *end = std::memchr(data + lastStart, '\n', static_cast<size_t>(size - lastStart)))
            return static_cast<const char *>(end);
    return static_cast<const char *>(
        ::memrchr(data, '\n', static_cast<size_t>(std::min(size, std::max<qint64>(lastStart, 0)))));
}

qint64 rowsIn(QByteArrayView bytes)
{
    return std::count(bytes.begin(), bytes.end(), '\n') + (!bytes.isEmpty() && !bytes.endsWith('\n') ? 1 : 0);
}

} // namespace pipecore
