#pragma once

#include <QFont>
#include <QHash>
#include <QRawFont>

#include <array>

namespace ui
{

/// A fixed-width font as cells: their size, and the glyph of each character, found once.
class CellFont
{
public:
    enum Variant { Regular = 0, Bold = 1, Italic = 2, BoldItalic = 3 };

    explicit CellFont(const QFont &font);

    int cellWidth() const { return m_width; }
    int cellHeight() const { return m_height; }
    int ascent() const { return m_ascent; }
    const QFont &font(int variant) const { return m_fonts[static_cast<size_t>(variant)]; }

    struct Glyph {
        quint32 index = 0;
        int font = -1; ///< for rawFont(); -1: this character cannot be drawn by one glyph
    };
    Glyph glyph(char32_t character, int variant);
    const QRawFont &rawFont(int number) const { return m_rawFonts[static_cast<size_t>(number)]; }

private:
    Glyph find(char32_t character, int variant);

    std::array<QFont, 4> m_fonts;
    std::array<std::array<Glyph, 128>, 4> m_ascii;
    QHash<quint64, Glyph> m_others;
    std::vector<QRawFont> m_rawFonts;
    int m_width;
    int m_height;
    int m_ascent;
};

} // namespace ui
