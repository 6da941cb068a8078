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

    static constexpr int kPending = -2;
    struct Glyph {
        quint32 index = 0;
        int font =
            -1; ///< for rawFont(); -1: this character cannot be drawn by one glyph; kPending: not known yet
    };
    /// Finding a font for a character takes long: only so many are found after each call of this, then
    /// characters not seen before have no glyph for now, which wasShort() tells.
    void renewBudget()
    {
        m_budget = kLookUps;
        m_short = false;
    }
    bool wasShort() const { return m_short; }
    Glyph glyph(char32_t character, int variant);
    /// Letters of half the height, for codes.
    const QRawFont &smallFont() const { return m_small; }
    quint32 smallGlyph(char16_t character) const { return m_smallGlyphs[character & 127u]; }
    double smallWidth() const { return m_smallWidth; }
    const QRawFont &rawFont(int number) const { return m_rawFonts[static_cast<size_t>(number)]; }

private:
    static constexpr int kLookUps = 24;
    Glyph find(char32_t character, int variant);

    std::array<QFont, 4> m_fonts;
    std::array<std::array<Glyph, 128>, 4> m_ascii;
    QHash<quint64, Glyph> m_others;
    std::vector<QRawFont> m_rawFonts;
    QRawFont m_small;
    std::array<quint32, 128> m_smallGlyphs{};
    double m_smallWidth = 0;
    int m_budget = kLookUps;
    bool m_short = false;
    int m_width;
    int m_height;
    int m_ascent;
};

} // namespace ui
