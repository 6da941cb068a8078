#pragma once

#include "pipecore/run/readingsource.h"
#include "pipecore/session/mergedtrack.h"

#include <QString>

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

namespace pipecore
{

/// What is to be merged: more may come while it is. add() is for the thread that a recording's record belongs
/// to; any thread may take.
class MergedInputs
{
public:
    struct Input {
        QString name; ///< as it stands in front of each row
        Recording::Ptr recording;
        qint64 startedAt = 0; ///< ms since the epoch of the calendar; add() fills it in
    };
    void add(Input input);
    /// Nothing more is added: add() does nothing from now on.
    void close();
    /// What was added since the last call; `closed` tells whether more may come.
    std::vector<Input> take(bool &closed);

private:
    std::mutex m_lock;
    std::vector<Input> m_added;
    bool m_closed = false;
};

/// The rows of several recordings, running or not, as one stream in the order of time, each behind the name
/// of the one that it is from, in a colour for each name. What is seen of a row that redrew itself is its
/// last state.
///
/// A row counts from the moment at which it was complete; a running one's is held back for kHoldBack, so that
/// none comes late. Ends when all recordings have, and no more can come. A row of more than
/// MergedTrack::kLongestRow bytes is cut into several.
class MergedSource : public ReadingSource
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kHoldBack{80};

    MergedSource(std::shared_ptr<MergedInputs> inputs, std::unique_ptr<PipeWriter> writer,
                 Clock::time_point epoch, QObject *parent = nullptr);
    ~MergedSource() override;

protected:
    RunResult readAll() override;

private:
    bool addTracks();
    bool emitRows();

    const std::shared_ptr<MergedInputs> m_inputs;
    std::vector<std::unique_ptr<MergedTrack>> m_tracks;
    std::vector<QString> m_names; // each with its colour
};

} // namespace pipecore
