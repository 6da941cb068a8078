#pragma once

#include "pipecore/search/livesearch.h"
#include "pipecore/session/rowsource.h"

namespace pipecore
{

/// Finds wanted rows of a recording: through the counts of a search from block to block, and within one by
/// testing its rows again. One thread each.
class FoundRows
{
public:
    FoundRows(Recording::Ptr recording, std::shared_ptr<const LiveSearch> search,
              std::unique_ptr<RowTest> test);

    /// The first one at or behind row `number` of the recording, or the last at or before it; -1: none so
    /// far.
    qint64 next(qint64 number);
    qint64 previous(qint64 number);
    /// How many come before row `number`.
    qint64 rank(qint64 number);
    /// So many stand at the start and stay what they are; more come behind these.
    qint64 sure() const;
    /// Their numbers, from the wanted row `first` on; fewer where they are not known or not indexed yet.
    std::vector<qint64> numbers(qint64 first, qint64 count);

    const std::shared_ptr<const LiveSearch> &search() const { return m_search; }
    std::unique_ptr<RowTest> cloneTest() const { return m_test->clone(); }

private:
    const std::vector<qint64> &inBlock(qint64 block);
    qint64 blockOfRow(qint64 number) const;

    const Recording::Ptr m_recording;
    const std::shared_ptr<const LiveSearch> m_search;
    const std::unique_ptr<RowTest> m_test;
    RowReader m_reader;
    qint64 m_block = -1; // the last one tested, as far as it was there and counted
    qint64 m_blockCount = -1;
    std::vector<qint64> m_rows;
};

/// The rows of a recording that a search finds.
class FilteredRows final : public RowSource
{
public:
    FilteredRows(Recording::Ptr recording, std::shared_ptr<const LiveSearch> search,
                 std::unique_ptr<RowTest> test);

    qint64 size() const override { return m_found.sure(); }
    std::vector<FoldedRow> rows(qint64 first, qint64 count) override;
    qint64 positionOf(qint64 number) override { return m_found.rank(number); }
    qint64 numberAt(qint64 position) override;
    std::unique_ptr<RowSource> clone() const override;

private:
    const Recording::Ptr m_recording;
    FoundRows m_found;
    FoldedRows m_folded;
};

} // namespace pipecore
