#include "ui/terminal/terminalview.h"

#include "ui/terminal/terminalkeys.h"
#include "ui/view/colorscheme.h"
#include "ui/view/linepainter.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QFontDatabase>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMouseEvent>
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

constexpr int kFrame = 16;   // ms from one picture to the next
constexpr qint64 kSlice = 8; // ms of them for reading
constexpr qint64 kReadSize = 32 * 1024;
constexpr int kMargin = 4;
constexpr int kRowsPerNotch = 3;

} // namespace

TerminalView::TerminalView(pipecore::Capture::Ptr capture, TerminalSize size, QWidget *parent)
    : QAbstractScrollArea(parent), m_capture(std::move(capture)),
      m_screen(
          size.columns, size.rows,
          [this](const CellLine &row) {
              m_scrollback.push_back(row);
              if (m_scrollback.size() > kMostScrollback)
                  m_scrollback.pop_front();
          },
          [this](const QByteArray &bytes) {
              if (!m_ended)
                  emit sendRequested(bytes);
          }),
      m_font(QFontDatabase::systemFont(QFontDatabase::FixedFont))
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_InputMethodEnabled);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Terminal"));
    viewport()->setCursor(Qt::IBeamCursor);
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
}

void TerminalView::setEnded()
{
    m_ended = true;
    viewport()->update();
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
    }
    if (!isUpToDate() && !m_timer.isActive())
        m_timer.start();
    viewport()->update();
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
    updateBar();
}

void TerminalView::readMore()
{
    if (isUpToDate()) {
        m_timer.stop();
        return;
    }
    QElapsedTimer taken;
    taken.start();
    char bytes[kReadSize];
    while (taken.elapsed() < kSlice && !isUpToDate()) {
        const qint64 n = m_capture->read(m_offset, bytes, std::min(kReadSize, shownEnd() - m_offset));
        if (n <= 0) { // cannot be read: the next bytes are a reason to try again
            m_timer.stop();
            break;
        }
        m_screen.feed(bytes, n);
        m_offset += n;
    }
    updateBar();
}

void TerminalView::updateBar()
{
    QScrollBar *bar = verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    bar->setRange(0, m_screen.isAlternate() ? 0 : static_cast<int>(m_scrollback.size()));
    bar->setPageStep(m_screen.rows());
    if (atEnd)
        bar->setValue(bar->maximum());
    viewport()->update();
}

void TerminalView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    const ColorScheme &scheme = ColorScheme::of(palette());
    painter.fillRect(viewport()->rect(), scheme.background);
    LinePainter lines(&painter, &m_font, &scheme);
    const int up = verticalScrollBar()->maximum() - verticalScrollBar()->value(); // rows above the screen
    const auto above = static_cast<int>(m_scrollback.size());
    const LinePainter::Columns columns{0, m_screen.columns() + 1};
    for (int y = 0; y < m_screen.rows(); ++y) {
        const int row = y - up;
        const CellLine line = row >= 0           ? m_screen.row(row)
                              : above + row >= 0 ? m_scrollback[static_cast<size_t>(above + row)]
                                                 : CellLine();
        lines.paint(line, kMargin, y * m_font.cellHeight(), columns, {});
    }
    const TerminalScreen::Cursor cursor = m_screen.cursor();
    const int y = (cursor.row + up) * m_font.cellHeight();
    if (!cursor.visible || (m_ended && !m_replay) || y >= viewport()->height())
        return;
    const QRect cell(kMargin + cursor.column * m_font.cellWidth(), y, m_font.cellWidth(),
                     m_font.cellHeight());
    if (!hasFocus()) {
        painter.setPen(scheme.text);
        painter.drawRect(cell.adjusted(0, 0, -1, -1));
        return;
    }
    painter.setCompositionMode(QPainter::CompositionMode_Difference); // readable on whatever is there
    painter.fillRect(cell, QColor(0xc0c0c0));
}

void TerminalView::resizeEvent(QResizeEvent *)
{
    fitScreen();
}

