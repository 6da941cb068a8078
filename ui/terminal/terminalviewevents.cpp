// What a person does to a TerminalView: keys, mouse, selection.

#include "ui/terminal/terminalkeys.h"
#include "ui/terminal/terminalview.h"
#include "ui/view/selectioninput.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPointer>
#include <QScrollBar>

#include <algorithm>

namespace ui
{

using pipecore::CellLine;
using pipecore::TerminalScreen;

namespace
{

constexpr int kWheelStep = 120; // eighths of a degree: one notch
constexpr int kRowsPerNotch = 3;

constexpr Qt::KeyboardModifiers kWindowsKeys = Qt::ControlModifier | Qt::ShiftModifier;

} // namespace

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
    if (shiftOnly && (event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown))
        return scrollByRows((event->key() == Qt::Key_PageUp ? -1 : 1) * bar->pageStep());
    if (event->modifiers() == kWindowsKeys && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down))
        return scrollByRows(event->key() == Qt::Key_Up ? -1 : 1);
    if (event->modifiers() == kWindowsKeys && event->key() == Qt::Key_C)
        return copySelection();
    const bool paste = event->key() == Qt::Key_V && event->modifiers() == kWindowsKeys;
    if (paste || (shiftOnly && event->key() == Qt::Key_Insert))
        return pasteClipboard();
    if (m_ended && m_input->key(event))
        return;
    if (m_ended || !isForCommand(event) || !sendKey(m_screen, event))
        return event->ignore();
    bar->setValue(bar->maximum());
    if (hasSelection()) {
        m_selection.clear();
        selectionChanged();
    }
}

void TerminalView::inputMethodEvent(QInputMethodEvent *event)
{
    for (const uint character : event->commitString().toUcs4())
        m_screen.typeCharacter(character, TerminalScreen::None);
    event->accept();
}

void TerminalView::pasteClipboard()
{
    m_screen.paste(QGuiApplication::clipboard()->text());
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

bool TerminalView::viewportEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonDblClick: // also the press of a second click
        setFocus(Qt::MouseFocusReason);
        [[fallthrough]];
    case QEvent::MouseButtonRelease:
    case QEvent::MouseMove: {
        auto *mouse = static_cast<QMouseEvent *>(event);
        const bool isDown = event->type() == QEvent::MouseButtonRelease || mouse->buttons() != Qt::NoButton;
        const bool isFirst = event->type() != QEvent::MouseMove && mouse->buttons() == mouse->button();
        if (isFirst || !isDown) // whose the mouse was when it was pressed, it stays until it is let go
            m_mouseIsForCommand = isMouseForCommand(mouse->modifiers());
        m_mouseIsForCommand ? reportMouse(mouse) : select(mouse);
        return true;
    }
    default:
        return QAbstractScrollArea::viewportEvent(event);
    }
}

// Shift keeps the mouse for the window, as terminals have it.
bool TerminalView::isMouseForCommand(Qt::KeyboardModifiers modifiers) const
{
    return m_screen.wantsMouse() && !m_ended && !(modifiers & Qt::ShiftModifier);
}

void TerminalView::reportMouse(const QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    const int modifiers = terminalModifiers(event->modifiers());
    m_screen.moveMouse(std::clamp((at.x() - kMargin) / m_font.cellWidth(), 0, m_screen.columns() - 1),
                       std::clamp(at.y() / m_font.cellHeight(), 0, m_screen.rows() - 1), modifiers);
    if (event->type() != QEvent::MouseMove)
        m_screen.pressMouse(event->button() == Qt::LeftButton     ? 1
                            : event->button() == Qt::MiddleButton ? 2
                                                                  : 3,
                            event->type() != QEvent::MouseButtonRelease, modifiers);
}

void TerminalView::select(QMouseEvent *event)
{
    QClipboard *clipboard = QGuiApplication::clipboard();
    if (event->type() == QEvent::MouseButtonDblClick) {
        m_input->doubleClick(event);
    } else if (event->type() == QEvent::MouseMove) {
        if (!(event->buttons() & Qt::LeftButton))
            return; // nothing is being selected
        m_input->move(event);
    } else if (event->type() == QEvent::MouseButtonRelease) {
        m_input->release(event);
    } else if (event->button() == Qt::MiddleButton && clipboard->supportsSelection()) {
        m_screen.paste(clipboard->text(QClipboard::Selection));
    } else if (m_screen.wantsMouse() && !m_ended) { // Shift is there to select at all
        QMouseEvent plain(event->type(), event->position(), event->globalPosition(), event->button(),
                          event->buttons(), event->modifiers() & ~Qt::ShiftModifier);
        m_input->press(&plain);
    } else {
        m_input->press(event);
    }
    m_selected = selectedText();
}

