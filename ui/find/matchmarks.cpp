#include "ui/find/matchmarks.h"

#include "ui/base/background.h"
#include "ui/view/overviewbar.h"

#include <algorithm>

namespace ui
{

using pipecore::BlockCounter;
using pipecore::LiveSearch;

namespace
{

const QString kLayer = QStringLiteral("matches");
constexpr QColor kColor(0xe8, 0x9a, 0x1c);           // on dark and on light
constexpr int kInterval = 200;                       // ms between looks at a search that goes on
constexpr qint64 kSmall = 64 * BlockCounter::kBlock; // bytes, to be looked at again and again
constexpr qint64 kFew = 2000;                        // rows: one block each to be looked at, once

} // namespace

MatchMarks::MatchMarks(OverviewBar *overview) : QObject(overview), m_overview(overview) {}

void MatchMarks::show(pipecore::Recording::Ptr recording, std::shared_ptr<const LiveSearch> search,
                      std::unique_ptr<pipecore::RowTest> test)
{
    clear();
    m_recording = std::move(recording);
    m_search = std::move(search);
    m_test = std::move(test);
    m_byRows = isLittle();
    m_since.start();
    m_overview->setLayer(kLayer, {kColor, [this](qint64 from, qint64 to) { return count(from, to); }});
}

void MatchMarks::clear()
{
    ++m_generation;
    m_search.reset();
    m_test.reset();
    m_rows.clear();
    m_byRows = false;
    m_shown = m_shownRows = 0;
    m_overview->setLayer(kLayer, {});
}

bool MatchMarks::isLittle() const
{
    return m_recording->index().indexedEnd() <= kSmall ||
           (m_search->isComplete() && m_recording->isIndexed() && m_search->total() <= kFew);
}

qint64 MatchMarks::count(qint64 from, qint64 to) const
{
    if (!m_search || from >= to)
        return 0;
    if (m_byRows) {
        const auto first = std::lower_bound(m_rows.begin(), m_rows.end(), from);
        return std::lower_bound(first, m_rows.end(), to) - first;
    }
    const qint64 first = m_recording->index().blockOfRow(from);
    const qint64 last = std::max(first, m_recording->index().blockOfRow(to - 1));
    if (first < 0)
        return 0;
    return first == last ? m_search->countIn(first)
                         : m_search->countBefore(last + 1) - m_search->countBefore(first);
}

void MatchMarks::update()
{
    if (!m_search || m_collecting)
        return;
    const qint64 rows = m_recording->index().rows();
    if ((m_search->total() == m_shown && rows == m_shownRows) ||
        (m_since.elapsed() < kInterval && !m_search->isComplete()))
        return;
    m_shown = m_search->total();
    m_shownRows = rows;
    m_since.restart();
    if (isLittle())
        return collect();
    m_byRows = false;
    m_overview->refresh();
}

// In a thread of the pool: all blocks with matches are looked at once more.
void MatchMarks::collect()
{
    m_collecting = true;
    std::shared_ptr<pipecore::RowTest> test = m_test->clone();
    const auto work = [recording = m_recording, search = m_search, test] {
        return pipecore::FoundRows(recording, search, test->clone()).numbers(0, kSmall);
    };
    runInBackground(this, work, [this, generation = m_generation](const std::vector<qint64> &rows) {
        m_collecting = false;
        if (generation != m_generation)
            return update();
        m_rows = rows;
        m_byRows = true;
        m_overview->refresh();
    });
}

} // namespace ui
