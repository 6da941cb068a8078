#include "pipecore/session/mergedsource.h"

#include "pipecore/pipe/pipewriter.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <poll.h>

namespace pipecore
{

namespace
{

constexpr int kLookInterval = 40;                     // ms between looks at recordings that still grow
constexpr qsizetype kSendSize = 64 * 1024;            // of rows, at most, in one go
constexpr std::array kColors{36, 33, 32, 35, 34, 31}; // SGR: cyan, yellow, green, magenta, blue, red

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
        std::erase_if(m_tracks, [](const auto &track) { return track->isAtEnd(); });
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
        m_tracks.push_back(
            std::make_unique<MergedTrack>(std::move(input.recording), prefix.toUtf8(), input.startedAt));
    }
    return closed;
}

// Sends all rows whose turn has come. False when nobody takes them any more.
bool MergedSource::emitRows()
{
    // One that has nothing to show yet may still have something that is older than what others show.
    const qint64 settled = QDateTime::currentMSecsSinceEpoch() - kHoldBack.count();
    QByteArray rows;
    rows.reserve(kSendSize + MergedTrack::kLongestRow);
    while (!isStopped()) {
        MergedTrack *first = nullptr, *second = nullptr;
        bool growing = false;
        for (const auto &track : m_tracks) {
            if (!track->lookForRow()) {
                growing |= !track->isAtEnd();
            } else if (!first || track->time() < first->time()) {
                second = std::exchange(first, track.get());
            } else if (!second || track->time() < second->time()) {
                second = track.get();
            }
        }
        if (!first || (growing && first->time() > settled))
            break;
        // Rows come in runs: all of one piece of output have one time.
        const qint64 until = std::min(growing ? settled : std::numeric_limits<qint64>::max(),
                                      second ? second->time() - 1 : std::numeric_limits<qint64>::max());
        for (const qint64 time = first->time(); rows.size() < kSendSize;) {
            first->takeRow(rows);
            if (!first->lookForRow() || first->time() > std::max(time, until))
                break;
        }
        if (rows.size() < kSendSize)
            continue;
        if (!send(rows.constData(), rows.size()))
            return false;
        rows.resize(0);
    }
    return rows.isEmpty() || send(rows.constData(), rows.size());
}

} // namespace pipecore
