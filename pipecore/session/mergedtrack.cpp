#include "pipecore/session/mergedtrack.h"

#include "pipecore/base/lastindexof.h"

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr qint64 kReadSize = 256 * 1024;

// What a row ends up showing: all before a carriage return was written over.
QByteArrayView lastState(QByteArrayView row)
{
    while (row.endsWith('\r'))
        row.chop(1);
    return row.sliced(lastIndexOf(row, '\r') + 1);
}

} // namespace

MergedTrack::MergedTrack(Recording::Ptr recording, QByteArray prefix, qint64 startedAt)
    : m_recording(std::move(recording)), m_prefix(std::move(prefix)), m_startedAt(startedAt)
{
}

bool MergedTrack::lookForRow()
{
    if (m_found || m_atEnd)
        return m_found;
    const bool ended = m_recording->capture()->hasEnded(); // before the end is asked for
    qsizetype newline = -1;
    do {
        newline = m_buffer.indexOf('\n', m_searched);
        m_searched = newline >= 0 ? newline : m_buffer.size();
    } while (newline < 0 && m_buffer.size() - m_position < kLongestRow && readMore());

    const qsizetype there = m_buffer.size() - m_position;
    if (newline < 0 && there < kLongestRow) {
        m_atEnd = ended && there == 0;
        if (!ended || m_atEnd)
            return false;
    }
    const qsizetype size = std::min((newline < 0 ? m_buffer.size() : newline) - m_position, kLongestRow);
    const bool whole = newline == m_position + size;
    m_row = QByteArrayView(m_buffer).sliced(m_position, size);
    m_rowEnd = m_position + size + (whole ? 1 : 0);
    m_time = m_startedAt + timeAt(m_bufferOffset + m_rowEnd - 1);
    m_found = true;
    return true;
}

void MergedTrack::takeRow(QByteArray &rows)
{
    rows += m_prefix;
    rows += lastState(m_row);
    rows += "\x1b[m\n";
    m_position = m_rowEnd;
    m_searched = std::max(m_searched, m_position);
    m_found = false;
}

// Puts more of the capture, and when it came, behind what is in the buffer. False when there is none.
bool MergedTrack::readMore()
{
    if (m_position > 0) {
        m_buffer.remove(0, m_position);
        m_bufferOffset += m_position;
        m_searched -= m_position;
        m_position = 0;
        m_arrivals.erase(m_arrivals.begin(), m_arrivals.begin() + static_cast<qptrdiff>(m_arrival));
        m_arrival = 0;
    }
    const qsizetype before = m_buffer.size();
    m_buffer.resize(before + kReadSize);
    const qint64 from = m_bufferOffset + before;
    const qint64 n = m_recording->capture()->read(from, m_buffer.data() + before, kReadSize);
    m_buffer.resize(before + std::max<qint64>(n, 0));
    if (n <= 0)
        return false;
    const std::vector<Arrival> arrivals = m_recording->times().between(from, from + n);
    m_arrivals.insert(m_arrivals.end(), arrivals.begin(), arrivals.end());
    return true;
}

// Asked with offsets that never go back.
qint64 MergedTrack::timeAt(qint64 offset)
{
    while (m_arrival + 1 < m_arrivals.size() && m_arrivals[m_arrival + 1].offset <= offset)
        ++m_arrival;
    return m_arrival < m_arrivals.size() && m_arrivals[m_arrival].offset <= offset
               ? m_arrivals[m_arrival].time
               : 0;
}

} // namespace pipecore
