#pragma once

#include <QColor>
#include <QIcon>

namespace ui
{

/// The drawing `name` of resources/icons, in one colour; paler when disabled.
QIcon icon(const QString &name, const QColor &color);

/// The program's own.
QIcon programIcon();

} // namespace ui
