#pragma once

#include "pipecore/search/matcher.h"
#include "pipecore/search/plainrows.h"
#include "pipecore/search/rowtest.h"

namespace pipecore
{

/// Wants the rows that match: in their text without escape sequences, where there are any.
class RowSearch final : public RowTest
{
public:
    struct Options {
        bool dropReturns =
            false; ///< a carriage return before a newline is none of the text, as with a terminal
    };
    RowSearch(std::unique_ptr<Matcher> matcher, Options options)
        : m_matcher(std::move(matcher)), m_options(options)
    {
    }
    Matcher &matcher() { return *m_matcher; }

    void find(const RowPieces &piece, std::vector<ByteRange> &found) override;
    bool matches(QByteArrayView row) override;
    std::unique_ptr<RowTest> clone() const override;
    bool gaveUp() const override { return m_matcher->gaveUp(); }

    /// The matches in one row, as places in the row itself.
    std::vector<ByteRange> placesIn(QByteArrayView row, size_t most = 10'000);

private:
    bool findInPart(const RowPieces &piece);
    bool needsPlain(QByteArrayView rows) const;
    QByteArrayView withoutReturn(QByteArrayView row) const;

    const std::unique_ptr<Matcher> m_matcher;
    const Options m_options;
    PlainRows m_plain;
    std::vector<ByteRange> m_plainFound;
};

} // namespace pipecore
