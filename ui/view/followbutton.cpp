#include "ui/view/followbutton.h"

#include "pipecore/text/humanize.h"
#include "ui/base/icons.h"
#include "ui/view/outputview.h"

#include <QEvent>
#include <QPainter>

namespace ui
{

FollowButton::FollowButton(OutputView *view) : QToolButton(view->viewport()), m_view(view)
{
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setCursor(Qt::ArrowCursor);
    setFocusPolicy(Qt::NoFocus);
    setToolTip(tr("Go to the end and follow it (End)"));
    view->viewport()->installEventFilter(this);
    connect(this, &QToolButton::clicked, view, [view] { view->setFollowing(true); });
    connect(view, &OutputView::followingChanged, this, &FollowButton::refresh);
    connect(view, &OutputView::grew, this, &FollowButton::refresh);
    refresh();
}

void FollowButton::refresh()
{
    const qint64 below = m_view->rows() - m_view->topRow() - m_view->rowsInView();
    const bool isEnded = m_view->recording() && m_view->recording()->capture()->hasEnded();
    setVisible(!m_view->isFollowing() && below > 0 && !isEnded);
    if (isHidden())
        return;
    setText(tr("%1 rows below").arg(pipecore::formatCount(below)));
    const QSize wanted(fontMetrics().horizontalAdvance(text()) + 46, fontMetrics().height() + 12);
    const QSize room = m_view->viewport()->size();
    setGeometry(room.width() - wanted.width() - 14, room.height() - wanted.height() - 12, wanted.width(),
                wanted.height());
}

bool FollowButton::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        refresh();
    return QToolButton::eventFilter(watched, event);
}

void FollowButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor fill = palette().color(QPalette::Highlight);
    painter.setPen(Qt::NoPen);
    painter.setBrush(underMouse() ? fill.lighter(115) : fill);
    painter.drawRoundedRect(rect(), height() / 2.0, height() / 2.0);
    const QColor text = palette().color(QPalette::HighlightedText);
    painter.setPen(text);
    ui::icon(QStringLiteral("follow"), text).paint(&painter, QRect(10, 0, 16, height()));
    painter.drawText(rect().adjusted(32, 0, -12, 0), Qt::AlignVCenter | Qt::AlignLeft, this->text());
}

} // namespace ui
