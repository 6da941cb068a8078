// What a person does to an OutputView: keys, wheel, mouse.

#include "ui/base/background.h"
#include "ui/view/outputview.h"
#include "ui/view/selectioninput.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QCursor>
#include <QFileInfo>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPointer>
#include <QScrollBar>
#include <QWheelEvent>

namespace ui
{

namespace
{

constexpr int kWheelStep = 120; // eighths of a degree: one notch
constexpr int kRowsPerNotch = 3;

} // namespace

bool OutputView::viewportEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress: {
        auto *press = static_cast<QMouseEvent *>(event);
        hover(press->position().toPoint(), press->modifiers());
        if (press->button() == Qt::LeftButton && (press->modifiers() & Qt::ControlModifier) && m_hovered)
            emit linkActivated(*m_hovered);
        else if (press->button() != Qt::LeftButton || !pressGutter(press->position().toPoint()))
            m_input->press(press);
        m_gutterPress = press->button() == Qt::LeftButton && press->modifiers() == Qt::NoModifier
                            ? gutterRow(press->position().toPoint())
                            : -1;
        return true;
    }
    case QEvent::MouseButtonDblClick:
        m_input->doubleClick(static_cast<QMouseEvent *>(event));
        return true;
    case QEvent::MouseMove:
        m_input->move(static_cast<QMouseEvent *>(event));
        if (static_cast<QMouseEvent *>(event)->buttons() == Qt::NoButton)
            hover(static_cast<QMouseEvent *>(event)->position().toPoint(),
                  static_cast<QMouseEvent *>(event)->modifiers());
        return true;
    case QEvent::Leave:
        setHovered({}, -1);
        return QAbstractScrollArea::viewportEvent(event);
    case QEvent::MouseButtonRelease:
        m_input->release(static_cast<QMouseEvent *>(event));
        // A click, and not the end of a selection over several rows.
        if (const qint64 row = gutterRow(static_cast<QMouseEvent *>(event)->position().toPoint());
            row >= 0 && row == std::exchange(m_gutterPress, -1) && !hasSelection())
            emit markToggled(row);
        return true;
    default:
        return QAbstractScrollArea::viewportEvent(event);
    }
}

// The number of the row beside which a point of the gutter is, that is none of a handle; -1: there is none.
qint64 OutputView::gutterRow(const QPoint &point)
{
    const int number = point.y() / m_font.cellHeight();
    if (!m_marks || point.x() >= gutterWidth() || point.y() < 0 ||
        static_cast<size_t>(number) >= page().lines.size())
        return -1;
    const pipecore::FoldedRow &row = page().rows[page().lines[static_cast<size_t>(number)].row];
    return row.hasFrames && isOnHandle(point) ? -1 : row.number;
}

bool OutputView::isOnHandle(const QPoint &point) const
{
    return point.x() >= gutterWidth() - Gutter::kHandleWidth - 6;
}

// A click on the handle of a row that went through several states.
bool OutputView::pressGutter(const QPoint &point)
{
    const int number = point.y() / m_font.cellHeight();
    if (point.x() >= gutterWidth() || number < 0 || static_cast<size_t>(number) >= page().lines.size())
        return false;
    const ViewLine line = page().lines[static_cast<size_t>(number)];
    if (!isOnHandle(point) || !page().rows[line.row].hasFrames)
        return false;
    toggleFrames(page().position(line));
    return true;
}

void OutputView::hover(const QPoint &point, Qt::KeyboardModifiers modifiers)
{
    const int number = point.y() / m_font.cellHeight();
    const int x = point.x() - textLeft() + horizontalScrollBar()->value();
    if (x < 0 || point.y() < 0 || static_cast<size_t>(number) >= page().lines.size() ||
        m_mode != ViewMode::Text)
        return setHovered({}, -1);
    const ViewLine line = page().lines[static_cast<size_t>(number)];
    const qint64 row = page().position(line);
    const int column = line.from + x / m_font.cellWidth();
    auto link = linkAt(page().rows[line.row].line, column, m_recording->record().directory);
    if (link && link->isFile) {
        const auto known = m_knownFiles.constFind(link->target);
        if (known == m_knownFiles.constEnd()) {
            const auto look = [path = link->target] { return QFileInfo(path).isFile(); };
            m_knownFiles.insert(link->target, false);
            runInBackground(this, look, [this, path = link->target, point, modifiers](bool exists) {
                m_knownFiles.insert(path, exists);
                if (exists && viewport()->underMouse())
                    hover(viewport()->mapFromGlobal(QCursor::pos()), modifiers);
            });
        }
        if (!m_knownFiles.value(link->target))
            link.reset();
    }
    setHovered(link, row);
    viewport()->setCursor(link && (modifiers & Qt::ControlModifier) ? Qt::PointingHandCursor
                                                                    : Qt::IBeamCursor);
}

