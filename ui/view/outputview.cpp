#include "ui/view/outputview.h"

#include "ui/view/accessibleview.h"
#include "ui/view/matchcolumns.h"
#include "ui/view/selectioncopy.h"
#include "ui/view/selectioninput.h"

#include <QEvent>
#include <QFontDatabase>
#include <QScrollBar>

#include <algorithm>

namespace ui
{

using pipecore::CellLine;

namespace
{

constexpr int kMargin = 6; // pixels between gutter and text

} // namespace

OutputView::OutputView(QWidget *parent)
    : QAbstractScrollArea(parent), m_input(std::make_unique<SelectionInput>(this, this)),
      m_font(QFontDatabase::systemFont(QFontDatabase::FixedFont))
{
    AccessibleView::install();
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Output"));
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setMouseTracking(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    m_refreshTimer.setInterval(kFrame);
    m_refreshTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_refreshTimer, &QTimer::timeout, this, &OutputView::refresh);
    m_restTimer.setSingleShot(true);
    connect(&m_restTimer, &QTimer::timeout, viewport(), qOverload<>(&QWidget::update));
}

OutputView::~OutputView() = default;

void OutputView::updateGeometryOfRows()
{
    m_page.reset();
    if (m_source && m_wrap != Wrap::Off && !m_scroll.isFollowing())
        m_scroll.snapTo(pageMaker().lineStart(m_scroll.topPlace()));
    m_scroll.setPage(viewport()->height() / m_font.cellHeight());
    updateBars();
    viewport()->update();
    emit viewChanged();
}

// Rows of numbers are as wide as they are.
void OutputView::updateWrapping()
{
    if (m_wrap == Wrap::Off || m_mode == ViewMode::Hex)
        m_scroll.setWrapped({});
    else
        m_scroll.setWrapped(
            [this](qint64 lines) { return m_source ? pageMaker().endTop(lines) : RowPlace(); });
    updateGeometryOfRows();
}

void OutputView::setWrap(Wrap wrap)
{
    m_wrap = wrap;
    setHorizontalScrollBarPolicy(wrap == Wrap::Off ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    horizontalScrollBar()->setValue(0);
    updateWrapping();
}

void OutputView::updateBars()
{
    m_settingBars = true;
    QScrollBar *vertical = verticalScrollBar();
    vertical->setRange(0, m_scroll.barMaximum());
    vertical->setPageStep(static_cast<int>(m_scroll.page()));
    vertical->setValue(m_scroll.barValue());
    QScrollBar *horizontal = horizontalScrollBar();
    const int width = viewport()->width() - textLeft();
    const bool isWrapped = m_wrap != Wrap::Off && m_mode != ViewMode::Hex;
    horizontal->setRange(0, isWrapped ? 0 : std::max(0, (m_widest + 1) * m_font.cellWidth() - width));
    horizontal->setPageStep(std::max(1, width));
    horizontal->setSingleStep(m_font.cellWidth() * 4);
    m_settingBars = false;
}

void OutputView::scrollContentsBy(int dx, int dy)
{
    if (!m_settingBars && dy != 0) {
        const bool followed = m_scroll.isFollowing();
        m_scroll.setBarValue(verticalScrollBar()->value());
        m_page.reset();
        emit viewChanged();
        if (followed != m_scroll.isFollowing())
            emit followingChanged(m_scroll.isFollowing());
    }
    if (dx != 0)
        m_page.reset(); // rows may go on behind what was looked at
    viewport()->update();
}

void OutputView::scrolled(bool followedBefore)
{
    m_page.reset();
    updateBars();
    viewport()->update();
    emit viewChanged();
    if (followedBefore != m_scroll.isFollowing())
        emit followingChanged(m_scroll.isFollowing());
}

void OutputView::scrollTo(RowPlace top)
{
    const bool followed = m_scroll.isFollowing();
    m_scroll.scrollTo(top);
    scrolled(followed);
}

void OutputView::scrollByRows(qint64 lines)
{
    if (!m_source)
        return;
    PageMaker maker = pageMaker();
    scrollTo(lines < 0 ? maker.above(m_scroll.topPlace(), -lines) : maker.below(m_scroll.topPlace(), lines));
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
    PageMaker maker = pageMaker();
    const RowPlace line = maker.lineStart(place);
    if (line < m_scroll.topPlace())
        m_scroll.scrollTo(line);
    else if (line > maker.below(m_scroll.topPlace(), m_scroll.page() - 1))
        m_scroll.scrollTo(maker.above(line, m_scroll.page() - 1));
    const int x = (place.column - line.column) * m_font.cellWidth();
    QScrollBar *bar = horizontalScrollBar();
    const int width = viewport()->width() - textLeft();
    if (x < bar->value())
        bar->setValue(x);
    else if (x > bar->value() + width)
        bar->setValue(x - width);
    scrolled(followed);
}

void OutputView::showRow(qint64 number)
{
    if (m_scroll.rows() == 0)
        return;
    const RowPlace place{std::clamp<qint64>(m_source->positionOf(number), 0, m_scroll.rows() - 1), 0};
    scrollTo(pageMaker().above(place, m_scroll.page() / 2));
}

void OutputView::goToRow(qint64 number)
{
    if (m_scroll.rows() == 0)
        return;
    const RowPlace place{std::clamp<qint64>(m_source->positionOf(number), 0, m_scroll.rows() - 1), 0};
    scrollTo(pageMaker().above(place, m_scroll.page() / 3));
    m_selection.begin({place, place});
    selectionChanged();
}

void OutputView::selectMatchIn(qint64 position)
{
    if (!m_matcher || position < 0 || position >= m_scroll.rows())
        return;
    const std::vector<LinePainter::Columns> matches = matchColumns(lineOf(position), *m_matcher);
    // None is to be seen where it was overwritten, as in a progress line: then the row's start.
    const RowPlace from{position, matches.empty() ? 0 : matches.front().from};
    const RowPlace to{position, matches.empty() ? 0 : matches.front().to};
    m_selection.begin({from, from});
    m_selection.extend({to, to});
    reveal(from);
    selectionChanged();
}

void OutputView::toggleFrames(qint64 position)
{
    if (!m_frameRows || !m_frameRows->toggle(position))
        return;
    const bool followed = m_scroll.isFollowing();
    m_selection.clear();
    m_scroll.setFollowing(false);
    m_scroll.setRows(m_source->size());
    scrolled(followed);
    emit grew();
}

void OutputView::setGutterOptions(const GutterOptions &options)
{
    m_gutter.options = options;
    updateGeometryOfRows();
}

void OutputView::setCellFont(const QFont &font)
{
    m_font = CellFont(font);
    updateGeometryOfRows();
}

void OutputView::selectionChanged()
{
    if (QAccessible::isActive()) {
        QAccessibleEvent moved(this, QAccessible::TextCaretMoved);
        QAccessible::updateAccessibility(&moved);
    }
    viewport()->update();
    emit viewChanged();
}

void OutputView::offerSelection()
{
    offerPrimarySelection(this);
}

void OutputView::selectAll()
{
    if (m_scroll.rows() == 0)
        return;
    m_selection.begin({{0, 0}, {0, 0}});
    const RowPlace end{m_scroll.rows() - 1, CellLine::kMostColumns};
    m_selection.extend({end, end});
    selectionChanged();
}

RowPlace OutputView::placeAt(const QPoint &point)
{
    if (m_scroll.rows() == 0)
        return {};
    const ViewPage &shown = page();
    const int down = point.y() < 0 ? -1 : point.y() / m_font.cellHeight();
    if (down < 0) {
        const RowPlace line = pageMaker().above(m_scroll.topPlace(), 1);
        return {line.row, m_scroll.topPlace() == RowPlace() ? 0 : line.column};
    }
    if (static_cast<size_t>(down) >= shown.lines.size())
        return {m_scroll.rows() - 1, CellLine::kMostColumns};
    const ViewLine &line = shown.lines[static_cast<size_t>(down)];
    const int x = point.x() - textLeft() + horizontalScrollBar()->value();
    const int column = line.from + (x + m_font.cellWidth() / 2) / m_font.cellWidth();
    return {shown.position(line), std::clamp(x < 0 ? line.from : column, line.from, line.to)};
}

std::optional<QRect> OutputView::rectOf(RowPlace place)
{
    const int number = page().lineOf(place);
    if (number < 0 || place.column >= CellLine::kMostColumns)
        return {};
    const ViewLine &line = page().lines[static_cast<size_t>(number)];
    const int x =
        textLeft() - horizontalScrollBar()->value() + (place.column - line.from) * m_font.cellWidth();
    return QRect(x, number * m_font.cellHeight(), m_font.cellWidth(), m_font.cellHeight());
}

int OutputView::gutterWidth() const
{
    return m_gutter.width(m_font, m_recording ? m_recording->index().rows() : 0);
}

int OutputView::textLeft() const
{
    return gutterWidth() + kMargin;
}

int OutputView::textColumns() const
{
    return (viewport()->width() - textLeft()) / m_font.cellWidth();
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
