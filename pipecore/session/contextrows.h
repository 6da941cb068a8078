#pragma once

#include "pipecore/session/filteredrows.h"

#include <mutex>

namespace pipecore
{

/// Stretches of rows: found ones with some before and some behind each, those that touch being one. They only
/// grow at the end. Any thread.
class ContextRanges
{
public:
    static constexpr size_t kMost = 500'000; ///< stretches: 12 MB

    ContextRanges(qint64 before, qint64 behind) : m_before(before), m_behind(behind) {}

    /// Takes more found rows: `numbers` ascend, and are behind those taken before. False when there are too
    /// many.
    bool add(const std::vector<qint64> &numbers);
    /// Found rows that were taken.
    qint64 taken() const;

    struct Range {
        qint64 first = 0;
        qint64 end = 0;      ///< the row behind the last one; may be behind all there are
        qint64 position = 0; ///< rows in the stretches before
    };
    /// The one that holds the row at `position`, or else the last; empty when there is none.
    Range at(qint64 position) const;
    /// The first one that ends behind row `number`; empty when there is none.
    Range behind(qint64 number) const;
    Range last() const;

private:
    const qint64 m_before;
    const qint64 m_behind;
    mutable std::mutex m_lock; // guards what follows
    std::vector<Range> m_ranges;
    qint64 m_taken = 0;
};

/// The rows of some stretches, which may grow meanwhile.
class ContextRows final : public RowSource
{
public:
    ContextRows(Recording::Ptr recording, std::shared_ptr<const ContextRanges> ranges);

    qint64 size() const override;
    std::vector<FoldedRow> rows(qint64 first, qint64 count) override;
    void limitColumns(int most) override { m_folded.limitColumns(most); }
    qint64 positionOf(qint64 number) override;
    qint64 numberAt(qint64 position) override;
    std::unique_ptr<RowSource> clone() const override;

private:
    const Recording::Ptr m_recording;
    const std::shared_ptr<const ContextRanges> m_ranges;
    FoldedRows m_folded;
};

} // namespace pipecore
