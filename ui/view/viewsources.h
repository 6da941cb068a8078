#pragma once

#include "pipecore/session/rowsource.h"

#include <map>

namespace ui
{

/// How a view shows the bytes: as a terminal would, with every byte to be seen, or as numbers.
enum class ViewMode { Text, Raw, Hex };

/// The same rows as another source's, with their escape sequences and controls visible.
class RawRows final : public pipecore::RowSource
{
public:
    RawRows(std::unique_ptr<pipecore::RowSource> base, pipecore::Recording::Ptr recording);

    qint64 size() const override { return m_base->size(); }
    std::vector<pipecore::FoldedRow> rows(qint64 first, qint64 count) override;
    qint64 positionOf(qint64 number) override { return m_base->positionOf(number); }
    qint64 numberAt(qint64 position) override { return m_base->numberAt(position); }
    std::unique_ptr<RowSource> clone() const override;

private:
    const std::unique_ptr<pipecore::RowSource> m_base;
    const pipecore::Recording::Ptr m_recording;
    pipecore::RowReader m_reader;
};

/// All bytes of a recording, sixteen a row, as `hexdump -C` has them.
class HexRows final : public pipecore::RowSource
{
public:
    static constexpr qint64 kBytesInRow = 16;
    explicit HexRows(pipecore::Recording::Ptr recording);

    qint64 size() const override;
    std::vector<pipecore::FoldedRow> rows(qint64 first, qint64 count) override;
    qint64 positionOf(qint64 number) override;
    qint64 numberAt(qint64 position) override;
    std::unique_ptr<RowSource> clone() const override { return std::make_unique<HexRows>(m_recording); }

private:
    const pipecore::Recording::Ptr m_recording;
    pipecore::RowReader m_reader;
};

/// The rows of another source, some of them with all the states that they went through, one below another.
class FrameRows final : public pipecore::RowSource
{
public:
    FrameRows(std::unique_ptr<pipecore::RowSource> base, pipecore::Recording::Ptr recording);

    /// Shows the states of the row at `position`, or its last one only again. False when it has but one.
    bool toggle(qint64 position);

    qint64 size() const override;
    std::vector<pipecore::FoldedRow> rows(qint64 first, qint64 count) override;
    void limitColumns(int most) override { m_base->limitColumns(most); }
    qint64 positionOf(qint64 number) override;
    qint64 numberAt(qint64 position) override;
    std::unique_ptr<RowSource> clone() const override;

private:
    struct Place {
        qint64 base;  // position in the base source
        qint64 frame; // of the row there
    };
    Place placeOf(qint64 position) const;
    qint64 positionOfBase(qint64 base) const;

    const std::unique_ptr<pipecore::RowSource> m_base;
    const pipecore::Recording::Ptr m_recording;
    pipecore::FoldedRows m_folded;
    std::map<qint64, qint64> m_expanded; // position in the base source -> states
    qint64 m_cachedNumber = -1;
    std::vector<pipecore::FoldedRow> m_cached; // the states of one row
};

} // namespace ui
