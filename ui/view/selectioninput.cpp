#include "ui/view/selectioninput.h"

#include "ui/view/selectableview.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QDateTime>
#include <QKeyEvent>
#include <QMouseEvent>

namespace ui
{

using pipecore::CellLine;

namespace
{

constexpr int kDragInterval = 30; // ms between steps of scrolling while dragging

// 0: blank, 1: part of a word, else punctuation by itself.
char32_t classOf(char32_t c)
{
    if (c == pipecore::cell::Blank || c == U' ' || c == pipecore::cell::Tab)
        return 0;
    if (c >= pipecore::cell::Invalid || c > 0x10ffff)
        return 2;
    // Paths, addresses and names with dots and dashes are one word to somebody who copies them.
    static constexpr QStringView kWithin = u"_-./~:@%+#=?&";
    return QChar::isLetterOrNumber(c) || (c < 0x80 && kWithin.contains(QChar(static_cast<char16_t>(c)))) ? 1
                                                                                                         : c;
}

TextRange wordAt(const CellLine &line, RowPlace place)
{
    if (place.column >= line.columns())
        return {{place.row, line.columns()}, {place.row, line.columns()}};
    const char32_t kind = classOf(line.at(place.column));
    int from = place.column;
    int to = place.column + 1;
    const auto same = [&](int column) {
        return line.at(column) == pipecore::cell::WideTail || classOf(line.at(column)) == kind;
    };
    while (from > 0 && same(from - 1))
        --from;
    while (to < line.columns() && same(to))
        ++to;
    return {{place.row, from}, {place.row, to}};
}

} // namespace

SelectionInput::SelectionInput(SelectableView *view, QAbstractScrollArea *area) : m_view(view), m_area(area)
{
    m_dragTimer.setInterval(kDragInterval);
    QObject::connect(&m_dragTimer, &QTimer::timeout, area, [this] { dragFurther(); });
}

TextRange SelectionInput::rangeAt(const QPoint &point) const
{
    RowPlace place = m_view->placeAt(point);
    if (m_unit == Unit::Row)
        return {{place.row, 0}, {place.row, CellLine::kMostColumns}};
    const CellLine line = m_view->lineOf(place.row);
    if (m_unit == Unit::Word) {
        // The cell under the mouse, not the nearest edge.
        const RowPlace under =
            m_view->placeAt(point - QPoint(m_area->fontMetrics().averageCharWidth() / 2, 0));
        return wordAt(line, {place.row, under.row == place.row ? under.column : place.column});
    }
    if (m_view->selection().isBlock() && m_dragging)
        return {place, place}; // a block reaches beyond the ends of short rows
    place.column = std::min(place.column, line.columns());
    while (place.column < line.columns() && line.at(place.column) == pipecore::cell::WideTail)
        ++place.column;
    return {place, place};
}

void SelectionInput::press(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragging = true;
    m_mouse = event->position().toPoint();
    const bool isThird =
        QDateTime::currentMSecsSinceEpoch() - m_lastDoubleClick < QApplication::doubleClickInterval();
    m_unit = isThird ? Unit::Row : Unit::Character;
    if ((event->modifiers() & Qt::ShiftModifier) && m_view->selection().hasBegun())
        m_view->selection().extend(rangeAt(m_mouse));
    else
        m_view->selection().begin(rangeAt(m_mouse));
    m_view->selection().setBlock((event->modifiers() & Qt::AltModifier) && m_unit == Unit::Character);
    m_view->selectionChanged();
}

void SelectionInput::doubleClick(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragging = true;
    m_mouse = event->position().toPoint();
    m_unit = Unit::Word;
    m_lastDoubleClick = QDateTime::currentMSecsSinceEpoch();
    m_view->selection().begin(rangeAt(m_mouse));
    m_view->selection().setBlock(false);
    m_view->selectionChanged();
}

void SelectionInput::move(QMouseEvent *event)
{
    if (m_dragging && (event->buttons() & Qt::LeftButton))
        dragTo(event->position().toPoint());
}

void SelectionInput::dragTo(const QPoint &point)
{
    m_mouse = point;
    if (m_view->selection().hasBegun())
        m_view->selection().extend(rangeAt(point));
    else // what had begun is gone
        m_view->selection().begin(rangeAt(point));
    m_view->selectionChanged();
    const bool outside = point.y() < 0 || point.y() >= m_area->viewport()->height();
    if (outside && !m_dragTimer.isActive())
        m_dragTimer.start();
    else if (!outside)
        m_dragTimer.stop();
}

// The further outside, the faster: up to many pages a second, so that any distance can be had.
void SelectionInput::dragFurther()
{
    const int below = m_mouse.y() - m_area->viewport()->height();
    const int beyond = m_mouse.y() < 0 ? m_mouse.y() : below + 1;
    const qint64 speed = 1 + qint64(std::abs(beyond)) * std::abs(beyond) / 200;
    m_view->scrollByRows(beyond < 0 ? -speed : speed);
    dragTo(m_mouse);
}

void SelectionInput::release(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_dragging)
        return;
    m_dragging = false;
    m_dragTimer.stop();
    if (!m_view->selection().isEmpty())
        m_view->offerSelection();
}

bool SelectionInput::key(QKeyEvent *event)
{
    Selection &selection = m_view->selection();
    if (event->key() == Qt::Key_Escape && !selection.isEmpty()) {
        selection.clear();
        m_view->selectionChanged();
        return true;
    }
    if (!(event->modifiers() & Qt::ShiftModifier) || m_view->rows() == 0)
        return false;
    if (!selection.hasBegun()) {
        const RowPlace start{m_view->topRow(), 0};
        selection.begin({start, start});
    }
    selection.setBlock(event->modifiers() & Qt::AltModifier);
    RowPlace caret = selection.caret();
    const bool far = event->modifiers() & Qt::ControlModifier;
    const int width = m_view->lineOf(caret.row).columns();
    caret.column = std::min(caret.column, width);
    switch (event->key()) {
    case Qt::Key_Left:
        --caret.column;
        break;
    case Qt::Key_Right:
        ++caret.column;
        break;
    case Qt::Key_Up:
        --caret.row;
        break;
    case Qt::Key_Down:
        ++caret.row;
        break;
    case Qt::Key_PageUp:
        caret.row -= m_view->rowsInView();
        break;
    case Qt::Key_PageDown:
        caret.row += m_view->rowsInView();
        break;
    case Qt::Key_Home:
        caret = {far ? 0 : caret.row, 0};
        break;
    case Qt::Key_End:
        caret = {far ? m_view->rows() - 1 : caret.row, CellLine::kMostColumns};
        break;
    default:
        return false;
    }
    if (caret.column < 0 && caret.row > 0)
        caret = {caret.row - 1, CellLine::kMostColumns};
    else if (event->key() == Qt::Key_Right && caret.column > width && caret.row + 1 < m_view->rows())
        caret = {caret.row + 1, 0};
    caret.row = std::clamp<qint64>(caret.row, 0, m_view->rows() - 1);
    caret.column = std::clamp(caret.column, 0, m_view->lineOf(caret.row).columns());
    selection.extend({caret, caret});
    m_view->reveal(caret);
    m_view->selectionChanged();
    return true;
}

} // namespace ui
