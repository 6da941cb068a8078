#include "pipecore/session/filteredrows.h"

#include <algorithm>

namespace pipecore
{

FoundRows::FoundRows(Recording::Ptr recording, std::shared_ptr<const LiveSearch> search,
                     std::unique_ptr<RowTest> test)
    : m_recording(std::move(recording)), m_search(std::move(search)), m_test(std::move(test)),
      m_reader(m_recording->capture(), &m_recording->index())
{
}

qint64 FoundRows::blockOfRow(qint64 number) const
{
    const qint64 block = m_recording->index().blockOfRow(number);
    return block >= 0 ? block : m_recording->index().blocks(); // behind all of them
}

const std::vector<qint64> &FoundRows::inBlock(qint64 block)
{
    const qint64 count = m_search->countIn(block);
    if (block == m_block && count == m_blockCount)
        return m_rows;
    m_rows.clear();
    m_block = block;
    m_blockCount = count;
    const BlockIndex &index = m_recording->index();
    if (count == 0 || block < 0 || block >= index.blocks())
        return m_rows;
    const qint64 first = index.block(block).rowsBefore;
    const qint64 behind = block + 1 < index.blocks() ? index.block(block + 1).rowsBefore : index.rows();
    const std::vector<RowSpan> spans = m_reader.rows(first, behind - first);
    for (size_t i = 0; i < spans.size() && static_cast<qint64>(m_rows.size()) < count; ++i)
        if (m_test->matches(m_reader.bytes(spans[i].start, spans[i].end)))
            m_rows.push_back(first + static_cast<qint64>(i));
    if (static_cast<qint64>(m_rows.size()) < count)
        m_blockCount = -1; // not all of it is indexed yet
    return m_rows;
}

qint64 FoundRows::next(qint64 number)
{
    for (qint64 block = m_search->nextBlock(blockOfRow(number)); block >= 0;
         block = m_search->nextBlock(block + 1)) {
        const std::vector<qint64> &rows = inBlock(block);
        const auto found = std::lower_bound(rows.begin(), rows.end(), number);
        if (found != rows.end())
            return *found;
    }
    return -1;
}

qint64 FoundRows::previous(qint64 number)
{
    if (number < 0)
        return -1;
    for (qint64 block = m_search->previousBlock(blockOfRow(number)); block >= 0;
         block = m_search->previousBlock(block - 1)) {
        const std::vector<qint64> &rows = inBlock(block);
        const auto behind = std::upper_bound(rows.begin(), rows.end(), number);
        if (behind != rows.begin())
            return *(behind - 1);
    }
    return -1;
}

qint64 FoundRows::rank(qint64 number)
{
    const qint64 block = blockOfRow(number);
    const std::vector<qint64> &rows = inBlock(block);
    return m_search->countBefore(block) + (std::lower_bound(rows.begin(), rows.end(), number) - rows.begin());
}

std::vector<qint64> FoundRows::numbers(qint64 first, qint64 count)
{
    std::vector<qint64> all;
    for (qint64 block = m_search->blockOf(first); block >= 0 && static_cast<qint64>(all.size()) < count;
         block = m_search->nextBlock(block + 1)) {
        const qint64 skip = all.empty() ? std::max<qint64>(0, first - m_search->countBefore(block)) : 0;
        const std::vector<qint64> &rows = inBlock(block);
        for (auto i = static_cast<size_t>(skip); i < rows.size() && static_cast<qint64>(all.size()) < count;
             ++i)
            all.push_back(rows[i]);
        if (static_cast<qint64>(rows.size()) < m_search->countIn(block))
            break;
    }
    return all;
}

FilteredRows::FilteredRows(Recording::Ptr recording, std::shared_ptr<const LiveSearch> search,
                           std::unique_ptr<RowTest> test)
    : m_recording(recording), m_found(recording, std::move(search), std::move(test)), m_folded(recording)
{
}

// Only what is indexed can be shown, and only behind what was searched without a hole will rows still come.
qint64 FoundRows::sure() const
{
    const BlockIndex &index = m_recording->index();
    const bool complete = m_search->isComplete(); // asked first: then the count is the last one
    const qint64 searched = m_search->searchedEnd();
    if (index.indexedEnd() < searched)
        return m_search->countBefore(std::max<qint64>(0, index.blocks() - 2));
    return complete ? m_search->total() : m_search->countBefore(searched / BlockCounter::kBlock + 1);
}

std::vector<FoldedRow> FilteredRows::rows(qint64 first, qint64 count)
{
    std::vector<FoldedRow> rows;
    for (const qint64 number : m_found.numbers(first, count))
        for (FoldedRow &row : m_folded.rows(number, 1))
            rows.push_back(std::move(row));
    return rows;
}

qint64 FilteredRows::numberAt(qint64 position)
{
    const std::vector<qint64> number = m_found.numbers(position, 1);
    return number.empty() ? m_recording->index().rows() : number.front();
}

std::unique_ptr<RowSource> FilteredRows::clone() const
{
    return std::make_unique<FilteredRows>(m_recording, m_found.search(), m_found.cloneTest());
}

} // namespace pipecore
