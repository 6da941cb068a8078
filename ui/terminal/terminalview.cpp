#include "ui/terminal/terminalview.h"

#include "ui/view/colorscheme.h"
#include "ui/view/linepainter.h"
#include "ui/view/selectioninput.h"

#include <QElapsedTimer>
#include <QFontDatabase>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace ui
{

using pipecore::CellLine;
using pipecore::TerminalScreen;
using pipecore::TerminalSize;

namespace
{

constexpr int kFrame = 16;              // ms from one picture to the next
constexpr qint64 kSlice = 8;            // ms of them for reading
constexpr qint64 kReadSize = 8 * 1024;  // of rows on a large screen that is some milliseconds
constexpr qint64 kSkipFrom = 64 * 1024; // bytes behind
constexpr qint64 kSkipSize = 4 << 20;

bool isWide(const CellLine &line, int column)
{
    return column + 1 < line.columns() && line.at(column + 1) == pipecore::cell::WideTail;
}

} // namespace

TerminalView::TerminalView(pipecore::Capture::Ptr capture, TerminalSize size, QWidget *parent)
    : QAbstractScrollArea(parent), m_capture(std::move(capture)),
      m_screen(
          size.columns, size.rows,
          [this](const CellLine &row) {
              ++m_rowsAbove;
              m_scrollback.push_back(row);
              if (m_scrollback.size() > static_cast<size_t>(kMostScrollback))
                  m_scrollback.pop_front();
          },
          [this](const QByteArray &bytes) {
              if (!m_ended)
                  emit sendRequested(bytes);
          }),
      m_font(QFontDatabase::systemFont(QFontDatabase::FixedFont)),
      m_input(std::make_unique<SelectionInput>(this, this))
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_InputMethodEnabled);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Terminal"));
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setMouseTracking(true); // some commands want to know of every move
    m_timer.setInterval(kFrame);
    connect(&m_timer, &QTimer::timeout, this, &TerminalView::readMore);
    m_watch = std::make_unique<pipecore::CaptureWatch>(m_capture);
    connect(m_watch.get(), &pipecore::CaptureWatch::moved, this, [this] {
        if (!m_timer.isActive())
            m_timer.start();
    });
    m_timer.start();
}

TerminalView::~TerminalView() = default;

void TerminalView::setCellFont(const QFont &font)
{
    m_font = CellFont(font);
    fitScreen();
    viewport()->update();
}

void TerminalView::setEnded()
{
    m_ended = true;
    viewport()->update();
}

void TerminalView::showEnd()
{
    startReplay(true);
    m_isEnd = true;
    showUpTo(m_capture->end());
}

void TerminalView::startReplay(bool keepSize)
{
    m_ended = true;
    m_replay = true;
    m_keepSize = keepSize;
    m_offset = 0;
    resetScreen();
}

void TerminalView::resetScreen()
{
    static constexpr char kNewlineMode[] = "\x1b[20h"; // LNM, ECMA-48
    m_screen.reset();
    m_scrollback.clear();
    m_rowsAbove = 0;
    m_selection.clear();
    if (m_replay && !m_keepSize)
        m_screen.feed(kNewlineMode, sizeof kNewlineMode - 1);
}

void TerminalView::showUpTo(qint64 offset)
{
    m_replayEnd = offset;
    const qint64 behind = offset - m_offset;
    if (behind < 0 || behind > kReplayReach) {
        const bool whole = m_keepSize && offset <= kReplayWhole;
        m_offset = whole ? 0 : std::max<qint64>(0, offset - kReplayReach);
        resetScreen();
        updateBar(0);
    }
    if (isUpToDate())
        return;
    readMore(); // at once: it is a matter of milliseconds when things came
    if (!isUpToDate() && !m_timer.isActive())
        m_timer.start();
}

TerminalSize TerminalView::fittingSize() const
{
    return {std::max(2, (viewport()->width() - 2 * kMargin) / m_font.cellWidth()),
            std::max(1, viewport()->height() / m_font.cellHeight())};
}

void TerminalView::fitScreen()
{
    const TerminalSize size = fittingSize();
    const bool isFixed = m_replay ? m_keepSize : m_ended;
    if (!isVisible() || isFixed || (size.columns == m_screen.columns() && size.rows == m_screen.rows()))
        return;
    m_screen.resize(size.columns, size.rows);
    if (!m_replay)
        emit sizeChanged(size);
    dropChangedSelection();
    updateBar(0);
}