RowPlace TerminalView::placeAt(const QPoint &point)
{
    const int height = m_font.cellHeight();
    const int line = point.y() >= 0 ? point.y() / height : (point.y() - height + 1) / height;
    const int column = (point.x() - kMargin + m_font.cellWidth() / 2) / m_font.cellWidth();
    return {std::clamp(topRow() + line, firstRow(), rows() - 1), std::clamp(column, 0, m_screen.columns())};
}

void TerminalView::scrollByRows(qint64 lines)
{
    verticalScrollBar()->setValue(static_cast<int>(verticalScrollBar()->value() + lines));
}

void TerminalView::reveal(RowPlace place)
{
    if (place.row < topRow())
        scrollByRows(place.row - topRow());
    else if (place.row >= topRow() + rowsInView())
        scrollByRows(place.row - topRow() - rowsInView() + 1);
}

QString TerminalView::selectedText()
{
    if (!hasSelection())
        return {};
    QStringList lines;
    const qint64 end = std::min(m_selection.to().row, rows() - 1);
    for (qint64 row = std::max(firstRow(), m_selection.from().row); row <= end; ++row) {
        const LinePainter::Columns columns = m_selection.columnsIn(row);
        lines << lineOf(row).text(columns.from, columns.to);
    }
    return lines.join(u'\n');
}

void TerminalView::selectAll()
{
    m_selection.setBlock(false);
    m_selection.begin({{firstRow(), 0}, {firstRow(), 0}});
    const RowPlace end{rows() - 1, CellLine::kMostColumns};
    m_selection.extend({end, end});
    m_selected = selectedText();
    selectionChanged();
    offerSelection();
}

void TerminalView::copySelection()
{
    if (hasSelection())
        QGuiApplication::clipboard()->setText(selectedText());
}

void TerminalView::offerSelection()
{
    if (QGuiApplication::clipboard()->supportsSelection())
        QGuiApplication::clipboard()->setText(selectedText(), QClipboard::Selection);
}

// What was selected must be what is shown so. Rows above the screen do not change; they are dropped in time.
void TerminalView::dropChangedSelection()
{
    if (!hasSelection())
        return;
    const bool isDropped = m_selection.from().row < firstRow();
    if (isDropped || (m_selection.to().row >= m_rowsAbove && selectedText() != m_selected))
        m_selection.clear();
}

void TerminalView::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Mouse && isMouseForCommand(event->modifiers()))
        return;
    const QPointer<QMenu> menu = new QMenu(this); // this may be gone when it closes
    QAction *copy = menu->addAction(tr("&Copy"), this, &TerminalView::copySelection);
    copy->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    copy->setEnabled(hasSelection());
    QAction *paste = menu->addAction(tr("&Paste"), this, &TerminalView::pasteClipboard);
    paste->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V));
    paste->setEnabled(!m_ended);
    menu->addSeparator();
    menu->addAction(tr("Select &all"), this, &TerminalView::selectAll);
    menu->exec(event->globalPos());
    delete menu;
}

void TerminalView::wheelEvent(QWheelEvent *event)
{
    event->accept();
    if ((event->modifiers() & Qt::ControlModifier) && !isMouseForCommand(event->modifiers())) {
        if (event->angleDelta().y() != 0)
            emit zoomRequested(event->angleDelta().y() > 0 ? 1 : -1);
        return;
    }
    m_wheelRest += event->angleDelta().y(); // touch pads send fractions of a notch
    const int notches = m_wheelRest / kWheelStep;
    m_wheelRest -= notches * kWheelStep;
    if (isMouseForCommand(event->modifiers())) {
        for (int i = 0; i < std::abs(notches); ++i)
            m_screen.pressMouse(notches > 0 ? 4 : 5, true, terminalModifiers(event->modifiers()));
    } else if (m_screen.isAlternate() && !m_ended) { // as xterm: programs that know no mouse scroll by keys
        for (int i = 0; i < std::abs(notches) * kRowsPerNotch; ++i)
            m_screen.pressKey(notches > 0 ? TerminalScreen::Key::Up : TerminalScreen::Key::Down, 0, 0);
    } else {
        scrollByRows(-qint64(notches) * kRowsPerNotch);
    }
}

void TerminalView::focusInEvent(QFocusEvent *)
{
    m_screen.setFocused(true);
    viewport()->update();
}

void TerminalView::focusOutEvent(QFocusEvent *)
{
    m_screen.setFocused(false);
    viewport()->update();
}

} // namespace ui
