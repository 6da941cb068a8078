#include "pipecore/session/foldedrows.h"

#include "pipecore/text/stylescanner.h"

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

std::vector<FoldedRow> FoldedRows::rows(qint64 first, qint64 count)
{
    std::vector<FoldedRow> folded;
    const std::vector<RowSpan> spans = m_reader.rows(first, count);
    if (spans.empty())
        return folded;
    RowFolder folder;
    resume(folder, spans.front().start);
    folded.reserve(spans.size());
    for (const RowSpan &span : spans)
        folded.push_back({span, first++, folder.fold(m_reader.bytes(span.start, span.end)), false});
    markErrors(folded);
    return folded;
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
