#include "ui/view/codetiles.h"

#include <QFont>
#include <QFontMetricsF>
#include <QGlyphRun>
#include <QPainter>

#include <algorithm>
#include <cstring>

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

QPoint CodeTiles::corner(int tile) const
{
    return {tile % kAcross * m_cell.width(), tile / kAcross * m_cell.height()};
}

void CodeTiles::paint(QPainter *painter, const std::vector<Placed> &tiles, int left, int top,
                      const QColor &color)
{
    if (tiles.empty())
        return;
    const double dots = painter->device()->devicePixelRatioF();
    if (m_all.isNull() || color != m_color || !qFuzzyCompare(m_all.devicePixelRatio(), dots))
        draw(color, dots);
    const QSizeF size = QSizeF(m_cell) * dots; // of a cell, in dots
    if (size != size.toSize()) {
        // Cells that begin between two dots cannot be copied.
        for (const Placed &placed : tiles)
            painter->drawImage(QPointF(left + placed.column * m_cell.width(), top), m_all,
                               QRectF(QPointF(corner(placed.tile)) * dots, size));
        return;
    }
    const int first = tiles.front().column;
    const int columns = tiles.back().column - first + 1;
    const int width = size.toSize().width();
    if (m_row.width() < columns * width || m_row.height() != size.toSize().height())
        m_row = QImage(columns * width, size.toSize().height(), QImage::Format_ARGB32_Premultiplied);
    m_row.setDevicePixelRatio(dots);
    m_row.fill(Qt::transparent);
    for (const Placed &placed : tiles)
        copy(placed.tile, (placed.column - first) * width);
    painter->drawImage(QPointF(left + first * m_cell.width(), top), m_row,
                       QRectF(0, 0, columns * width, m_row.height()));
}

// Into the row, at `x`, in dots.
void CodeTiles::copy(int tile, int x)
{
    const double dots = m_all.devicePixelRatio();
    const QPoint from(qRound(corner(tile).x() * dots), qRound(corner(tile).y() * dots));
    const auto bytes = static_cast<size_t>(qRound(m_cell.width() * dots)) * sizeof(QRgb);
    for (int y = 0; y < m_row.height(); ++y)
        std::memcpy(m_row.scanLine(y) + x * static_cast<qsizetype>(sizeof(QRgb)),
                    m_all.constScanLine(from.y() + y) + from.x() * static_cast<qsizetype>(sizeof(QRgb)),
                    bytes);
}

void CodeTiles::draw(const QColor &color, double dotsPerPixel)
{
    const QSize size(m_cell.width() * kAcross, m_cell.height() * (kTiles / kAcross + 1));
    m_all = QImage(size * dotsPerPixel, QImage::Format_ARGB32_Premultiplied);
    m_all.setDevicePixelRatio(dotsPerPixel);
    m_all.fill(Qt::transparent);
    m_color = color;
    QPainter painter(&m_all);
    QColor tint = color;
    tint.setAlpha(50);
    QList<quint32> glyphs;
    QList<QPointF> positions;
    for (int tile = 0; tile < kTiles; ++tile) {
        const QPoint at = corner(tile);
        painter.fillRect(QRect(at, m_cell).adjusted(0, 1, -1, -1), tint);
        const QString two = tile >= 256 ? QString::fromLatin1(kNames[tile - 256])
                                        : QStringLiteral("%1").arg(tile, 2, 16, QLatin1Char('0')).toUpper();
        const QList<quint32> letters = m_letters.glyphIndexesForString(two);
        const double left = at.x() + (m_cell.width() - m_letterWidth) / 2;
        for (int i = 0; i < letters.size(); ++i) {
            glyphs << letters[i];
            positions << QPointF(left, at.y() + m_cell.height() * (i + 1) / 2.0 - 1.5);
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
