#include "pipecore/search/rowsearch.h"

#include <algorithm>
#include <cstring>

namespace pipecore
{

bool RowSearch::needsPlain(QByteArrayView rows) const
{
    return hasEscape(rows) || (m_options.dropReturns &&
                               std::memchr(rows.data(), '\r', static_cast<size_t>(rows.size())) != nullptr);
}

std::unique_ptr<RowTest> RowSearch::clone() const
{
    return std::make_unique<RowSearch>(m_matcher->clone(), m_options);
}

void RowSearch::find(const RowPieces &piece, std::vector<ByteRange> &found)
{
    found.clear();
    const QByteArrayView rows = piece.bytes();
    if (rows.isEmpty())
        return;
    if (piece.isCut()) {
        if (findInPart(piece))
            found.push_back({0, rows.size() - (rows.endsWith('\n') ? 1 : 0)});
        return;
    }
    if (!needsPlain(rows)) {
        m_matcher->findRows(rows, found);
        return;
    }
    m_plain.take(rows, m_options.dropReturns);
    m_plainFound.clear();
    const QByteArrayView plain = m_plain.text();
    m_matcher->findRows(plain, m_plainFound);
    // Rows stand in the same order in both: side by side through them.
    qint64 plainAt = 0;
    qint64 at = 0;
    const auto rowEnd = [](QByteArrayView text, qint64 from) {
        const void *newline = std::memchr(text.data() + from, '\n', static_cast<size_t>(text.size() - from));
        return newline ? static_cast<const char *>(newline) - text.data() : text.size();
    };
    for (const ByteRange &row : m_plainFound) {
        while (plainAt < row.from) {
            plainAt = rowEnd(plain, plainAt) + 1;
            at = rowEnd(rows, at) + 1;
        }
        found.push_back({at, rowEnd(rows, at)});
    }
}

bool RowSearch::findInPart(const RowPieces &piece)
{
    QByteArrayView part = piece.bytes();
    qint64 from = piece.isCutBefore() ? RowPieces::kOverlap / 2 : 0;
    qint64 to = piece.isCutBehind() ? part.size() - RowPieces::kOverlap / 2 : part.size();
    if (part.endsWith('\n'))
        part.chop(1);
    PlainRows own;
    if (needsPlain(part)) {
        // The bounds only say which part a match belongs to: where they are in the text may be rough.
        PlainRows before;
        before.take(part.first(std::min(from, part.size())), false);
        PlainRows until;
        until.take(part.first(std::min(to, part.size())), false);
        from = before.text().size();
        to = until.text().size() + (piece.isCutBehind() ? 0 : 1);
        own.take(part, m_options.dropReturns);
        part = own.text();
    }
    const int edges = (piece.isCutBefore() ? Pcre2Pattern::NotRowStart : 0) |
                      (piece.isCutBehind() ? Pcre2Pattern::NotRowEnd : 0);
    if (from > part.size())
        return false;
    const auto match = m_matcher->findIn(part, from, edges);
    return match && (match->from < to || !piece.isCutBehind());
}

// Without the carriage return at its end, if it counts for nothing.
QByteArrayView RowSearch::withoutReturn(QByteArrayView row) const
{
    return m_options.dropReturns && row.endsWith('\r') ? row.chopped(1) : row;
}

std::vector<ByteRange> RowSearch::placesIn(QByteArrayView row, size_t most)
{
    row = withoutReturn(row);
    if (!hasEscape(row))
        return m_matcher->allIn(row, most);
    m_plain.take(row, false);
    std::vector<ByteRange> places = m_matcher->allIn(m_plain.text(), most);
    for (ByteRange &place : places)
        place = {m_plain.originalOf(place.from), m_plain.originalOf(place.to - 1) + 1};
    return places;
}

bool RowSearch::matches(QByteArrayView row)
{
    row = withoutReturn(row);
    if (!hasEscape(row))
        return m_matcher->findIn(row).has_value();
    m_plain.take(row, false);
    return m_matcher->findIn(m_plain.text()).has_value();
}

} // namespace pipecore
