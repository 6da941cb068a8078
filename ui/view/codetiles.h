#pragma once

#include <QColor>
#include <QPixmap>
#include <QRawFont>

#include <array>

class QFont;

namespace ui
{

/// Cells that stand for what is no character: the name of a control as two small letters, the value of a byte
/// as two small digits, one above the other. All are drawn once, into one picture: a screen of a binary file
/// has thousands.
class CodeTiles
{
public:
    CodeTiles(const QFont &font, QSize cell);

    /// The picture of all of them in `color`, for a screen of so many dots a pixel.
    const QPixmap &picture(const QColor &color, double dotsPerPixel);
    /// Where in the picture a control character, or another byte, stands; in its dots.
    QRectF control(unsigned char code) const
    {
        return place(code < 0x20 ? 256 + code : code == 0x7f ? 288 : code);
    }
    QRectF byte(unsigned char code) const { return place(code); }

private:
    static constexpr int kTiles = 256 + 33;
    static constexpr int kAcross = 32;
    QRectF place(int tile) const;
    void draw(const QColor &color);

    const QSize m_cell;
    QRawFont m_letters; // of half the height
    double m_letterWidth;
    QPixmap m_picture;
    QColor m_color;
};

} // namespace ui
