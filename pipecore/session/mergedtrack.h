#pragma once

#include "pipecore/session/recording.h"

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace pipecore
{

/// The rows of one recording, running or not, one after another, each with the time at which it was complete.
/// For one thread. Bytes and times are looked up a piece at a time, never for a row.
class MergedTrack
{
public:
    /// A row of more bytes is cut into several.
    static constexpr qint64 kLongestRow = 64 * 1024;

    /// `prefix` stands in front of each row; `startedAt` is in ms since the epoch of the calendar.
    MergedTrack(Recording::Ptr recording, QByteArray prefix, qint64 startedAt);

    /// Goes on to the next row, where none is there to be taken. False when there is none yet, or none any
    /// more.
    bool lookForRow();
    /// All rows were taken, and no more will come.
    bool isAtEnd() const { return m_atEnd; }

    /// Of the row that was found: ms since the epoch of the calendar.
    qint64 time() const { return m_time; }
    /// Appends the row that was found to `rows`, behind the prefix. What is seen of a row that redrew itself
    /// is its last state.
    void takeRow(QByteArray &rows);

private:
    bool readMore();
    qint64 timeAt(qint64 offset);

    const Recording::Ptr m_recording;
    const QByteArray m_prefix;
    const qint64 m_startedAt;

    qint64 m_bufferOffset = 0;       // bytes into the capture
    QByteArray m_buffer;             // what was read from there on
    qsizetype m_position = 0;        // in the buffer: where the next row starts
    qsizetype m_searched = 0;        // in the buffer: no row ends between the position and here
    std::vector<Arrival> m_arrivals; // of the buffer's bytes
    size_t m_arrival = 0;            // the one that the last time came from

    bool m_found = false;
    bool m_atEnd = false;
    QByteArrayView m_row; // into the buffer, without its end of line
    qsizetype m_rowEnd = 0;
    qint64 m_time = 0;
};

} // namespace pipecore
