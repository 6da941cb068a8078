#pragma once

#include "pipecore/session/filteredrows.h"

#include <QElapsedTimer>
#include <QObject>

namespace ui
{

class OverviewBar;

/// Marks what a search finds in the overview: row by row where that is little work, else by blocks.
class MatchMarks : public QObject
{
public:
    explicit MatchMarks(OverviewBar *overview);

    /// Marks what `search` finds from now on; `test` says which rows these are.
    void show(pipecore::Recording::Ptr recording, std::shared_ptr<const pipecore::LiveSearch> search,
              std::unique_ptr<pipecore::RowTest> test);
    void clear();
    /// To be called from time to time while the search goes on; does nothing when nothing was found since.
    void update();

private:
    qint64 count(qint64 from, qint64 to) const;
    bool isLittle() const;
    void collect();

    OverviewBar *const m_overview;
    pipecore::Recording::Ptr m_recording;
    std::shared_ptr<const pipecore::LiveSearch> m_search;
    std::unique_ptr<pipecore::RowTest> m_test;
    std::vector<qint64> m_rows; // found ones, in order
    bool m_byRows = false;      // m_rows has them all, or soon will
    qint64 m_shown = 0;         // so many were found when the marks were brought up to date
    qint64 m_shownRows = 0;     // in so many rows
    bool m_collecting = false;
    int m_generation = 0; // of what is shown
    QElapsedTimer m_since;
};

} // namespace ui
