#pragma once

#include "pipecore/search/blockmatcher.h"
#include "pipecore/search/query.h"

namespace pipecore
{

/// A query made ready. A match lies within one row: the bytes between two newlines, which are read as UTF-8;
/// invalid bytes match nothing. Each thread has its own; clone() is cheap.
///
/// Rows are found many at a time, by Hyperscan or by PCRE2, both exact; the places within a row by PCRE2.
class Matcher
{
public:
    enum class Engine {
        Best,
        Hyperscan, ///< also for what has a way of its own
        Pcre2,     ///< also where Hyperscan could do it
        Rows       ///< row by row: what the others must agree with
    };
    static tl::expected<std::unique_ptr<Matcher>, QueryError> create(const Query &query,
                                                                     Engine engine = Engine::Best);
    std::unique_ptr<Matcher> clone() const;

    const Query &query() const { return m_query; }

    /// Appends to `found` the matching rows of `rows`: whole rows, the last one with its newline or without.
    /// The offsets, from the start of `rows`, are those of the row without its newline, and ascend.
    void findRows(QByteArrayView rows, std::vector<ByteRange> &found);

    /// The first match in `row` that starts at or behind `from`; `edges` as in Pcre2Pattern.
    std::optional<ByteRange> findIn(QByteArrayView row, qint64 from = 0, int edges = 0)
    {
        return m_row->find(row, from, edges);
    }
    /// All matches in `row` that are not empty, at most `most`; none overlaps another.
    std::vector<ByteRange> allIn(QByteArrayView row, size_t most = 10'000);

    /// In some row the pattern took too many steps: its result may be incomplete.
    bool gaveUp() const { return m_row->gaveUp() || (m_block && m_block->gaveUp()); }

private:
    Matcher(Query query, std::unique_ptr<Pcre2Pattern> row, std::unique_ptr<BlockMatcher> block,
            bool asciiOnly);
    void findRowByRow(QByteArrayView rows, qint64 base, std::vector<ByteRange> &found);

    const Query m_query;
    const std::unique_ptr<Pcre2Pattern> m_row;
    const std::unique_ptr<BlockMatcher> m_block; // null: row by row
    const bool m_asciiOnly;                      // m_block is right only for rows of ASCII
};

} // namespace pipecore