void TerminalView::readMore()
{
    if (isUpToDate()) {
        m_timer.stop();
        return;
    }
    QElapsedTimer taken;
    taken.start();
    const qint64 first = firstRow();
    char bytes[kReadSize];
    while (taken.elapsed() < kSlice / 2 && skipRows()) {
        // nobody can see what scrolls by so fast
    }
    while (taken.elapsed() < kSlice && !isUpToDate()) {
        const qint64 n = m_capture->read(m_offset, bytes, std::min(kReadSize, shownEnd() - m_offset));
        if (n <= 0) { // cannot be read: the next bytes are a reason to try again
            m_timer.stop();
            break;
        }
        m_screen.feed(bytes, n);
        m_offset += n;
    }
    dropChangedSelection();
    updateBar(firstRow() - first);
}

// Leaves out rows that scroll by. False when there are none.
bool TerminalView::skipRows()
{
    const qint64 behind = shownEnd() - m_offset;
    if (behind < kSkipFrom)
        return false;
    QByteArray bytes(std::min(kSkipSize, behind), Qt::Uninitialized);
    bytes.truncate(std::max<qint64>(0, m_capture->read(m_offset, bytes.data(), bytes.size())));
    const qint64 skipped =
        m_screen.skip(bytes.constData(), bytes.size(), m_replay ? kReplayScrollback : kMostScrollback);
    m_offset += skipped;
    return skipped > 0;
}

// `dropped` rows are no longer kept above: whoever looks at the others goes on looking at them.
void TerminalView::updateBar(qint64 dropped)
{
    QScrollBar *bar = verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    const auto value = static_cast<int>(std::max<qint64>(0, bar->value() - dropped));
    bar->setRange(0, m_screen.isAlternate() ? 0 : static_cast<int>(m_scrollback.size()));
    bar->setPageStep(m_screen.rows());
    bar->setValue(atEnd ? bar->maximum() : value);
    viewport()->update();
}

qint64 TerminalView::topRow() const
{
    return m_rowsAbove - (verticalScrollBar()->maximum() - verticalScrollBar()->value());
}

CellLine TerminalView::lineOf(qint64 row)
{
    if (row >= m_rowsAbove)
        return row < rows() ? m_screen.row(static_cast<int>(row - m_rowsAbove)) : CellLine();
    return row >= firstRow() ? m_scrollback[static_cast<size_t>(row - firstRow())] : CellLine();
}

void TerminalView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const ColorScheme &scheme = ColorScheme::of(palette());
    painter.fillRect(viewport()->rect(), scheme.background);
    LinePainter lines(&painter, &m_font, &scheme);
    const LinePainter::Columns columns{0, m_screen.columns() + 1};
    m_font.renewBudget();
    for (int y = 0; y < m_screen.rows(); ++y)
        lines.paint(lineOf(topRow() + y), kMargin, y * m_font.cellHeight(), columns,
                    m_selection.columnsIn(topRow() + y));
    if (m_font.wasShort())
        viewport()->update(); // the others come with the next picture
    if (m_screen.cursor().visible && (!m_ended || (m_replay && !m_isEnd)))
        paintCursor(painter, scheme.text, m_rowsAbove - topRow());
}

void TerminalView::paintCursor(QPainter &painter, const QColor &color, qint64 up)
{
    const TerminalScreen::Cursor cursor = m_screen.cursor();
    const bool isOnWide = isWide(m_screen.row(cursor.row), cursor.column);
    QRect cell(kMargin + cursor.column * m_font.cellWidth(),
               static_cast<int>(cursor.row + up) * m_font.cellHeight(),
               m_font.cellWidth() * (isOnWide ? 2 : 1), m_font.cellHeight());
    if (cell.top() >= viewport()->height())
        return;
    if (!hasFocus()) {
        painter.setPen(color);
        painter.drawRect(cell.adjusted(0, 0, -1, -1));
        return;
    }
    if (cursor.shape == TerminalScreen::CursorShape::Underline)
        return painter.fillRect(cell.left(), cell.bottom() - 1, cell.width(), 2, color);
    if (cursor.shape == TerminalScreen::CursorShape::Bar)
        return painter.fillRect(cell.left(), cell.top(), 2, cell.height(), color);
    painter.setCompositionMode(QPainter::CompositionMode_Difference); // readable on whatever is there
    painter.fillRect(cell, QColor(0xc0c0c0));
}

} // namespace ui
