#include "ui/view/cellfont.h"

#include "ui/view/scriptcover.h"

#include <QFontMetricsF>
#include <QGlyphRun>
#include <QTextLayout>

#include <cmath>

namespace ui
{

namespace
{

constexpr qsizetype kMostGlyphs = 20'000; // more than a screen of any script

} // namespace

CellFont::CellFont(const QFont &font)
{
    for (int variant = 0; variant < 4; ++variant) {
        QFont &own = m_fonts[static_cast<size_t>(variant)];
        own = font;
        own.setStyleHint(QFont::Monospace);
        own.setKerning(false);
        own.setBold((variant & Bold) != 0);
        own.setItalic((variant & Italic) != 0);
    }
    const QFontMetricsF metrics(m_fonts[Regular]);
    m_width = std::max(1, static_cast<int>(std::lround(metrics.horizontalAdvance(u'M'))));
    m_ascent = static_cast<int>(std::ceil(metrics.ascent()));
    m_height = m_ascent + static_cast<int>(std::ceil(metrics.descent())) + 2;
    ++m_ascent;
    m_codes = std::make_shared<CodeTiles>(m_fonts[Regular], QSize(m_width, m_height));
    findPrintableAscii();
}

// Without laying each out, which would take longer than all else that a new view does.
void CellFont::findPrintableAscii()
{
    QString printable;
    for (char16_t c = 0x21; c < 0x7f; ++c)
        printable += c;
    for (int variant = 0; variant < 4; ++variant) {
        const QRawFont raw = QRawFont::fromFont(font(variant));
        const QList<quint32> indexes = raw.glyphIndexesForString(printable);
        for (qsizetype i = 0; i < printable.size(); ++i) {
            const char16_t c = printable[i].unicode();
            const quint32 index = indexes.value(i);
            m_ascii[static_cast<size_t>(variant)][c] =
                index != 0 ? Glyph{index, number(raw)} : find(c, variant);
        }
    }
}

CellFont::Glyph CellFont::glyph(char32_t character, int variant)
{
    if (character < 128)
        return m_ascii[static_cast<size_t>(variant)][character];
    const quint64 key = quint64(character) << 2 | static_cast<quint64>(variant);
    const auto known = m_others.constFind(key);
    if (known != m_others.constEnd())
        return *known;
    if (m_lookUps > 0 && m_budget.isValid() && m_budget.elapsed() >= kLookUpTime) {
        m_short = true;
        return {0, kPending};
    }
    ++m_lookUps;
    if (m_others.size() > kMostGlyphs)
        m_others.clear();
    return *m_others.insert(key, find(character, variant));
}

// Lays the character out once, which finds a font that has it.
CellFont::Glyph CellFont::find(char32_t character, int variant)
{
    if (!hasFontFor(character)) // the box that the font has for what is missing in it
        return {0, number(QRawFont::fromFont(font(variant)))};
    QTextLayout layout(QString::fromUcs4(&character, 1), font(variant));
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
    const QList<QGlyphRun> runs = layout.glyphRuns();
    if (runs.size() != 1 || runs.front().glyphIndexes().size() != 1)
        return {};
    return {runs.front().glyphIndexes().front(), number(runs.front().rawFont())};
}

int CellFont::number(const QRawFont &font)
{
    auto known = std::find(m_rawFonts.begin(), m_rawFonts.end(), font);
    if (known == m_rawFonts.end())
        known = m_rawFonts.insert(known, font);
    return static_cast<int>(known - m_rawFonts.begin());
}

} // namespace ui
