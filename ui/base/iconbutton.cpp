#include "ui/base/iconbutton.h"

#include "ui/base/icons.h"

#include <QEvent>

namespace ui
{

IconButton::IconButton(const QString &iconName, const QString &tip, QWidget *parent)
    : QToolButton(parent), m_iconName(iconName)
{
    setObjectName(iconName);
    setToolTip(tip);
    setAccessibleName(tip);
    setAutoRaise(true);
    dress();
}

void IconButton::dress()
{
    if (!m_iconName.isEmpty())
        setIcon(ui::icon(m_iconName, palette().color(QPalette::WindowText)));
}

void IconButton::changeEvent(QEvent *event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange)
        dress();
}

} // namespace ui
