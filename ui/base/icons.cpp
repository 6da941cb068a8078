#include "ui/base/icons.h"

#include <QApplication>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QStyle>
#include <QStyleOption>
#include <QSvgRenderer>

#include <algorithm>

// Resources of a static library are there only once somebody asks for them, from outside of any namespace.
static void initResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace ui
{

namespace
{

/// Draws when it is asked for a picture, in the size that is wanted: most of a window's icons stand in menus
/// that are not open.
class Drawing : public QIconEngine
{
public:
    Drawing(QByteArray svg, QColor color) : m_svg(std::move(svg)), m_color(color) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatio();
        QPixmap picture = pixmap((QSizeF(rect.size()) * ratio).toSize(), mode, state);
        picture.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect.topLeft(), picture);
    }

    QSize actualSize(const QSize &size, QIcon::Mode, QIcon::State) override
    {
        const int side = std::min(size.width(), size.height());
        return {side, side};
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        const int side = actualSize(size, mode, state).width();
        if (mode == QIcon::Selected) // in the colours of the moment
            return drawn(side, mode);
        QPixmap &known = m_drawn[{side, mode}];
        if (known.isNull() && side > 0)
            known = drawn(side, mode);
        return known;
    }

    QIconEngine *clone() const override { return new Drawing(*this); }

private:
    QPixmap drawn(int side, QIcon::Mode mode) const
    {
        QByteArray colored = m_svg;
        colored.replace("#000", m_color.name().toLatin1());
        QSvgRenderer renderer(colored);
        QPixmap pixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setOpacity(mode == QIcon::Disabled ? kPale : m_color.alphaF());
        renderer.render(&painter);
        painter.end();
        if (mode != QIcon::Selected)
            return pixmap;
        QStyleOption option;
        option.palette = QApplication::palette();
        return QApplication::style()->generatedIconPixmap(mode, pixmap, &option);
    }

    static constexpr double kPale = 0.35;

    const QByteArray m_svg;
    const QColor m_color;
    QHash<QPair<int, int>, QPixmap> m_drawn; // by side and mode
};

} // namespace

QIcon programIcon()
{
    initResources();
    return QIcon(QStringLiteral(":/icons/runnel.svg"));
}

QIcon icon(const QString &name, const QColor &color)
{
    // One of each, as a list may show thousands. Never destroyed: pictures must not outlive the application.
    static auto &known = *new QHash<QPair<QString, QRgb>, QIcon>;
    const QPair<QString, QRgb> key(name, color.rgba());
    if (const auto found = known.constFind(key); found != known.cend())
        return *found;
    initResources();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QIcon icon(new Drawing(file.readAll(), color));
    known.insert(key, icon);
    return icon;
}

} // namespace ui
