#pragma once

#include "pipecore/session/foldedrows.h"

namespace pipecore
{

/// Rows of a recording that are shown one below another: all of them, or those that a filter lets through. A
/// row is asked for by its position here; FoldedRow::number says which one of the recording it is.
///
/// Rows only come at the end; a source whose other rows change is replaced by another. One thread each:
/// somebody in another thread takes a clone().
class RowSource
{
public:
    virtual ~RowSource() = default;

    /// Rows there are by now, the unfinished last one included.
    virtual qint64 size() const = 0;
    /// Up to `count` rows from position `first` on; fewer at the end. The cost is that of these rows, and of
    /// scanning a block or so.
    virtual std::vector<FoldedRow> rows(qint64 first, qint64 count) = 0;
    /// From now on only the first `most` columns of a row are of interest. Sources may take no notice.
    virtual void limitColumns(int most) { Q_UNUSED(most); }
    /// The position of the first row here that is not before row `number` of the recording; size() when there
    /// is none.
    virtual qint64 positionOf(qint64 number) = 0;
    /// The number in the recording of the row at `position`, which is below size().
    virtual qint64 numberAt(qint64 position) = 0;
    /// The same rows, for another thread.
    virtual std::unique_ptr<RowSource> clone() const = 0;
};

/// Every row.
class AllRows final : public RowSource
{
public:
    explicit AllRows(Recording::Ptr recording) : m_recording(std::move(recording)), m_rows(m_recording) {}

    qint64 size() const override { return m_recording->index().rows(); }
    std::vector<FoldedRow> rows(qint64 first, qint64 count) override { return m_rows.rows(first, count); }
    void limitColumns(int most) override { m_rows.limitColumns(most); }
    qint64 positionOf(qint64 number) override { return std::min(number, size()); }
    qint64 numberAt(qint64 position) override { return position; }
    std::unique_ptr<RowSource> clone() const override { return std::make_unique<AllRows>(m_recording); }

private:
    const Recording::Ptr m_recording;
    FoldedRows m_rows;
};

} // namespace pipecore