bool TerminalView::event(QEvent *event)
{
    // All that a terminal understands is the command's; the window keeps Ctrl+Shift and Alt with a function
    // key.
    if (event->type() == QEvent::ShortcutOverride && !m_ended &&
        isForCommand(static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::Show) {
        const bool done = QAbstractScrollArea::event(event);
        fitScreen();
        return done;
    }
    return QAbstractScrollArea::event(event);
}

void TerminalView::keyPressEvent(QKeyEvent *event)
{
    QScrollBar *bar = verticalScrollBar();
    const bool shiftOnly = event->modifiers() == Qt::ShiftModifier;
    if (shiftOnly && (event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown)) {
        bar->setValue(bar->value() + (event->key() == Qt::Key_PageUp ? -1 : 1) * bar->pageStep());
        return;
    }
    const bool paste =
        event->key() == Qt::Key_V && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier);
    if (paste || (shiftOnly && event->key() == Qt::Key_Insert))
        return pasteClipboard();
    if (m_ended || !isForCommand(event) || !sendKey(m_screen, event))
        return event->ignore();
    bar->setValue(bar->maximum());
}

void TerminalView::inputMethodEvent(QInputMethodEvent *event)
{
    for (const uint character : event->commitString().toUcs4())
        m_screen.typeCharacter(character, TerminalScreen::None);
    event->accept();
}

void TerminalView::pasteClipboard()
{
    m_screen.paste(QApplication::clipboard()->text());
}

bool TerminalView::viewportEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        setFocus(Qt::MouseFocusReason);
        [[fallthrough]];
    case QEvent::MouseButtonRelease:
    case QEvent::MouseMove:
        return reportMouse(event);
    default:
        return QAbstractScrollArea::viewportEvent(event);
    }
}

// Shift keeps the mouse for the window, as terminals have it.
bool TerminalView::reportMouse(QEvent *event)
{
    const auto *mouse = static_cast<QMouseEvent *>(event);
    const bool isPress = event->type() == QEvent::MouseButtonPress;
    if (!m_screen.wantsMouse() || (mouse->modifiers() & Qt::ShiftModifier)) {
        if (isPress && mouse->button() == Qt::MiddleButton && QApplication::clipboard()->supportsSelection())
            m_screen.paste(QApplication::clipboard()->text(QClipboard::Selection));
        return true;
    }
    const QPoint at = mouse->position().toPoint();
    const int modifiers = terminalModifiers(mouse->modifiers());
    m_screen.moveMouse(std::clamp((at.x() - kMargin) / m_font.cellWidth(), 0, m_screen.columns() - 1),
                       std::clamp(at.y() / m_font.cellHeight(), 0, m_screen.rows() - 1), modifiers);
    if (event->type() != QEvent::MouseMove)
        m_screen.pressMouse(mouse->button() == Qt::LeftButton     ? 1
                            : mouse->button() == Qt::MiddleButton ? 2
                                                                  : 3,
                            isPress, modifiers);
    return true;
}

void TerminalView::wheelEvent(QWheelEvent *event)
{
    const int notches = event->angleDelta().y() / 120;
    if (m_screen.wantsMouse() && !(event->modifiers() & Qt::ShiftModifier)) {
        for (int i = 0; i < std::abs(notches); ++i)
            m_screen.pressMouse(notches > 0 ? 4 : 5, true, terminalModifiers(event->modifiers()));
    } else if (m_screen.isAlternate()) { // as xterm: programs that know no mouse scroll by keys
        for (int i = 0; i < std::abs(notches) * kRowsPerNotch; ++i)
            m_screen.pressKey(notches > 0 ? TerminalScreen::Key::Up : TerminalScreen::Key::Down, 0, 0);
    } else {
        verticalScrollBar()->setValue(verticalScrollBar()->value() - notches * kRowsPerNotch);
    }
    event->accept();
}

void TerminalView::focusInEvent(QFocusEvent *)
{
    viewport()->update();
}

void TerminalView::focusOutEvent(QFocusEvent *)
{
    viewport()->update();
}

} // namespace ui
