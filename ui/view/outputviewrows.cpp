// Which rows an OutputView shows: where they come from, and those in view.

#include "ui/view/outputview.h"

#include <QScrollBar>

#include <algorithm>

namespace ui
{

using pipecore::CellLine;
using pipecore::FoldedRow;

namespace
{

constexpr int kColumnsAhead = 2048; // beyond the edge that are looked at

} // namespace

void OutputView::setRecording(pipecore::Recording::Ptr recording)
{
    m_recording = std::move(recording);
    m_watch.reset();
    m_base = std::make_unique<pipecore::AllRows>(m_recording);
    m_indexedEnd = 0;
    m_scroll = RowScroll();
    rebuildSource();
    if (m_recording->capture()->hasEnded())
        m_scroll.setFollowing(false); // what is finished is read from its start
    updateWrapping();
    m_refreshTimer.start();
    refresh();
}

void OutputView::setSource(std::unique_ptr<pipecore::RowSource> base)
{
    const qint64 top = m_scroll.top() < m_source->size() ? m_source->numberAt(m_scroll.top()) : 0;
    const bool followed = m_scroll.isFollowing();
    m_base = std::move(base);
    rebuildSource();
    m_scroll.setRows(m_source->size());
    if (!followed)
        m_scroll.scrollTo({m_source->positionOf(top), 0});
    scrolled(followed);
    emit grew();
}

void OutputView::rebuildSource()
{
    m_frameRows = nullptr;
    if (m_mode == ViewMode::Hex) {
        m_source = std::make_unique<HexRows>(m_recording);
    } else if (m_mode == ViewMode::Raw) {
        m_source = std::make_unique<RawRows>(m_base->clone(), m_recording);
    } else {
        auto frames = std::make_unique<FrameRows>(m_base->clone(), m_recording);
        m_frameRows = frames.get();
        m_source = std::move(frames);
    }
    m_selection.clear();
    m_widest = 0;
    m_page.reset();
}

void OutputView::setViewMode(ViewMode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    if (!m_recording)
        return;
    setSource(std::move(m_base));
    updateWrapping();
}

void OutputView::sourceGrew()
{
    if (m_recording)
        refresh();
}

void OutputView::encodingChanged()
{
    m_widest = 0;
    updateGeometryOfRows();
}

void OutputView::refresh()
{
    const qint64 indexed = m_recording->index().indexedEnd();
    bool isFlood = false;
    if (indexed != m_indexedEnd || m_source->size() != m_scroll.rows()) {
        const bool wasLastInView = m_scroll.top() + m_scroll.page() >= m_scroll.rows();
        const int gutterBefore = gutterWidth();
        m_indexedEnd = indexed;
        // Rows that come faster than a page a frame cannot be read: who writes them has more use for the
        // time, the more so the shorter processors are.
        isFlood = m_source->size() - m_scroll.rows() > m_scroll.page();
        m_refreshTimer.setInterval(isFlood ? std::clamp(12 * m_paintTime, kFloodFrame, kLongestFrame)
                                           : kFrame);
        m_scroll.setRows(m_source->size());
        // Above the end nothing changes by what arrives, apart from the scroll bar.
        if (wasLastInView || m_scroll.isFollowing() || gutterWidth() != gutterBefore) {
            m_page.reset();
            viewport()->update();
        }
        updateBars();
        emit grew();
    }
    if (indexed == m_recording->capture()->end() && !isFlood)
        watchForMore();
    else
        m_watch.reset();
}

// Nothing to do until the end moves: then the timer runs again.
void OutputView::watchForMore()
{
    m_refreshTimer.setInterval(kFrame);
    if (m_recording->capture()->hasEnded()) {
        m_refreshTimer.stop();
        return;
    }
    if (!m_watch) {
        m_watch = std::make_unique<pipecore::CaptureWatch>(m_recording->capture());
        connect(m_watch.get(), &pipecore::CaptureWatch::moved, this, [this] {
            if (!m_refreshTimer.isActive())
                m_refreshTimer.start();
        });
        return; // once more: it may have moved just before
    }
    m_refreshTimer.stop();
}

CellLine OutputView::lineOf(qint64 row)
{
    if (!m_source)
        return {};
    auto rows = m_source->rows(row, 1);
    return rows.empty() ? CellLine() : std::move(rows.front().line);
}

const ViewPage &OutputView::page()
{
    if (!m_page) {
        // One more than fits: the last may be cut by the edge.
        const bool isCut = m_source && m_wrap == Wrap::Off;
        const int most =
            isCut ? std::min(CellLine::kMostColumns, horizontalScrollBar()->value() / m_font.cellWidth() +
                                                         textColumns() + kColumnsAhead)
                  : CellLine::kMostColumns;
        if (isCut)
            m_source->limitColumns(most);
        m_page = m_source ? pageMaker().page(m_scroll.topPlace(), m_scroll.page() + 1) : ViewPage();
        if (isCut)
            m_source->limitColumns(CellLine::kMostColumns);
        fillTimes(*m_page);
        if (m_colour && m_mode != ViewMode::Hex)
            for (FoldedRow &row : m_page->rows)
                m_page->behind.push_back(m_colour(row.line));
        const int widestBefore = m_widest;
        for (const FoldedRow &row : m_page->rows)
            m_widest =
                std::max(m_widest, row.line.columns() < most ? row.line.columns() : most + kColumnsAhead);
        if (m_widest != widestBefore)
            QMetaObject::invokeMethod(this, &OutputView::updateBars, Qt::QueuedConnection);
    }
    return *m_page;
}

void OutputView::fillTimes(ViewPage &page)
{
    if (m_gutter.options.times == GutterOptions::Times::Off || page.rows.empty())
        return;
    const auto time = [this](qint64 offset) -> std::optional<qint64> {
        const auto arrival = m_recording->times().at(offset);
        return arrival ? std::optional(arrival->time) : std::nullopt;
    };
    for (const FoldedRow &row : page.rows)
        page.times.push_back(time(row.span.start));
    if (m_gutter.options.times == GutterOptions::Times::SinceRowBefore && page.firstPosition > 0) {
        const auto before = m_source->rows(page.firstPosition - 1, 1);
        if (!before.empty())
            page.timeBefore = time(before.front().span.start);
    }
}

void OutputView::setMatcher(std::unique_ptr<pipecore::Matcher> matcher)
{
    m_matcher = std::move(matcher);
    viewport()->update();
}

void OutputView::setColouring(Colouring colour)
{
    m_colour = std::move(colour);
    m_page.reset();
    viewport()->update();
}

void OutputView::setMarks(const pipecore::Marks *marks)
{
    m_marks = marks;
    m_gutter.setMarks(marks);
    viewport()->update();
}

} // namespace ui
