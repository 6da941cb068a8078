#include "ui/view/accessibleview.h"

#include "ui/view/outputview.h"

#include <utility>

namespace ui
{

using pipecore::CellLine;

namespace
{

QAccessibleInterface *make(const QString &, QObject *object)
{
    auto *view = qobject_cast<OutputView *>(object);
    return view ? new AccessibleView(view) : nullptr;
}

} // namespace

void AccessibleView::install()
{
    static const bool once = [] {
        QAccessible::installFactory(make);
        return true;
    }();
    Q_UNUSED(once);
}

AccessibleView::AccessibleView(OutputView *view)
    : QAccessibleWidget(view, QAccessible::Terminal), m_view(view)
{
}

void *AccessibleView::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TextInterface)
        return static_cast<QAccessibleTextInterface *>(this);
    return QAccessibleWidget::interface_cast(type);
}

QString AccessibleView::text(QAccessible::Text what) const
{
    return what == QAccessible::Value ? shownText() : QAccessibleWidget::text(what);
}

QString AccessibleView::shownText() const
{
    QString text;
    for (const pipecore::FoldedRow &row : m_view->page().rows)
        text += row.line.text() + u'\n';
    return text;
}

int AccessibleView::offsetOf(qint64 row, int column) const
{
    const ViewPage &page = m_view->page();
    qsizetype offset = 0;
    for (size_t i = 0; i < page.rows.size(); ++i) {
        const qint64 position = page.firstPosition + static_cast<qint64>(i);
        if (position > row)
            break;
        const CellLine &line = page.rows[i].line;
        if (position == row)
            return static_cast<int>(offset + (column > 0 ? line.text(0, column).size() : 0));
        offset += line.text().size() + 1;
    }
    return static_cast<int>(row < page.firstPosition ? 0 : offset);
}

std::pair<qint64, int> AccessibleView::placeOf(int offset) const
{
    const ViewPage &page = m_view->page();
    qint64 position = page.firstPosition;
    for (const pipecore::FoldedRow &row : page.rows) {
        const auto size = static_cast<int>(row.line.text().size());
        if (offset <= size) {
            int column = 0;
            while (column < row.line.columns() && row.line.text(0, column).size() < offset)
                ++column;
            return {position, column};
        }
        offset -= size + 1;
        ++position;
    }
    return {std::max<qint64>(page.firstPosition, position - 1), CellLine::kMostColumns};
}

void AccessibleView::selection(int index, int *start, int *end) const
{
    *start = *end = 0;
    if (index != 0 || !m_view->hasSelection())
        return;
    const Selection &selection = m_view->selection();
    *start = offsetOf(selection.from().row, selection.from().column);
    *end = offsetOf(selection.to().row, selection.to().column);
}

int AccessibleView::selectionCount() const
{
    return m_view->hasSelection() ? 1 : 0;
}

void AccessibleView::addSelection(int start, int end)
{
    setSelection(0, start, end);
}

void AccessibleView::removeSelection(int)
{
    m_view->selection().clear();
    m_view->selectionChanged();
}

void AccessibleView::setSelection(int, int start, int end)
{
    const auto [fromRow, fromColumn] = placeOf(start);
    const auto [toRow, toColumn] = placeOf(end);
    m_view->selection().begin({{fromRow, fromColumn}, {fromRow, fromColumn}});
    m_view->selection().extend({{toRow, toColumn}, {toRow, toColumn}});
    m_view->selectionChanged();
}

int AccessibleView::cursorPosition() const
{
    if (!m_view->selection().hasBegun())
        return 0;
    const RowPlace caret = m_view->selection().caret();
    return offsetOf(caret.row, caret.column);
}

void AccessibleView::setCursorPosition(int position)
{
    setSelection(0, position, position);
}

QString AccessibleView::text(int start, int end) const
{
    return shownText().mid(start, end - start);
}

int AccessibleView::characterCount() const
{
    return static_cast<int>(shownText().size());
}

QRect AccessibleView::characterRect(int offset) const
{
    const auto [row, column] = placeOf(offset);
    const auto box = m_view->rectOf({row, column});
    return box ? box->translated(m_view->viewport()->mapToGlobal(QPoint())) : QRect();
}

int AccessibleView::offsetAtPoint(const QPoint &point) const
{
    const RowPlace place = m_view->placeAt(m_view->viewport()->mapFromGlobal(point));
    return offsetOf(place.row, place.column);
}

void AccessibleView::scrollToSubstring(int start, int)
{
    const auto [row, column] = placeOf(start);
    m_view->reveal({row, column});
}

QString AccessibleView::attributes(int offset, int *start, int *end) const
{
    *start = offset;
    *end = offset + 1;
    return {};
}

} // namespace ui