void OutputView::setHovered(std::optional<Link> link, qint64 row)
{
    if (m_hovered == link && m_hoveredRow == row)
        return;
    m_hovered = std::move(link);
    m_hoveredRow = row;
    viewport()->setToolTip(m_hovered ? tr("%1\nCtrl+click opens it")
                                           .arg(m_hovered->text())
                                           .toHtmlEscaped()
                                           .replace(u'\n', QLatin1String("<br>"))
                                     : QString());
    emit linkHovered(m_hovered ? m_hovered->text() : QString());
    viewport()->update();
}

void OutputView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return && event->modifiers() == Qt::NoModifier && m_selection.hasBegun())
        return toggleFrames(m_selection.caret().row);
    if (m_input->key(event))
        return;
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::ShiftModifier | Qt::MetaModifier)) {
        if (event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_Home)
            return scrollToRow(0);
        if (event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_End)
            return setFollowing(true);
        return event->ignore();
    }
    QScrollBar *across = horizontalScrollBar();
    switch (event->key()) {
    case Qt::Key_Up:
        return scrollByRows(-1);
    case Qt::Key_Down:
        return scrollByRows(1);
    case Qt::Key_PageUp:
        return scrollByRows(-std::max<qint64>(1, rowsInView() - 1));
    case Qt::Key_Space:
    case Qt::Key_PageDown:
        return scrollByRows(std::max<qint64>(1, rowsInView() - 1));
    case Qt::Key_Home:
        return scrollToRow(0);
    case Qt::Key_End:
        return setFollowing(true);
    case Qt::Key_Left:
        across->setValue(across->value() - across->singleStep());
        return;
    case Qt::Key_Right:
        across->setValue(across->value() + across->singleStep());
        return;
    default:
        event->ignore();
    }
}

void OutputView::wheelEvent(QWheelEvent *event)
{
    const QPoint angle = event->angleDelta();
    if (event->modifiers() & Qt::ControlModifier) {
        if (angle.y() != 0)
            emit zoomRequested(angle.y() > 0 ? 1 : -1);
        return event->accept();
    }
    if (std::abs(angle.x()) > std::abs(angle.y()) || (event->modifiers() & Qt::ShiftModifier)) {
        const int delta = angle.x() != 0 ? angle.x() : angle.y();
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - delta);
        return event->accept();
    }
    // Touch pads send fractions of a notch.
    m_wheelRest += angle.y() * kRowsPerNotch;
    const int rows = m_wheelRest / kWheelStep;
    m_wheelRest -= rows * kWheelStep;
    if (rows != 0)
        scrollByRows(-rows);
    event->accept();
}

void OutputView::contextMenuEvent(QContextMenuEvent *event)
{
    const QPointer<QMenu> menu = new QMenu(this); // this may be gone when it closes
    QAction *copy = menu->addAction(tr("&Copy"), this, &OutputView::copyRequested);
    copy->setShortcut(QKeySequence::Copy);
    copy->setEnabled(hasSelection());
    if (m_hovered) {
        const Link link = *m_hovered;
        menu->addAction(tr("&Open %1").arg(link.text().left(60).replace(u'&', QLatin1String("&&"))), this,
                        [this, link] { emit linkActivated(link); });
        menu->addAction(tr("Copy the &link"), this,
                        [link] { QGuiApplication::clipboard()->setText(link.text()); });
        menu->addSeparator();
    }
    QAction *save = menu->addAction(tr("&Save the selection…"), this, &OutputView::saveSelectionRequested);
    save->setEnabled(hasSelection());
    menu->addAction(tr("Select &all"), this, &OutputView::selectAll)->setShortcut(QKeySequence::SelectAll);
    menu->addSeparator();
    const int line = event->pos().y() / m_font.cellHeight();
    if (m_marks && line >= 0 && static_cast<size_t>(line) < page().lines.size()) {
        const qint64 row = page().rows[page().lines[static_cast<size_t>(line)].row].number;
        menu->addAction(m_marks->isMarked(row) ? tr("Take the &mark away") : tr("&Mark this row"), this,
                        [this, row] { emit markToggled(row); });
        menu->addAction(tr("&Note…"), this, [this, row] { emit noteRequested(row); });
        menu->addSeparator();
    }
    QAction *follow = menu->addAction(tr("&Follow the end"), this, &OutputView::setFollowing);
    follow->setCheckable(true);
    follow->setChecked(isFollowing());
    menu->exec(event->globalPos());
    delete menu;
}

} // namespace ui
