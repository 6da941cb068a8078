#include "ui/view/codetiles.h"

#include <QFont>
#include <QFontMetricsF>
#include <QGlyphRun>
#include <QPainter>

#include <algorithm>

namespace ui
{

namespace
{

constexpr const char *kNames[] = {"NU", "SH", "SX", "EX", "ET", "EQ", "AK", "BL", "BS", "HT", "LF",
                                  "VT", "FF", "CR", "SO", "SI", "DL", "D1", "D2", "D3", "D4", "NK",
                                  "SY", "EB", "CN", "EM", "SB", "ES", "FS", "GS", "RS", "US", "DE"};

} // namespace

CodeTiles::CodeTiles(const QFont &font, QSize cell) : m_cell(cell)
{
    QFont small = font;
    small.setPixelSize(std::max(6, cell.height() * 9 / 20));
    m_letters = QRawFont::fromFont(small);
    m_letterWidth = QFontMetricsF(small).horizontalAdvance(u'M');
}

QRectF CodeTiles::place(int tile) const
{
    const double scale = m_picture.devicePixelRatio();
    return {tile % kAcross * m_cell.width() * scale, tile / kAcross * m_cell.height() * scale,
            m_cell.width() * scale, m_cell.height() * scale};
}

const QPixmap &CodeTiles::picture(const QColor &color, double dotsPerPixel)
{
    if (m_picture.isNull() || color != m_color ||
        !qFuzzyCompare(m_picture.devicePixelRatio(), dotsPerPixel)) {
        const QSize size(m_cell.width() * kAcross, m_cell.height() * (kTiles / kAcross + 1));
        m_picture = QPixmap(size * dotsPerPixel);
        m_picture.setDevicePixelRatio(dotsPerPixel);
        m_color = color;
        draw(color);
    }
    return m_picture;
}

void CodeTiles::draw(const QColor &color)
{
    m_picture.fill(Qt::transparent);
    QPainter painter(&m_picture);
    QColor tint = color;
    tint.setAlpha(50);
    QList<quint32> glyphs;
    QList<QPointF> positions;
    for (int tile = 0; tile < kTiles; ++tile) {
        const QPoint corner(tile % kAcross * m_cell.width(), tile / kAcross * m_cell.height());
        painter.fillRect(QRect(corner, m_cell).adjusted(0, 1, -1, -1), tint);
        const QString two = tile >= 256 ? QString::fromLatin1(kNames[tile - 256])
                                        : QStringLiteral("%1").arg(tile, 2, 16, QLatin1Char('0')).toUpper();
        const QList<quint32> letters = m_letters.glyphIndexesForString(two);
        const double left = corner.x() + (m_cell.width() - m_letterWidth) / 2;
        for (int i = 0; i < letters.size(); ++i) {
            glyphs << letters[i];
            positions << QPointF(left, corner.y() + m_cell.height() * (i + 1) / 2.0 - 1.5);
        }
    }
    QGlyphRun run;
    run.setRawFont(m_letters);
    run.setGlyphIndexes(glyphs);
    run.setPositions(positions);
    painter.setPen(color);
    painter.drawGlyphRun(QPointF(), run);
}

} // namespace ui
