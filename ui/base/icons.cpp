#include "ui/base/icons.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

// Resources of a static library are there only once somebody asks for them, from outside of any namespace.
static void initResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace ui
{

namespace
{

QPixmap drawn(const QByteArray &svg, const QColor &color, int size)
{
    QByteArray colored = svg;
    colored.replace("#000", color.name().toLatin1());
    QSvgRenderer renderer(colored);
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setOpacity(color.alphaF());
    renderer.render(&painter);
    return pixmap;
}

} // namespace

QIcon programIcon()
{
    initResources();
    return QIcon(QStringLiteral(":/icons/runnel.svg"));
}

QIcon icon(const QString &name, const QColor &color)
{
    initResources();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray svg = file.readAll();
    QColor pale = color;
    pale.setAlphaF(0.35f);
    QIcon icon;
    for (const int size : {16, 24, 32, 48}) {
        icon.addPixmap(drawn(svg, color, size));
        icon.addPixmap(drawn(svg, pale, size), QIcon::Disabled);
    }
    return icon;
}

} // namespace ui
