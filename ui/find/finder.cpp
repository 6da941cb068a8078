#include "ui/find/finder.h"

#include "pipecore/search/rowsearch.h"
#include "pipecore/text/humanize.h"
#include "ui/base/background.h"
#include "ui/find/findbar.h"
#include "ui/find/matchmarks.h"
#include "ui/find/search.h"
#include "ui/view/outputview.h"

#include <QShortcut>

namespace ui
{

using pipecore::formatCount;
using pipecore::LiveSearch;
using pipecore::Matcher;

namespace
{

constexpr int kTypingRest = 10;   // ms: letters that come in one go are looked for once
constexpr int kLookInterval = 16; // ms between looks at how far the search is

} // namespace

Finder::Finder(FindBar *bar, OutputView *view, OverviewBar *overview)
    : QObject(view), m_bar(bar), m_view(view), m_marks(new MatchMarks(overview)),
      m_escape(new QShortcut(QKeySequence(Qt::Key_Escape), view))
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingRest);
    m_look.setInterval(kLookInterval);
    m_escape->setContext(Qt::WidgetShortcut);
    m_escape->setEnabled(false);
    connect(m_escape, &QShortcut::activated, this, &Finder::close);
    connect(&m_typing, &QTimer::timeout, this, &Finder::restart);
    connect(&m_look, &QTimer::timeout, this, &Finder::look);
    connect(bar, &FindBar::queryChanged, this, [this] {
        if (m_current < 0 || currentRow() != m_current) // else: letter by letter from where it began
            m_origin = currentRow();
        m_typing.start();
    });
    connect(bar, &FindBar::nextRequested, this, &Finder::next);
    connect(bar, &FindBar::previousRequested, this, &Finder::previous);
    connect(bar, &FindBar::filterToggled, this, &Finder::applyFilter);
    connect(bar, &FindBar::closed, this, &Finder::close);
}

Finder::~Finder() = default;

void Finder::open()
{
    QString text;
    const Selection &selection = m_view->selection();
    if (!selection.isEmpty() && selection.from().row == selection.to().row)
        text = m_view->lineOf(selection.from().row).text(selection.from().column, selection.to().column);
    m_origin = currentRow();
    m_escape->setEnabled(true);
    m_bar->open(text);
}

// The row that the eye is on: the caret's, or the first in view.
qint64 Finder::currentRow()
{
    if (m_view->rows() == 0)
        return 0;
    const Selection &selection = m_view->selection();
    const qint64 position = selection.hasBegun() ? selection.from().row : m_view->topRow();
    return m_view->source().numberAt(std::min(position, m_view->rows() - 1));
}

void Finder::stop()
{
    ++m_generation;
    m_look.stop();
    m_marks->clear();
    m_found.reset();
    m_test.reset();
    m_search.reset();
    m_current = -1;
    m_wrapped = false;
    m_view->setMatcher(nullptr);
}

void Finder::restart()
{
    const pipecore::Query query = m_bar->query();
    if (query.isEmpty() || m_bar->isHidden()) {
        stop();
        m_bar->setStatus({}, FindBar::Tone::Plain);
        showAllRows();
        return;
    }
    // Some patterns take long to be made ready.
    const auto make = [query] { return std::make_shared<Made>(Matcher::create(query)); };
    const int generation = ++m_generation;
    runInBackground(this, make, [this, generation](const std::shared_ptr<Made> &made) {
        if (generation == m_generation)
            begin(std::move(*made));
    });
}

void Finder::begin(Made made)
{
    stop();
    if (!made) {
        m_bar->setStatus(made.error().text, FindBar::Tone::Bad);
        return;
    }
    const auto &recording = m_view->recording();
    m_view->setMatcher((*made)->clone());
    m_test = std::make_unique<pipecore::RowSearch>(std::move(*made), pipecore::RowSearch::Options{true});
    m_search = startSearch(recording->capture(), *m_test);
    m_seeking = true; // not before: what was typed over may still be found meanwhile
    m_found = std::make_unique<pipecore::FoundRows>(recording, m_search, m_test->clone());
    m_marks->show(recording, m_search, m_test->clone());
    m_look.start();
    if (m_bar->isFiltering())
        applyFilter(true);
    look();
}

