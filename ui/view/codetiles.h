#pragma once

#include <QColor>
#include <QImage>
#include <QRawFont>

#include <vector>

class QFont;
class QPainter;

namespace ui
{

/// Cells that stand for what is no character: the name of a control as two small letters, the value of a byte
/// as two small digits, one above the other. A screen of a binary file has thousands: each is drawn once, and
/// those of a row are copied into one picture, which is painted as a whole.
class CodeTiles
{
public:
    CodeTiles(const QFont &font, QSize cell);

    struct Placed {
        int column; // of cells
        int tile;   // control() or byte()
    };
    static int control(unsigned char code) { return code < 0x20 ? 256 + code : code == 0x7f ? 288 : code; }
    static int byte(unsigned char code) { return code; }

    /// Paints those of one row, which are in the order of their columns; column 0 stands at (`left`, `top`).
    void paint(QPainter *painter, const std::vector<Placed> &tiles, int left, int top, const QColor &color);

private:
    static constexpr int kTiles = 256 + 33;
    static constexpr int kAcross = 32;

    QPoint corner(int tile) const;
    void draw(const QColor &color, double dotsPerPixel);
    void copy(int tile, int x);

    const QSize m_cell;
    QRawFont m_letters; // of half the height
    double m_letterWidth;
    QImage m_all;
    QColor m_color;
    QImage m_row; // as high as a cell; of several widths over time, the widest is kept
};

} // namespace ui
