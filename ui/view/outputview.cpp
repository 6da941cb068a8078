#include "ui/view/outputview.h"

#include "ui/view/selectioninput.h"

#include <QEvent>
#include <QFontDatabase>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace ui
{

using pipecore::FoldedRow;

namespace
{

constexpr int kFrameInterval = 16; // ms
constexpr int kMargin = 6;         // pixels between gutter and text

} // namespace

OutputView::OutputView(QWidget *parent)
    : QAbstractScrollArea(parent), m_input(std::make_unique<SelectionInput>(this)),
      m_font(QFontDatabase::systemFont(QFontDatabase::FixedFont))
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Output"));
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    m_refreshTimer.setInterval(kFrameInterval);
    m_refreshTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_refreshTimer, &QTimer::timeout, this, &OutputView::refresh);
}

OutputView::~OutputView() = default;

void OutputView::setRecording(pipecore::Recording::Ptr recording)
{
    m_recording = std::move(recording);
    m_watch.reset();
    m_source = std::make_unique<pipecore::AllRows>(m_recording);
    m_selection.clear();
    m_page.reset();
    m_indexedEnd = 0;
    m_widest = 0;
    m_scroll = RowScroll();
    if (m_recording->capture()->hasEnded())
        m_scroll.setFollowing(false); // what is finished is read from its start
    updateGeometryOfRows();
    m_refreshTimer.start();
    refresh();
}

void OutputView::setSource(std::unique_ptr<pipecore::RowSource> source)
{
    const qint64 top = m_scroll.top() < m_source->size() ? m_source->numberAt(m_scroll.top()) : 0;
    const bool followed = m_scroll.isFollowing();
    m_source = std::move(source);
    m_selection.clear();
    m_widest = 0;
    m_scroll.setRows(m_source->size());
    if (!followed)
        m_scroll.scrollTo(m_source->positionOf(top));
    scrolled(followed);
    emit grew();
}

void OutputView::sourceGrew()
{
    refresh();
}

void OutputView::refresh()
{
    const qint64 indexed = m_recording->index().indexedEnd();
    if (indexed != m_indexedEnd || m_source->size() != m_scroll.rows()) {
        const bool wasLastInView = m_scroll.top() + m_scroll.page() >= m_scroll.rows();
        const int gutterBefore = gutterWidth();
        m_indexedEnd = indexed;
        m_scroll.setRows(m_source->size());
        // Above the end nothing changes by what arrives, apart from the scroll bar.
        if (wasLastInView || m_scroll.isFollowing() || gutterWidth() != gutterBefore) {
            m_page.reset();
            viewport()->update();
        }
        updateBars();
        emit grew();
    }
    if (indexed == m_recording->capture()->end())
        watchForMore();
    else
        m_watch.reset();
}

