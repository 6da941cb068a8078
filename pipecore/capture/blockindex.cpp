#include "pipecore/capture/blockindex.h"

#include <QByteArray>

#include <algorithm>
#include <cstring>

namespace pipecore
{

namespace
{

// Newlines in a piece: bytes are added up in bytes, which the compiler turns into vector instructions.
qint64 countNewlines(const char *data, qint64 size)
{
    qint64 total = 0;
    while (size > 0) {
        const qint64 part = std::min<qint64>(size, 255 * 16); // no sum can overflow
        std::array<quint8, 16> sums{};
        qint64 i = 0;
        for (; i + 16 <= part; i += 16)
            for (size_t k = 0; k < 16; ++k)
                sums[k] = static_cast<quint8>(sums[k] + (data[i + static_cast<qint64>(k)] == '\n'));
        for (; i < part; ++i)
            total += data[i] == '\n';
        for (const quint8 sum : sums)
            total += sum;
        data += part;
        size -= part;
    }
    return total;
}

const char *find(const char *data, qint64 size, char byte)
{
    return static_cast<const char *>(std::memchr(data, byte, static_cast<size_t>(size)));
}

} // namespace

void BlockIndex::append(const char *data, qint64 size)
{
    while (size > 0) {
        // Nobody else appends meanwhile, so that m_end may be read.
        const qint64 part = std::min(size, kBlockSize - m_end % kBlockSize);
        appendWithinBlock(data, part);
        data += part;
        size -= part;
    }
}

void BlockIndex::appendWithinBlock(const char *data, qint64 size)
{
    const bool hasEscape = find(data, size, '\x1b') != nullptr;
    const CarriedState before = m_scanner ? m_scanner->state() : CarriedState{};
    if (m_scanner)
        m_scanner->scan(data, size, hasEscape);
    const char *newline = find(data, size, '\n');
    const char *const last = data + size - 1;
    const char *lastInner = nullptr; // the last newline that has a byte after it in this piece
    qint64 inner = 0;
    if (newline && newline < last) {
        inner = countNewlines(newline, last - newline);
        lastInner = static_cast<const char *>(::memrchr(newline, '\n', static_cast<size_t>(last - newline)));
    }

    const std::lock_guard lock(m_lock);
    const qint64 start = m_end;
    const qint64 end = start + size;
    if (start % kBlockSize == 0)
        m_entries.push_back({m_rows, kNoRow, internState(before) << 1});
    if (hasEscape)
        m_entries.back().stateAndFlags |= 1;
    if (!m_rowOpen)
        startRow(start);
    const qint64 firstEnd = newline ? start + (newline - data) : end;
    while (firstEnd - m_lastRowStart > kLongestRow)
        startRow(m_lastRowStart + kLongestRow);
    if (inner > 0) {
        startRow(start + (newline - data) + 1);
        m_rows += inner - 1;
        m_lastRowStart = start + (lastInner - data) + 1;
    }
    m_rowOpen = *last != '\n';
    m_end = end;
}

void BlockIndex::startRow(qint64 offset)
{
    Entry &entry = m_entries.back();
    if (entry.firstRow == kNoRow)
        entry.firstRow = static_cast<quint32>(offset % kBlockSize);
    m_lastRowStart = offset;
    m_rowOpen = true;
    ++m_rows;
}

quint32 BlockIndex::internState(const CarriedState &state)
{
    // Few states are in use at once, and the same ones come again soon: the search starts at the last.
    const auto oldest = m_states.rbegin() + std::min<qsizetype>(64, static_cast<qsizetype>(m_states.size()));
    const auto known = std::find(m_states.rbegin(), oldest, state);
    if (known != oldest)
        return static_cast<quint32>(m_states.rend() - known - 1);
    m_states.push_back(state);
    return static_cast<quint32>(m_states.size() - 1);
}

qint64 BlockIndex::indexedEnd() const
{
    const std::lock_guard lock(m_lock);
    return m_end;
}

qint64 BlockIndex::rows() const
{
    const std::lock_guard lock(m_lock);
    return m_rows;
}

qint64 BlockIndex::lastRowStart() const
{
    const std::lock_guard lock(m_lock);
    return m_lastRowStart;
}

qint64 BlockIndex::blocks() const
{
    const std::lock_guard lock(m_lock);
    return static_cast<qint64>(m_entries.size());
}

BlockIndex::Block BlockIndex::block(qint64 number) const
{
    const std::lock_guard lock(m_lock);
    const Entry &entry = m_entries.at(static_cast<size_t>(number));
    const qint64 first = entry.firstRow == kNoRow ? -1 : number * kBlockSize + entry.firstRow;
    return {entry.rowsBefore, first, m_states[entry.stateAndFlags >> 1], (entry.stateAndFlags & 1) != 0};
}

qint64 BlockIndex::blockOfRow(qint64 row) const
{
    const std::lock_guard lock(m_lock);
    if (row < 0 || row >= m_rows)
        return -1;
    // The last block with at most `row` rows before it: later ones start after the row.
    const auto after = std::upper_bound(m_entries.begin(), m_entries.end(), row,
                                        [](qint64 r, const Entry &e) { return r < e.rowsBefore; });
    return after - m_entries.begin() - 1;
}

} // namespace pipecore
