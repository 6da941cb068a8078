#include "ui/view/viewsources.h"

#include "pipecore/text/utf8.h"

#include <algorithm>

namespace ui
{

using pipecore::CellLine;
using pipecore::FoldedRow;
using pipecore::Recording;
using pipecore::RowSpan;
using pipecore::Style;
namespace cell = pipecore::cell;

namespace
{

constexpr qint64 kRowsAtOnce = 32;

// Where the escape sequence that begins at `at` ends, as far as this row knows.
qsizetype sequenceEnd(QByteArrayView bytes, qsizetype at)
{
    if (at + 1 >= bytes.size())
        return bytes.size();
    const char kind = bytes[at + 1];
    qsizetype end = at + 2;
    if (kind == '[') {
        while (end < bytes.size() && (bytes[end] < 0x40 || bytes[end] > 0x7e) && bytes[end] != '\x1b')
            ++end;
    } else if (kind == ']' || kind == 'P' || kind == 'X' || kind == '^' || kind == '_') {
        while (end < bytes.size() && bytes[end] != '\a' && bytes[end] != '\\')
            ++end;
    } else {
        return end;
    }
    return std::min(end + 1, bytes.size());
}

CellLine rawLine(QByteArrayView bytes)
{
    Style sequence;
    sequence.foreground = pipecore::TextColor::indexed(6);
    CellLine line;
    qsizetype styledTo = 0;
    int column = 0;
    for (qsizetype at = 0; at < bytes.size();) {
        const auto code = static_cast<unsigned char>(bytes[at]);
        if (code == 0x1b)
            styledTo = std::max(styledTo, sequenceEnd(bytes, at));
        const Style style = at < styledTo ? sequence : Style();
        const pipecore::Utf8Step step = pipecore::decodeUtf8(bytes.data() + at, bytes.data() + bytes.size());
        if (code < 0x20 || code == 0x7f) {
            line.put(column++, cell::Control | code, 1, style);
        } else if (step.kind != pipecore::Utf8Step::Character) {
            line.put(column++, cell::Invalid | code, 1, style);
            ++at;
            continue;
        } else if (const int width = pipecore::columnsOf(step.character); width == 0 && column > 0) {
            line.addMark(column - 1, step.character);
        } else {
            line.put(column, step.character, std::max(1, width), style);
            column += std::max(1, width);
        }
        at += step.size;
    }
    return line;
}

void put(CellLine &line, int column, const QByteArray &text, const Style &style)
{
    line.putAscii(column, text.constData(), text.constData() + text.size(), style);
}

} // namespace

RawRows::RawRows(std::unique_ptr<RowSource> base, Recording::Ptr recording)
    : m_base(std::move(base)), m_recording(std::move(recording)),
      m_reader(m_recording->capture(), &m_recording->index())
{
}

std::vector<FoldedRow> RawRows::rows(qint64 first, qint64 count)
{
    std::vector<FoldedRow> rows = m_base->rows(first, count);
    for (FoldedRow &row : rows) {
        row.line = rawLine(m_reader.bytes(row.span.start, row.span.end + (row.span.complete ? 1 : 0)));
        row.hasFrames = false;
    }
    return rows;
}

std::unique_ptr<pipecore::RowSource> RawRows::clone() const
{
    return std::make_unique<RawRows>(m_base->clone(), m_recording);
}

HexRows::HexRows(Recording::Ptr recording)
    : m_recording(std::move(recording)), m_reader(m_recording->capture(), &m_recording->index())
{
}

qint64 HexRows::size() const
{
    return (m_recording->index().indexedEnd() + kBytesInRow - 1) / kBytesInRow;
}

std::vector<FoldedRow> HexRows::rows(qint64 first, qint64 count)
{
    std::vector<FoldedRow> rows;
    const qint64 end = m_recording->index().indexedEnd();
    const int digits = end > 0xffffffff ? 12 : 8;
    Style faint;
    faint.set(Style::Faint, true);
    for (qint64 at = first * kBytesInRow; at < end && count > 0; at += kBytesInRow, --count) {
        const QByteArray bytes = m_reader.bytes(at, std::min(at + kBytesInRow, end));
        FoldedRow row;
        row.span = {at, at + bytes.size(), false, bytes.size() == kBytesInRow};
        put(row.line, 0, QByteArray::number(at, 16).rightJustified(digits, '0'), faint);
        const int hexColumn = digits + 2;
        const int textColumn = hexColumn + static_cast<int>(kBytesInRow) * 3 + 2;
        for (int i = 0; i < bytes.size(); ++i) {
            const auto code = static_cast<unsigned char>(bytes[i]);
            const QByteArray hex = bytes.mid(i, 1).toHex();
            put(row.line, hexColumn + i * 3 + (i >= 8 ? 1 : 0), hex, code == 0 ? faint : Style());
            const bool isPrintable = code >= 0x20 && code < 0x7f;
            put(row.line, textColumn + i, isPrintable ? bytes.mid(i, 1) : QByteArrayLiteral("."),
                isPrintable ? Style() : faint);
        }
        rows.push_back(std::move(row));
    }
    // Their numbers in the gutter are those of the rows they belong to.
    qint64 number = rows.empty() ? 0 : m_reader.rowAt(rows.front().span.start);
    std::vector<RowSpan> spans;
    size_t span = 0;
    for (FoldedRow &row : rows) {
        while (span + 1 < spans.size() && spans[span + 1].start <= row.span.start)
            ++span;
        if (span + 1 >= spans.size()) {
            number += static_cast<qint64>(span);
            spans = m_reader.rows(number, kRowsAtOnce);
            span = 0;
            while (span + 1 < spans.size() && spans[span + 1].start <= row.span.start)
                ++span;
        }
        row.number = number + static_cast<qint64>(span);
    }
    return rows;
}

qint64 HexRows::positionOf(qint64 number)
{
    const auto spans = m_reader.rows(number, 1);
    return spans.empty() ? size() : spans.front().start / kBytesInRow;
}

qint64 HexRows::numberAt(qint64 position)
{
    // The row that begins within, when one does: going there and back leads to the same row.
    const qint64 end = m_recording->index().indexedEnd();
    return std::max<qint64>(0, m_reader.rowAt(std::min(position * kBytesInRow + kBytesInRow, end) - 1));
}

FrameRows::FrameRows(std::unique_ptr<RowSource> base, Recording::Ptr recording)
    : m_base(std::move(base)), m_recording(std::move(recording)), m_folded(m_recording)
{
}

bool FrameRows::toggle(qint64 position)
{
    const Place place = placeOf(position);
    if (m_expanded.erase(place.base) > 0)
        return true;
    if (place.base >= m_base->size())
        return false;
    m_cachedNumber = m_base->numberAt(place.base);
    m_cached = m_folded.frames(m_cachedNumber);
    if (m_cached.size() < 2)
        return false;
    m_expanded[place.base] = static_cast<qint64>(m_cached.size());
    return true;
}

FrameRows::Place FrameRows::placeOf(qint64 position) const
{
    qint64 added = 0;
    for (const auto &[base, states] : m_expanded) {
        if (position < base + added)
            break;
        if (position < base + added + states)
            return {base, position - base - added};
        added += states - 1;
    }
    return {position - added, 0};
}

qint64 FrameRows::positionOfBase(qint64 base) const
{
    qint64 position = base;
    for (const auto &[expanded, states] : m_expanded)
        position += expanded < base ? states - 1 : 0;
    return position;
}

qint64 FrameRows::size() const
{
    return positionOfBase(m_base->size());
}

std::vector<FoldedRow> FrameRows::rows(qint64 first, qint64 count)
{
    if (m_expanded.empty())
        return m_base->rows(first, count);
    std::vector<FoldedRow> rows;
    while (static_cast<qint64>(rows.size()) < count) {
        const Place place = placeOf(first + static_cast<qint64>(rows.size()));
        const qint64 missing = count - static_cast<qint64>(rows.size());
        const auto next = m_expanded.lower_bound(place.base);
        if (next != m_expanded.end() && next->first == place.base) {
            const qint64 number = m_base->numberAt(place.base);
            if (std::exchange(m_cachedNumber, number) != number)
                m_cached = m_folded.frames(number);
            const auto known = static_cast<qint64>(m_cached.size());
            for (qint64 i = place.frame; i < std::min(next->second, place.frame + missing); ++i)
                rows.push_back(m_cached[static_cast<size_t>(std::min(i, known - 1))]);
            continue;
        }
        const qint64 plain = next == m_expanded.end() ? missing : std::min(missing, next->first - place.base);
        auto more = m_base->rows(place.base, plain);
        if (more.empty())
            break;
        std::move(more.begin(), more.end(), std::back_inserter(rows));
    }
    return rows;
}

qint64 FrameRows::positionOf(qint64 number)
{
    return positionOfBase(m_base->positionOf(number));
}

qint64 FrameRows::numberAt(qint64 position)
{
    return m_base->numberAt(placeOf(position).base);
}

std::unique_ptr<pipecore::RowSource> FrameRows::clone() const
{
    auto copy = std::make_unique<FrameRows>(m_base->clone(), m_recording);
    copy->m_expanded = m_expanded;
    return copy;
}

} // namespace ui
