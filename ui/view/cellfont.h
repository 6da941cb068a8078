#pragma once

#include "ui/view/codetiles.h"

#include <QElapsedTimer>
#include <QFont>
#include <QHash>
#include <QRawFont>

#include <array>
#include <memory>

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
    /// Finding a font for a character takes long: it is done once, and for a short time, after each call of
    /// this, then characters not seen before have no glyph for now, which wasShort() tells.
    void renewBudget()
    {
        m_budget.start();
        m_lookUps = 0;
        m_short = false;
    }
    bool wasShort() const { return m_short; }
    Glyph glyph(char32_t character, int variant);
    CodeTiles &codes() { return *m_codes; }
    const QRawFont &rawFont(int number) const { return m_rawFonts[static_cast<size_t>(number)]; }

private:
    static constexpr qint64 kLookUpTime = 2; // ms
    void findPrintableAscii();
    Glyph find(char32_t character, int variant);
    int number(const QRawFont &font);

    std::array<QFont, 4> m_fonts;
    std::array<std::array<Glyph, 128>, 4> m_ascii;
    QHash<quint64, Glyph> m_others;
    std::vector<QRawFont> m_rawFonts;
    std::shared_ptr<CodeTiles> m_codes;
    QElapsedTimer m_budget;
    int m_lookUps = 0; // since the budget was renewed
    bool m_short = false;
    int m_width;
    int m_height;
    int m_ascent;
};

} // namespace ui