void Finder::look()
{
    if (!m_search)
        return;
    const bool complete = m_search->isComplete();
    if (m_filtering)
        m_view->sourceGrew();
    if (m_seeking)
        showFirst();
    m_marks->update();
    tell();
    if (complete && m_view->recording()->isIndexed())
        m_look.stop();
}

// What was found last need not be the first there is: the search takes several pieces at once.
void Finder::showFirst()
{
    const pipecore::BlockIndex &index = m_view->recording()->index();
    qint64 first = m_found->next(m_origin);
    const bool isSure =
        first >= 0 && index.blockOfRow(first) * pipecore::BlockCounter::kBlock < m_search->searchedEnd();
    if (!isSure && isBehind(*m_search, *m_view->recording()))
        return;
    m_wrapped = first < 0 && m_origin > 0;
    if (first < 0)
        first = m_found->next(0);
    if (first < 0 && !m_search->isComplete())
        return; // it may come yet
    m_seeking = false;
    if (first >= 0)
        go(first);
    else
        m_wrapped = false;
}

void Finder::tell()
{
    const qint64 total = m_search->total();
    const qint64 end = std::max<qint64>(1, m_view->recording()->capture()->end());
    const bool searching = isBehind(*m_search, *m_view->recording());
    QString text;
    if (!m_search->error().isEmpty())
        text = m_search->error();
    else if (total == 0)
        text = searching ? tr("searching…") : tr("no row matches");
    else if (m_current >= 0)
        text = tr("%1 of %2 rows").arg(formatCount(m_found->rank(m_current) + 1), formatCount(total));
    else
        text = total == 1 ? tr("1 row") : tr("%1 rows").arg(formatCount(total));
    if (searching)
        text += QStringLiteral("  %1 %").arg(m_search->searchedEnd() * 100 / end);
    if (m_wrapped)
        text += tr("  (went round)");
    if (m_search->gaveUp())
        text += tr("  (the pattern is too costly for some rows)");
    m_bar->setStatus(text, total == 0 && !searching ? FindBar::Tone::Nothing : FindBar::Tone::Plain);
}

void Finder::go(qint64 number)
{
    m_current = number;
    const qint64 position = m_view->source().positionOf(number);
    const bool inView =
        position >= m_view->topRow() && position < m_view->topRow() + m_view->rowsInView() - 1;
    if (!inView || m_view->isFollowing()) {
        m_view->setFollowing(false);
        m_view->goToRow(number);
    }
    m_view->selectMatchIn(position);
    tell();
}

void Finder::step(bool forward)
{
    if (m_bar->isHidden())
        return open();
    m_bar->remember();
    if (m_typing.isActive()) { // Enter right behind the last letter
        m_typing.stop();
        return restart();
    }
    if (!m_search)
        return;
    m_seeking = false;
    const qint64 from = m_current >= 0 ? m_current + (forward ? 1 : -1) : currentRow();
    qint64 found = forward ? m_found->next(from) : m_found->previous(from);
    m_wrapped = found < 0;
    if (found < 0)
        found = forward ? m_found->next(0) : m_found->previous(m_view->recording()->index().rows());
    if (found >= 0) {
        m_origin = found;
        go(found);
    } else {
        tell();
    }
}

void Finder::next()
{
    step(true);
}

void Finder::previous()
{
    step(false);
}

void Finder::toggleFilter()
{
    if (m_bar->isHidden())
        open();
    m_bar->setFiltering(!m_bar->isFiltering());
}

void Finder::applyFilter(bool on)
{
    if (!on)
        return showAllRows();
    if (!m_search)
        return; // once there is something to find
    m_filtering = true;
    m_view->setSource(
        std::make_unique<pipecore::FilteredRows>(m_view->recording(), m_search, m_test->clone()));
    if (m_current >= 0)
        go(m_current);
}

// The row that the eye is on stays.
void Finder::showAllRows()
{
    if (!std::exchange(m_filtering, false))
        return;
    const qint64 row = currentRow();
    const bool followed = m_view->isFollowing();
    m_view->setSource(std::make_unique<pipecore::AllRows>(m_view->recording()));
    if (m_current >= 0)
        go(m_current);
    else if (!followed)
        m_view->goToRow(row);
}

void Finder::close()
{
    m_typing.stop();
    m_escape->setEnabled(false);
    m_bar->hide();
    m_bar->setFiltering(false);
    showAllRows();
    stop();
    m_view->setFocus();
}

} // namespace ui
