#include "ui/base/icons.h"

#include <QFile>
#include <QHash>
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
    // Some 30 KB each, and a list may show thousands. Never destroyed: pictures must not outlive the
    // application.
    static auto &known = *new QHash<QPair<QString, QRgb>, QIcon>;
    const QPair<QString, QRgb> key(name, color.rgba());
    if (const auto found = known.constFind(key); found != known.cend())
        return *found;
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
    known.insert(key, icon);
    return icon;
}

} // namespace ui
