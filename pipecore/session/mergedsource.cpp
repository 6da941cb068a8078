#include "pipecore/session/mergedsource.h"

#include "pipecore/pipe/pipewriter.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <limits>

#include <poll.h>

namespace pipecore
{

namespace
{

constexpr int kLookInterval = 40;                     // ms between looks at recordings that still grow
constexpr qsizetype kSendSize = 64 * 1024;            // of rows, at most, in one go
constexpr std::array kColors{36, 33, 32, 35, 34, 31}; // SGR: cyan, yellow, green, magenta, blue, red

// What a row ends up showing: all before a carriage return was written over.
QByteArray lastState(QByteArray row)
{
    while (row.endsWith('\r'))
        row.chop(1);
    return row.mid(row.lastIndexOf('\r') + 1);
}

} // namespace

void MergedInputs::add(Input input)
{
    input.startedAt = input.recording->record().started.toMSecsSinceEpoch();
    const std::lock_guard lock(m_lock);
    if (m_closed)
        return; // nobody would take it, and it holds files open
    m_added.push_back(std::move(input));
}

void MergedInputs::close()
{
    const std::lock_guard lock(m_lock);
    m_closed = true;
}

std::vector<MergedInputs::Input> MergedInputs::take(bool &closed)
{
    const std::lock_guard lock(m_lock);
    closed = m_closed;
    return std::exchange(m_added, {});
}

MergedSource::MergedSource(std::shared_ptr<MergedInputs> inputs, std::unique_ptr<PipeWriter> writer,
                           Clock::time_point epoch, QObject *parent)
    : ReadingSource(std::move(writer), epoch, parent), m_inputs(std::move(inputs))
{
}

MergedSource::~MergedSource()
{
    join();
}

RunResult MergedSource::readAll()
{
    for (;;) {
        const bool complete = addTracks();
        if (isStopped() || !emitRows())
            return stopped();
        std::erase_if(m_tracks, [](const Track &track) { return track.atEnd; });
        if (complete && m_tracks.empty())
            return {RunResult::Outcome::Exited, 0, QStringLiteral("all have ended")};
        pollfd stop{stopFd(), POLLIN, 0};
        ::poll(&stop, 1, kLookInterval);
    }
}

// Takes up what was added; true when no more can come.
bool MergedSource::addTracks()
{
    bool closed = false;
    for (MergedInputs::Input &input : m_inputs->take(closed)) {
        auto name = std::find(m_names.begin(), m_names.end(), input.name);
        if (name == m_names.end())
            name = m_names.insert(name, input.name);
        const int color = kColors[static_cast<size_t>(name - m_names.begin()) % kColors.size()];
        const QString prefix = QStringLiteral("\x1b[%1m%2 |\x1b[m ").arg(color).arg(input.name);
        m_tracks.push_back({std::move(input.recording), prefix.toUtf8(), input.startedAt});
    }
    return closed;
}

// Sends all rows whose turn has come. False when nobody takes them any more.
bool MergedSource::emitRows()
{
    QByteArray rows;
    while (!isStopped()) {
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        Track *first = nullptr;
        bool growing = false;
        for (Track &track : m_tracks) {
            if (!track.next && !track.atEnd)
                lookForRow(track);
            growing |= !track.next && !track.atEnd;
            if (track.next && (!first || track.next->time < first->next->time))
                first = &track;
        }
        // One that has nothing to show yet may still have something that is older.
        if (!first || (growing && first->next->time > now - kHoldBack.count()))
            break;
        rows += first->prefix + first->next->bytes + "\x1b[m\n";
        first->next.reset();
        if (rows.size() < kSendSize)
            continue;
        if (!send(rows.constData(), rows.size()))
            return false;
        rows.clear();
    }
    return rows.isEmpty() || send(rows.constData(), rows.size());
}

void MergedSource::lookForRow(Track &track) const
{
    const Capture &capture = *track.recording->capture();
    const bool ended = capture.hasEnded(); // before the end is asked for
    qsizetype newline = track.buffer.indexOf('\n');
    while (newline < 0 && track.buffer.size() < kLongestPiece) {
        QByteArray more(kLongestPiece, Qt::Uninitialized);
        const qint64 n = capture.read(track.offset + track.buffer.size(), more.data(), more.size());
        if (n <= 0)
            break;
        newline = QByteArrayView(more.constData(), n).indexOf('\n');
        if (newline >= 0)
            newline += track.buffer.size();
        track.buffer.append(more.constData(), n);
    }
    if (newline < 0 && track.buffer.size() < kLongestPiece) {
        if (!ended)
            return;
        track.atEnd = track.buffer.isEmpty();
        if (track.atEnd)
            return;
    }
    const qsizetype size = newline >= 0 ? newline : track.buffer.size();
    const qsizetype taken = newline >= 0 ? newline + 1 : size;
    const auto arrival = track.recording->times().at(track.offset + taken - 1);
    track.next = Row{lastState(track.buffer.first(size)), track.startedAt + (arrival ? arrival->time : 0)};
    track.offset += taken;
    track.buffer.remove(0, taken);
}

} // namespace pipecore