// Nothing to do until the end moves: then the timer runs again.
void OutputView::watchForMore()
{
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

void OutputView::updateGeometryOfRows()
{
    m_page.reset();
    m_scroll.setPage(viewport()->height() / m_font.cellHeight());
    updateBars();
    viewport()->update();
}

void OutputView::updateBars()
{
    m_settingBars = true;
    QScrollBar *vertical = verticalScrollBar();
    vertical->setRange(0, m_scroll.barMaximum());
    vertical->setPageStep(static_cast<int>(m_scroll.page()));
    vertical->setValue(m_scroll.barValue());
    QScrollBar *horizontal = horizontalScrollBar();
    const int width = viewport()->width() - gutterWidth() - kMargin;
    horizontal->setRange(0, std::max(0, (m_widest + 1) * m_font.cellWidth() - width));
    horizontal->setPageStep(std::max(1, width));
    horizontal->setSingleStep(m_font.cellWidth() * 4);
    m_settingBars = false;
}

void OutputView::scrollContentsBy(int, int dy)
{
    if (!m_settingBars && dy != 0) {
        const bool followed = m_scroll.isFollowing();
        m_scroll.setBarValue(verticalScrollBar()->value());
        m_page.reset();
        if (followed != m_scroll.isFollowing())
            emit followingChanged(m_scroll.isFollowing());
    }
    viewport()->update();
}

void OutputView::scrolled(bool followedBefore)
{
    m_page.reset();
    updateBars();
    viewport()->update();
    if (followedBefore != m_scroll.isFollowing())
        emit followingChanged(m_scroll.isFollowing());
}

void OutputView::scrollToRow(qint64 top)
{
    const bool followed = m_scroll.isFollowing();
    m_scroll.scrollTo(top);
    scrolled(followed);
}

void OutputView::setFollowing(bool following)
{
    const bool followed = m_scroll.isFollowing();
    m_scroll.setFollowing(following);
    scrolled(followed);
}

void OutputView::reveal(RowPlace place)
{
    const bool followed = m_scroll.isFollowing();
    m_scroll.reveal(place.row);
    const int x = place.column * m_font.cellWidth();
    QScrollBar *bar = horizontalScrollBar();
    const int width = viewport()->width() - gutterWidth() - kMargin;
    if (x < bar->value())
        bar->setValue(x);
    else if (x > bar->value() + width)
        bar->setValue(x - width);
    scrolled(followed);
}

void OutputView::setShowLineNumbers(bool show)
{
    m_lineNumbers = show;
    updateGeometryOfRows();
}

void OutputView::setCellFont(const QFont &font)
{
    m_font = CellFont(font);
    updateGeometryOfRows();
}

void OutputView::selectionChanged()
{
    viewport()->update();
}

void OutputView::selectAll()
{
    if (m_scroll.rows() == 0)
        return;
    m_selection.begin({{0, 0}, {0, 0}});
    const RowPlace end{m_scroll.rows() - 1, pipecore::CellLine::kMostColumns};
    m_selection.extend({end, end});
    selectionChanged();
}

RowPlace OutputView::placeAt(const QPoint &point)
{
    if (m_scroll.rows() == 0)
        return {};
    const int down = point.y() < 0 ? -1 : point.y() / m_font.cellHeight();
    const qint64 row = m_scroll.top() + down;
    if (row < 0)
        return {0, 0};
    if (row >= m_scroll.rows())
        return {m_scroll.rows() - 1, pipecore::CellLine::kMostColumns};
    const int x = point.x() - gutterWidth() - kMargin + horizontalScrollBar()->value();
    return {row, std::clamp((x + m_font.cellWidth() / 2) / m_font.cellWidth(), 0,
                            pipecore::CellLine::kMostColumns)};
}

pipecore::CellLine OutputView::lineOf(qint64 row)
{
    if (!m_source)
        return {};
    auto rows = m_source->rows(row, 1);
    return rows.empty() ? pipecore::CellLine() : std::move(rows.front().line);
}

const std::vector<FoldedRow> &OutputView::page()
{
    if (!m_page) {
        // One more than fits: the last may be cut by the edge.
        m_page = m_source ? m_source->rows(m_scroll.top(), m_scroll.page() + 1) : std::vector<FoldedRow>();
        const int widestBefore = m_widest;
        for (const FoldedRow &row : *m_page)
            m_widest = std::max(m_widest, row.line.columns());
        if (m_widest != widestBefore)
            QMetaObject::invokeMethod(this, &OutputView::updateBars, Qt::QueuedConnection);
    }
    return *m_page;
}

int OutputView::gutterWidth() const
{
    if (!m_lineNumbers)
        return 5;
    const qint64 recordedRows = m_recording ? m_recording->index().rows() : 0;
    int digits = 4;
    for (qint64 n = 10'000; n <= recordedRows; n *= 10)
        ++digits;
    return (digits + 1) * m_font.cellWidth() + 9;
}

void OutputView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const ColorScheme &scheme = ColorScheme::of(palette());
    painter.fillRect(event->rect(), scheme.background);
    const int gutter = gutterWidth();
    const int offset = horizontalScrollBar()->value();
    const int left = gutter + kMargin - offset;
    const int from = offset / m_font.cellWidth();
    const int to = from + (viewport()->width() - gutter) / m_font.cellWidth() + 1;
    LinePainter lines(&painter, &m_font, &scheme);
    int top = 0;
    qint64 number = m_scroll.top();
    painter.setClipRect(gutter, 0, viewport()->width() - gutter, viewport()->height());
    for (const FoldedRow &row : page()) {
        if (row.hasError)
            painter.fillRect(gutter, top, viewport()->width() - gutter, m_font.cellHeight(),
                             scheme.errorBackground);
        lines.paint(row.line, left, top, {from, to}, m_selection.columnsIn(number));
        top += m_font.cellHeight();
        ++number;
    }
    if (m_selection.hasBegun() && hasFocus()) {
        const RowPlace caret = m_selection.caret();
        const qint64 down = caret.row - m_scroll.top();
        if (down >= 0 && down <= m_scroll.page() && caret.column < pipecore::CellLine::kMostColumns)
            painter.fillRect(left + caret.column * m_font.cellWidth(),
                             static_cast<int>(down) * m_font.cellHeight(), 1, m_font.cellHeight(),
                             scheme.text);
    }
    painter.setClipping(false);
    paintGutter(painter, scheme, {0, 0, gutter, viewport()->height()});
    ++m_frames;
}

void OutputView::paintGutter(QPainter &painter, const ColorScheme &scheme, const QRect &area)
{
    painter.fillRect(area, scheme.gutter);
    painter.setFont(m_font.font(CellFont::Regular));
    painter.setPen(scheme.gutterText);
    int top = 0;
    for (const FoldedRow &row : page()) {
        if (m_lineNumbers)
            painter.drawText(QRect(0, top, area.width() - 9, m_font.cellHeight()),
                             Qt::AlignRight | Qt::AlignVCenter,
                             row.span.continues ? QStringLiteral("…") : QString::number(row.number + 1));
        if (row.hasError)
            painter.fillRect(area.right() - 2, top, 3, m_font.cellHeight(), scheme.errorMark);
        top += m_font.cellHeight();
    }
}

void OutputView::resizeEvent(QResizeEvent *)
{
    updateGeometryOfRows();
}

void OutputView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
}

} // namespace ui
