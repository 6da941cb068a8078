#include "pipecore/session/foldedrows.h"

#include "pipecore/text/stylescanner.h"
#include "pipecore/text/utf8.h"

#include <algorithm>

#include <QStringDecoder>

namespace pipecore
{

FoldedRows::FoldedRows(Recording::Ptr recording)
    : m_recording(std::move(recording)), m_reader(m_recording->capture(), &m_recording->index())
{
}

// Brings the folder to where the bytes before `rowStart` leave a terminal: the style, and a sequence that is
// not complete.
void FoldedRows::resume(RowFolder &folder, qint64 rowStart)
{
    const qint64 number = rowStart / BlockIndex::kBlockSize;
    if (number >= m_recording->index().blocks())
        return;
    const BlockIndex::Block block = m_recording->index().block(number);
    const StyleState atBlock = StyleState::fromWords(block.state);
    StyleScanner scanner(atBlock);
    const qint64 from = number * BlockIndex::kBlockSize - atBlock.pendingBytes;
    if (block.hasEscapes || atBlock.pendingBytes > 0 || atBlock.overlong != EscapeParser::Overlong::None) {
        const QByteArray before = m_reader.bytes(from, rowStart);
        scanner.scan(before.constData(), before.size());
    }
    const StyleState state = scanner.state();
    folder.style = state.style;
    folder.parser().enterOverlong(state.overlong);
    if (state.pendingBytes > 0)
        folder.fold(m_reader.bytes(rowStart - state.pendingBytes, rowStart));
}

// Where the character ends that stands on both sides of `offset`; `offset` itself when none does.
qint64 FoldedRows::characterEdge(qint64 offset)
{
    constexpr qint64 longest = 4;
    const qint64 from = std::max<qint64>(0, offset - longest + 1);
    const QByteArray around = m_reader.bytes(from, offset + longest - 1);
    for (qint64 at = offset - from - 1; at >= 0; --at) {
        const Utf8Step step = decodeUtf8(around.constData() + at, around.constData() + around.size());
        if (step.kind == Utf8Step::Character)
            return std::max(offset, from + at + step.size);
    }
    return offset;
}

// The bytes of a row. A line that is cut into rows may be cut within a character: the row before has all of
// it.
QByteArray FoldedRows::shownBytes(const RowSpan &span)
{
    const qint64 start = span.continues ? characterEdge(span.start) : span.start;
    const bool isCut = span.complete && span.end - span.start == BlockIndex::kLongestRow;
    return m_reader.bytes(start, isCut ? characterEdge(span.end) : span.end);
}

std::vector<FoldedRow> FoldedRows::rows(qint64 first, qint64 count)
{
    std::vector<FoldedRow> folded;
    const std::vector<RowSpan> spans = m_reader.rows(first, count);
    if (spans.empty())
        return folded;
    RowFolder folder;
    resume(folder, spans.front().start);
    folded.reserve(spans.size());
    for (const RowSpan &span : spans) {
        const QByteArray bytes = decoded(span);
        const qsizetype back = bytes.indexOf('\r');
        folded.push_back(
            {span, first++, folder.fold(bytes, m_mostColumns), false, back >= 0 && back < bytes.size() - 1});
    }
    markErrors(folded);
    return folded;
}

std::vector<FoldedRow> FoldedRows::frames(qint64 number)
{
    constexpr size_t kMost = 5000;
    std::vector<FoldedRow> states;
    const std::vector<RowSpan> spans = m_reader.rows(number, 1);
    if (spans.empty())
        return states;
    RowFolder folder;
    const RowSpan &span = spans.front();
    resume(folder, span.start);
    for (RowFrame &frame : folder.frames(m_reader.bytes(span.start, span.end), kMost)) {
        const RowSpan part{span.start + frame.from, span.start + frame.to, span.continues && states.empty(),
                           span.complete};
        const int index = static_cast<int>(states.size());
        states.push_back({part, number, std::move(frame.line), false, true, index});
    }
    if (states.empty())
        states.push_back({span, number, {}, false});
    markErrors(states);
    return states;
}

// The row as UTF-8, whatever its encoding is said to be.
QByteArray FoldedRows::decoded(const RowSpan &span)
{
    const QByteArray encoding = m_recording->encoding();
    if (encoding.isEmpty())
        return shownBytes(span);
    QByteArray bytes = m_reader.bytes(span.start, span.end);
    const bool isWide = encoding.startsWith("UTF-16");
    // A row's first byte is behind a newline's, which in little endian is but the first half of one.
    if (isWide && span.start % 2 == 1)
        bytes.remove(0, 1);
    if (isWide && bytes.size() % 2 == 1)
        bytes.chop(1);
    QStringDecoder decoder(encoding.constData(), QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    return text.toUtf8();
}

void FoldedRows::markErrors(std::vector<FoldedRow> &rows) const
{
    const std::vector<Arrival> arrivals =
        m_recording->times().between(rows.front().span.start, rows.back().span.end + 1);
    auto row = rows.begin();
    for (size_t i = 0; i < arrivals.size(); ++i) {
        if (arrivals[i].stream != Stream::Error)
            continue;
        const qint64 end = i + 1 < arrivals.size() ? arrivals[i + 1].offset : rows.back().span.end + 1;
        while (row != rows.end() && row->span.end < arrivals[i].offset)
            ++row;
        for (auto marked = row; marked != rows.end() && marked->span.start < end; ++marked)
            marked->hasError = true;
    }
}

} // namespace pipecore
