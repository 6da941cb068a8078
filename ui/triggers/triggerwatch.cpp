#include "ui/triggers/triggerwatch.h"

#include "pipecore/capture/rowreader.h"
#include "pipecore/search/rowsearch.h"
#include "pipecore/text/humanize.h"
#include "ui/base/background.h"
#include "ui/desktop/notifier.h"
#include "ui/marks/marker.h"
#include "ui/session/sessionpage.h"

#include <QApplication>

namespace ui
{

using pipecore::Matcher;
using pipecore::RowSearch;
using pipecore::RowTest;
using pipecore::TriggerScan;

namespace
{

constexpr int kLookInterval = 150; // ms

using Tests = std::vector<std::unique_ptr<RowTest>>;

// One that cannot be used any more, as by another version of the program, wants nothing.
struct NoRow final : RowTest {
    void find(const pipecore::RowPieces &, std::vector<pipecore::ByteRange> &found) override
    {
        found.clear();
    }
    bool matches(QByteArrayView) override { return false; }
    std::unique_ptr<RowTest> clone() const override { return std::make_unique<NoRow>(); }
    bool gaveUp() const override { return false; }
};

std::unique_ptr<RowTest> testOf(const Trigger &trigger)
{
    auto matcher = Matcher::create({trigger.pattern, trigger.isRegex, trigger.matchCase, false});
    if (!matcher)
        return std::make_unique<NoRow>();
    return std::make_unique<RowSearch>(std::move(*matcher), RowSearch::Options{true});
}

} // namespace

struct TriggerWatch::Looked {
    bool sawEnd = false; // no row comes behind these
    TriggerScan::Look look;
    std::vector<std::pair<size_t, qint64>> toMark; // triggers and rows, by their numbers
    std::vector<std::pair<size_t, qint64>> later;  // by their starts: they are not indexed yet
};

TriggerWatch::Outlets TriggerWatch::Outlets::ofTheDesktop()
{
    Outlets outlets;
    outlets.notify = &Notifier::send;
    outlets.sound = &QApplication::beep;
    return outlets;
}

TriggerWatch::TriggerWatch(SessionPage *page, Outlets outlets)
    : QObject(page), m_page(page), m_outlets(std::move(outlets))
{
    m_clock.start();
    m_timer.setInterval(kLookInterval);
    connect(&m_timer, &QTimer::timeout, this, &TriggerWatch::look);
}

void TriggerWatch::setTriggers(const std::vector<Trigger> &triggers)
{
    ++m_generation;
    m_timer.stop();
    m_scan.reset();
    m_states.clear();
    m_toMark.clear();
    const qint64 from = std::exchange(m_wereSet, true) ? m_page->recording()->capture()->end() : 0;
    for (const Trigger &trigger : triggers)
        if (trigger.doesAnything())
            m_states.push_back({trigger, 0, {}, 0, false});
    if (m_states.empty())
        return;
    std::vector<Trigger> used;
    for (const State &state : m_states)
        used.push_back(state.trigger);
    const auto make = [used, from, capture = m_page->recording()->capture()] {
        Tests tests;
        for (const Trigger &trigger : used)
            tests.push_back(testOf(trigger));
        return std::make_shared<TriggerScan>(capture, std::move(tests), from);
    };
    runInBackground(this, make, [this, generation = m_generation](const std::shared_ptr<TriggerScan> &scan) {
        if (generation != m_generation)
            return;
        m_scan = scan;
        m_looking = false;
        m_endBefore = -1;
        m_timer.start();
    });
}

// A row without an end counts when nothing came since the last look: it may be a question.
void TriggerWatch::look()
{
    for (State &state : m_states)
        tell(state);
    if (m_looking || !m_scan)
        return;
    const auto &recording = m_page->recording();
    const bool ended = recording->capture()->hasEnded();
    const qint64 end = recording->capture()->end();
    const bool isStill = std::exchange(m_endBefore, end) == end;
    if (isStill && m_wasStill && !ended && m_toMark.empty())
        return;
    m_wasStill = isStill;
    m_looking = true;
    std::vector<bool> marks;
    for (const State &state : m_states)
        marks.push_back(state.trigger.mark);
    const auto work = [recording, scan = m_scan, marks, isStill, toMark = m_toMark] {
        Looked looked;
        looked.sawEnd = recording->capture()->hasEnded();
        looked.look = scan->look(isStill);
        std::vector<std::pair<size_t, qint64>> starts = toMark;
        for (size_t i = 0; i < marks.size(); ++i)
            for (const qint64 start : looked.look.found[i].starts)
                if (marks[i])
                    starts.emplace_back(i, start);
        pipecore::RowReader reader(recording->capture(), &recording->index());
        const qint64 indexed = recording->index().indexedEnd();
        for (const auto &[trigger, start] : starts) {
            if (start < indexed)
                looked.toMark.emplace_back(trigger, reader.rowAt(start));
            else if (looked.later.size() < kMostMarks)
                looked.later.emplace_back(trigger, start);
        }
        return looked;
    };
    runInBackground(this, work, [this, generation = m_generation](const Looked &looked) {
        if (generation == m_generation)
            take(looked);
    });
}

void TriggerWatch::take(const Looked &looked)
{
    m_looking = false;
    m_toMark = looked.later;
    std::vector<std::pair<qint64, QString>> marks;
    for (const auto &[trigger, row] : looked.toMark)
        if (m_marks + marks.size() < kMostMarks)
            marks.emplace_back(row, m_states[trigger].trigger.pattern);
    m_marks += marks.size();
    m_page->marker()->add(marks);
    bool hasUntold = false;
    for (size_t i = 0; i < m_states.size(); ++i) {
        const TriggerScan::Found &found = looked.look.found[i];
        State &state = m_states[i];
        if (found.rows > 0) {
            state.untold += found.rows;
            state.text = found.text;
            if (state.trigger.stop)
                stopCommand(state);
        }
        tell(state);
        hasUntold |= state.untold > 0;
    }
    if (looked.look.hasMore) {
        m_endBefore = -1;
        m_wasStill = false;
        return look();
    }
    if (looked.sawEnd && m_toMark.empty() && !hasUntold)
        m_timer.stop();
}

void TriggerWatch::tell(State &state)
{
    if (state.untold == 0 || (state.wasTold && m_clock.elapsed() - state.toldAt < m_outlets.quietMs))
        return;
    const QString summary = m_page->title().left(80);
    const qint64 rows = std::exchange(state.untold, 0);
    state.wasTold = true;
    state.toldAt = m_clock.elapsed();
    if (state.trigger.notify)
        m_outlets.notify(
            summary, rows == 1 ? state.text
                               : tr("%1 rows match \"%2\"; the last: %3")
                                     .arg(pipecore::formatCount(rows), state.trigger.pattern, state.text));
    if (state.trigger.sound)
        m_outlets.sound();
}

void TriggerWatch::stopCommand(const State &state)
{
    // Who is being stopped already may finish: a second time would kill.
    if (!m_page->isRunning() || m_page->session()->isStopping() || std::exchange(m_stopped, true))
        return;
    m_page->stop();
    m_page->showNote(tr("Stopped, as a row matched \"%1\": %2").arg(state.trigger.pattern, state.text));
}

} // namespace ui
