#include "pipecore/capture/rowreader.h"

#include <algorithm>
#include <cstring>

namespace pipecore
{

namespace
{

constexpr qint64 kPieceSize = 256 * 1024;

} // namespace

RowReader::RowReader(Capture::Ptr capture, const BlockIndex *index)
    : m_capture(std::move(capture)), m_index(index)
{
}

QByteArrayView RowReader::view(qint64 start, qint64 end)
{
    end = std::min(end, m_capture->end());
    if (start >= end)
        return {};
    if (start < m_pieceStart || end > m_pieceStart + m_piece.size()) {
        const qint64 size = std::max(kPieceSize, end - start);
        m_piece.resize(size);
        m_pieceStart = start;
        m_piece.truncate(std::max<qint64>(0, m_capture->read(start, m_piece.data(), size)));
    }
    const qint64 length = std::min<qint64>(end, m_pieceStart + m_piece.size()) - start;
    return QByteArrayView(m_piece).sliced(start - m_pieceStart, std::max<qint64>(0, length));
}

QByteArray RowReader::bytes(qint64 start, qint64 end)
{
    return view(start, end).toByteArray();
}

RowSpan RowReader::spanAt(qint64 start, bool continues, qint64 indexedEnd)
{
    const qint64 limit = std::min(start + BlockIndex::kLongestRow + 1, indexedEnd);
    const QByteArrayView data = view(start, limit);
    const qint64 readEnd = start + data.size();
    const void *newline =
        data.isEmpty() ? nullptr : std::memchr(data.data(), '\n', static_cast<size_t>(data.size()));
    if (newline)
        return {start, start + (static_cast<const char *>(newline) - data.data()), continues, true};
    if (readEnd > start + BlockIndex::kLongestRow)
        return {start, start + BlockIndex::kLongestRow, continues, true};
    return {start, readEnd, continues, false};
}

RowReader::Position RowReader::startOfBlockRows(qint64 number)
{
    const BlockIndex::Block block = m_index->block(number);
    const qint64 start = block.firstRowStart;
    const bool continues = start > 0 && !view(start - 1, start).startsWith('\n');
    return {block.rowsBefore, start, continues};
}

std::vector<RowSpan> RowReader::rows(qint64 first, qint64 count)
{
    std::vector<RowSpan> found;
    const qint64 indexedEnd = m_index->indexedEnd();
    const qint64 block = m_index->blockOfRow(first);
    if (block < 0)
        return found;
    Position at = startOfBlockRows(block);
    for (; at.offset < indexedEnd && static_cast<qint64>(found.size()) < count; ++at.row) {
        const RowSpan span = spanAt(at.offset, at.continues, indexedEnd);
        if (at.row >= first)
            found.push_back(span);
        if (!span.complete)
            break;
        at.continues = view(span.end, span.end + 1) != QByteArrayView("\n");
        at.offset = span.end + (at.continues ? 0 : 1);
    }
    return found;
}

qint64 RowReader::rowAt(qint64 offset)
{
    const qint64 indexedEnd = m_index->indexedEnd();
    if (offset < 0 || offset >= indexedEnd)
        return -1;
    qint64 number = offset / BlockIndex::kBlockSize;
    BlockIndex::Block block = m_index->block(number);
    // The row may have started in a block before.
    while (number > 0 && (block.firstRowStart < 0 || block.firstRowStart > offset))
        block = m_index->block(--number);
    Position at = startOfBlockRows(number);
    for (;;) {
        const RowSpan span = spanAt(at.offset, at.continues, indexedEnd);
        if (!span.complete)
            return at.row;
        at.continues = view(span.end, span.end + 1) != QByteArrayView("\n");
        const qint64 next = span.end + (at.continues ? 0 : 1);
        if (offset < next)
            return at.row;
        at.offset = next;
        ++at.row;
    }
}

} // namespace pipecore
