#include "pipecore/search/triggerscan.h"

#include <algorithm>
#include <limits>

namespace pipecore
{

namespace
{

constexpr qint64 kLongestUnfinished = 64 * 1024; // what is looked at of a row that has no end yet

} // namespace

TriggerScan::TriggerScan(Capture::Ptr capture, std::vector<std::unique_ptr<RowTest>> tests, qint64 from)
    : m_capture(std::move(capture)), m_tests(std::move(tests)), m_pieces(m_capture),
      m_lastCounted(m_tests.size(), -1)
{
    m_pieces.seek(from, std::numeric_limits<qint64>::max() / 2);
}

TriggerScan::Look TriggerScan::look(bool withUnfinished)
{
    Look look;
    look.found.resize(m_tests.size());
    const bool ended = m_capture->hasEnded(); // asked first: then the end is the last one
    const qint64 end = m_capture->end();
    for (qint64 looked = 0; m_pieces.next(end, ended);) {
        for (size_t test = 0; test < m_tests.size(); ++test)
            take(test, look);
        looked += m_pieces.bytes().size();
        if (looked >= kMostBytes) {
            look.hasMore = true;
            return look;
        }
    }
    if (withUnfinished && !ended)
        lookAtUnfinished(end, look);
    return look;
}

// A row that was counted before it had an end, or of which this is another part, is counted already.
void TriggerScan::take(size_t test, Look &look)
{
    Found &found = look.found[test];
    m_tests[test]->find(m_pieces, m_found);
    const QByteArrayView bytes = m_pieces.bytes();
    const ByteRange *last = nullptr;
    for (const ByteRange &row : m_found) {
        const qint64 start = row.from == 0 ? m_pieces.rowStart() : m_pieces.offset() + row.from;
        if (start == m_lastCounted[test])
            continue;
        m_lastCounted[test] = start;
        ++found.rows;
        if (found.starts.size() < kMostStarts)
            found.starts.push_back(start);
        last = &row;
    }
    if (last)
        found.text = textOf(bytes.sliced(last->from, last->to - last->from));
}

void TriggerScan::lookAtUnfinished(qint64 end, Look &look)
{
    const qint64 start = m_pieces.position();
    const qint64 size = std::min(end - start, kLongestUnfinished);
    if (size <= 0)
        return;
    QByteArray row(size, Qt::Uninitialized);
    if (m_capture->read(start, row.data(), size) != size || row.contains('\n'))
        return;
    for (size_t test = 0; test < m_tests.size(); ++test) {
        if (m_lastCounted[test] == start || !m_tests[test]->matches(row))
            continue;
        m_lastCounted[test] = start;
        Found &found = look.found[test];
        ++found.rows;
        if (found.starts.size() < kMostStarts)
            found.starts.push_back(start);
        found.text = textOf(row);
    }
}

QString TriggerScan::textOf(QByteArrayView row)
{
    m_plain.take(row.first(std::min<qsizetype>(row.size(), 8 * kLongestText)), true);
    return QString::fromUtf8(m_plain.text()).simplified().left(kLongestText);
}

} // namespace pipecore
