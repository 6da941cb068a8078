#pragma once

#include "pipecore/search/rowtest.h"

namespace pipecore
{

/// Wants the rows that all, any, or none of some other tests want.
///
/// Only for searches that look at the rows of a long line again, each by itself
/// (BlockCounter::LongRows::Split): of lines of more than 64 KiB, find() gives also some that are not wanted.
class CombinedTest final : public RowTest
{
public:
    enum class Kind { All, Any, None };
    /// `tests` is not empty.
    CombinedTest(Kind kind, std::vector<std::unique_ptr<RowTest>> tests);

    void find(const RowPieces &piece, std::vector<ByteRange> &found) override;
    bool matches(QByteArrayView row) override;
    std::unique_ptr<RowTest> clone() const override;
    bool gaveUp() const override;

private:
    void findAll(const RowPieces &piece, std::vector<ByteRange> &found);
    void findAny(const RowPieces &piece, std::vector<ByteRange> &found);
    void take(CombinedTest &none, const RowPieces &piece, std::vector<ByteRange> &found);

    const Kind m_kind;
    std::vector<std::unique_ptr<RowTest>> m_tests;
    std::vector<ByteRange> m_other;
    std::vector<ByteRange> m_merged;
};

} // namespace pipecore
