// What a person does to an OutputView: keys, wheel, mouse.

#include "ui/view/outputview.h"
#include "ui/view/selectioninput.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
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
    case QEvent::MouseButtonPress:
        m_input->press(static_cast<QMouseEvent *>(event));
        return true;
    case QEvent::MouseButtonDblClick:
        m_input->doubleClick(static_cast<QMouseEvent *>(event));
        return true;
    case QEvent::MouseMove:
        m_input->move(static_cast<QMouseEvent *>(event));
        return true;
    case QEvent::MouseButtonRelease:
        m_input->release(static_cast<QMouseEvent *>(event));
        return true;
    default:
        return QAbstractScrollArea::viewportEvent(event);
    }
}

void OutputView::keyPressEvent(QKeyEvent *event)
{
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
    QMenu menu(this);
    QAction *copy = menu.addAction(tr("&Copy"), this, &OutputView::copyRequested);
    copy->setShortcut(QKeySequence::Copy);
    copy->setEnabled(hasSelection());
    menu.addAction(tr("Select &all"), this, &OutputView::selectAll)->setShortcut(QKeySequence::SelectAll);
    menu.addSeparator();
    QAction *follow = menu.addAction(tr("&Follow the end"), this, &OutputView::setFollowing);
    follow->setCheckable(true);
    follow->setChecked(isFollowing());
    menu.exec(event->globalPos());
}

} // namespace ui
