#include "app/grepsearch.h"

#include "pipecore/search/blockcounter.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace app
{

using pipecore::BlockCounter;
using pipecore::ByteRange;
using pipecore::RowPieces;

namespace
{

constexpr qint64 kCopyPiece = 256 * 1024;

} // namespace

bool GrepSearch::wantsMore() const
{
    if (m_output.hasFailed())
        return false;
    if (m_options.most >= 0 && m_selected >= m_options.most)
        return printsRows() && m_afterLeft > 0;
    switch (m_options.output) {
    case GrepOptions::Output::Names:
    case GrepOptions::Output::Nothing:
        return m_selected == 0;
    case GrepOptions::Output::Rows:
        return !m_isBinary;
    case GrepOptions::Output::Count:
        break;
    }
    return true;
}

tl::expected<qint64, QString> GrepSearch::run(const pipecore::Recording &recording, const QString &name)
{
    m_name = name;
    m_capture = recording.capture();
    m_selected = m_number = m_numberedTo = m_afterLeft = 0;
    m_lastPrinted = -1;
    m_before.clear();
    m_isBinary = false;
    // What a session kept was meant to be read, whatever it is.
    m_maybeBinary = !recording.plainFile().isEmpty() && !m_options.binaryAsText && printsRows();
    const qint64 end = m_capture->end();
    if (m_options.output == GrepOptions::Output::Count)
        return count(end);
    RowPieces pieces(m_capture);
    std::vector<ByteRange> found;
    while (wantsMore() && pieces.next(end, true)) {
        m_piece = pieces.bytes();
        m_pieceOffset = pieces.offset();
        m_search.find(pieces, found);
        if (m_maybeBinary && m_piece.contains('\0')) {
            m_maybeBinary = false;
            m_isBinary = true;
            if (m_selected > 0 || !found.empty() || m_options.invert) {
                m_output.line(QStringLiteral("runnel: %1: binary file matches").arg(name));
                m_selected = std::max<qint64>(m_selected, 1);
                break;
            }
            m_isBinary = false;
        }
        if (pieces.isCut())
            cutRow(pieces, !found.empty());
        else
            select(pieces, found);
    }
    m_output.flush();
    if (!pieces.error().isEmpty())
        return tl::unexpected(pieces.error());
    return m_selected;
}

tl::expected<qint64, QString> GrepSearch::count(qint64 end)
{
    const std::atomic<bool> never{false};
    std::atomic<qint64> selected{0};
    BlockCounter counter(m_capture, m_search, BlockCounter::usefulThreads());
    const auto take = [&](const BlockCounter::Region &region) {
        const qint64 matching = std::accumulate(region.perBlock.begin(), region.perBlock.end(), qint64(0));
        selected += m_options.invert ? region.rows - matching : matching;
    };
    counter.count(0, end, true, m_options.invert, take, never);
    m_gaveUp = m_gaveUp || counter.gaveUp();
    if (!counter.error().isEmpty())
        return tl::unexpected(counter.error());
    return m_options.most >= 0 ? std::min(selected.load(), m_options.most) : selected.load();
}

void GrepSearch::select(const RowPieces &piece, const std::vector<ByteRange> &found)
{
    const bool everyRow = m_options.invert || m_options.before > 0 || m_options.after > 0;
    if (!everyRow) {
        for (const ByteRange &match : found) {
            if (!wantsMore())
                return;
            if (m_options.numbers && printsRows()) {
                m_number += std::count(m_piece.begin() + (m_numberedTo - m_pieceOffset),
                                       m_piece.begin() + match.from, '\n');
                m_numberedTo = m_pieceOffset + match.from;
            }
            ++m_selected;
            print({m_pieceOffset + match.from, m_pieceOffset + match.to}, GrepOutput::Kind::Selected,
                  m_number + 1);
        }
        if (m_options.numbers) {
            m_number += std::count(m_piece.begin() + (m_numberedTo - m_pieceOffset), m_piece.end(), '\n');
            m_numberedTo = m_pieceOffset + m_piece.size();
        }
        return;
    }
    auto match = found.begin();
    for (qint64 at = 0; at < piece.bytes().size() && wantsMore();) {
        const void *newline =
            std::memchr(m_piece.data() + at, '\n', static_cast<size_t>(m_piece.size() - at));
        const qint64 end = newline ? static_cast<const char *>(newline) - m_piece.data() : m_piece.size();
        const bool matches = match != found.end() && match->from == at;
        row({m_pieceOffset + at, m_pieceOffset + end}, matches);
        if (matches)
            ++match;
        at = end + 1;
    }
}

// A row too long to be held: decided at its end, and printed from the capture.
void GrepSearch::cutRow(const RowPieces &piece, bool matches)
{
    if (!piece.isCutBefore()) {
        m_cutStart = piece.offset();
        m_cutMatches = false;
    }
    m_cutMatches = m_cutMatches || matches;
    if (piece.isCutBehind())
        return;
    const qint64 end = piece.offset() + piece.bytes().size();
    row({m_cutStart, end - (m_piece.endsWith('\n') ? 1 : 0)}, m_cutMatches);
    m_numberedTo = end;
}

void GrepSearch::row(ByteRange row, bool matches)
{
    const qint64 number = ++m_number;
    const bool takesMore = m_options.most < 0 || m_selected < m_options.most;
    if (matches != m_options.invert && takesMore) {
        ++m_selected;
        for (const Before &before : m_before)
            print(before.row, GrepOutput::Kind::Context, before.number);
        m_before.clear();
        print(row, GrepOutput::Kind::Selected, number);
        m_afterLeft = m_options.after;
    } else if (m_afterLeft > 0) { // behind the last one wanted, also if it matches
        --m_afterLeft;
        print(row, GrepOutput::Kind::Context, number);
    } else if (m_options.before > 0) {
        m_before.push_back({row, number});
        if (static_cast<qint64>(m_before.size()) > m_options.before)
            m_before.pop_front();
    }
}

void GrepSearch::print(ByteRange row, GrepOutput::Kind kind, qint64 number)
{
    if (!printsRows())
        return;
    if (m_options.before > 0 || m_options.after > 0) {
        const bool apart = m_lastPrinted < 0 ? m_separated : number > m_lastPrinted + 1;
        if (apart)
            m_output.separator();
        m_separated = true;
        m_lastPrinted = number;
    }
    if (row.from >= m_pieceOffset && row.to <= m_pieceOffset + m_piece.size()) {
        m_output.row(m_name, kind, number, m_piece.sliced(row.from - m_pieceOffset, row.to - row.from),
                     m_search);
        return;
    }
    QByteArray bytes;
    if (row.to - row.from <= RowPieces::kLongestRow) {
        bytes.resize(row.to - row.from);
        bytes.truncate(std::max<qint64>(0, m_capture->read(row.from, bytes.data(), bytes.size())));
        m_output.row(m_name, kind, number, bytes, m_search);
        return;
    }
    m_output.head(m_name, kind, number);
    for (qint64 at = row.from; at < row.to; at += bytes.size()) {
        bytes.resize(std::min(kCopyPiece, row.to - at));
        bytes.truncate(std::max<qint64>(0, m_capture->read(at, bytes.data(), bytes.size())));
        if (bytes.isEmpty())
            break;
        m_output.raw(bytes);
    }
    m_output.raw("\n");
}

} // namespace app
