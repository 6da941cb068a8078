#pragma once

#include "pipecore/search/pcre2pattern.h"

#include <vector>

namespace pipecore
{

/// Finds rows that match among many at once. The pattern never matches a newline. Each thread has its own.
class BlockMatcher
{
public:
    virtual ~BlockMatcher() = default;
    /// Appends to `found` the matching rows of `rows`: whole rows, the last one with its newline or without,
    /// each found row without it. `base` is added to each offset.
    virtual void findRows(QByteArrayView rows, qint64 base, std::vector<ByteRange> &found) = 0;
    virtual std::unique_ptr<BlockMatcher> clone() const = 0;
    virtual bool gaveUp() const { return false; }
};

/// By PCRE2.
class Pcre2BlockMatcher final : public BlockMatcher
{
public:
    explicit Pcre2BlockMatcher(std::unique_ptr<Pcre2Pattern> pattern) : m_pattern(std::move(pattern)) {}
    void findRows(QByteArrayView rows, qint64 base, std::vector<ByteRange> &found) override;
    std::unique_ptr<BlockMatcher> clone() const override;
    bool gaveUp() const override { return m_pattern->gaveUp(); }

private:
    const std::unique_ptr<Pcre2Pattern> m_pattern;
};

/// For a text as it stands, not empty and without a newline.
std::unique_ptr<BlockMatcher> makeLiteralMatcher(const QByteArray &literal);
/// By Hyperscan, which reads `pattern` as bytes; null when it cannot express the pattern, or is not built in.
std::unique_ptr<BlockMatcher> makeHyperscanMatcher(const QByteArray &pattern, bool matchCase);
/// Whether this build and this processor have it.
bool hasHyperscan();

} // namespace pipecore
