#include "ui/view/linepainter.h"

#include "pipecore/text/utf8.h"
#include "ui/view/cellfont.h"
#include "ui/view/scriptcover.h"

#include <QGlyphRun>
#include <QPainter>
#include <QPainterPath>

namespace ui
{

using pipecore::CellLine;
using pipecore::Style;
namespace cell = pipecore::cell;

namespace
{

QColor blend(const QColor &a, const QColor &b, double share)
{
    const auto mix = [share](int x, int y) { return static_cast<int>(x * share + y * (1 - share)); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

int variantOf(const Style &style)
{
    return (style.has(Style::Bold) ? CellFont::Bold : 0) | (style.has(Style::Italic) ? CellFont::Italic : 0);
}

bool isRightToLeft(char32_t c)
{
    if (c < 0x590 || c >= cell::Invalid || !hasFontFor(c))
        return false;
    const QChar::Direction direction = QChar::direction(c);
    return direction == QChar::DirR || direction == QChar::DirAL;
}

// Where a stretch of such text ends: with its last letter, whatever has no direction between them.
int rightToLeftEnd(const CellLine &line, int from, int to)
{
    int end = from + 1;
    for (int column = end; column < to; ++column) {
        const char32_t c = line.at(column);
        if (isRightToLeft(c))
            end = column + 1;
        else if (c >= cell::Control || !hasFontFor(c) || (c >= 0x80 && c < 0x590) || c > 0x3000 ||
                 (c < 0x80 && QChar::isLetter(c)))
            break;
    }
    return end;
}

} // namespace

LinePainter::LinePainter(QPainter *painter, CellFont *font, const ColorScheme *scheme)
    : m_painter(painter), m_font(font), m_scheme(scheme)
{
}

LinePainter::Look LinePainter::look(const Style &style, bool selected) const
{
    if (selected)
        return {m_scheme->selectionText, m_scheme->selection};
    Look look{m_scheme->resolve(style.foreground, m_scheme->text),
              style.background.isDefault() ? QColor() : m_scheme->resolve(style.background, {})};
    if (style.has(Style::Inverse)) {
        const QColor behind = look.background.isValid() ? look.background : m_scheme->background;
        look.background = look.foreground;
        look.foreground = behind;
    }
    const QColor behind = look.background.isValid() ? look.background : m_scheme->background;
    if (style.has(Style::Faint))
        look.foreground = blend(look.foreground, behind, 0.6);
    if (style.has(Style::Conceal))
        look.foreground = behind;
    return look;
}

void LinePainter::paint(const CellLine &line, int left, int top, Columns visible, Columns selected)
{
    const int end = std::min(line.columns(), visible.to);
    int column = visible.from;
    while (column < end) {
        const quint16 style = line.styleNumber(column);
        const bool isSelected = selected.contains(column);
        int runEnd = column + 1;
        while (runEnd < end && line.styleNumber(runEnd) == style && selected.contains(runEnd) == isSelected)
            ++runEnd;
        paintRun(line, {column, runEnd}, left, top, isSelected);
        column = runEnd;
    }
    m_font->codes().paint(m_painter, m_tiles, left, top, m_scheme->control);
    m_tiles.clear();
    // The selection goes on where there is no text: an empty row shows that it is selected, too.
    const int from = std::max({end, selected.from, visible.from});
    const int to = std::min(selected.to, visible.to);
    if (from < to)
        m_painter->fillRect(left + from * m_font->cellWidth(), top, (to - from) * m_font->cellWidth(),
                            m_font->cellHeight(), m_scheme->selection);
}

void LinePainter::paintRun(const CellLine &line, Columns run, int left, int top, bool selected)
{
    const int width = m_font->cellWidth();
    const Style &style = line.styleAt(run.from);
    const Look runLook = look(style, selected);
    const int x = left + run.from * width;
    if (runLook.background.isValid())
        m_painter->fillRect(x, top, (run.to - run.from) * width, m_font->cellHeight(), runLook.background);
    const int variant = variantOf(style);
    m_painter->setPen(runLook.foreground);
    for (int column = run.from; column < run.to; ++column) {
        const char32_t c = line.at(column);
        if (c == cell::Blank || c == U' ' || c == cell::WideTail || c == cell::Tab)
            continue;
        if (isRightToLeft(c)) {
            // A letter by itself has nothing to join: it needs no layout, as each glyph of random bytes
            // would.
            const int end = rightToLeftEnd(line, column, run.to);
            if (end - column > 1) {
                paintRightToLeft(line, {column, end}, left, top, variant);
                column = end - 1;
                continue;
            }
        }
        const CellFont::Glyph glyph = c < cell::Invalid ? m_font->glyph(c, variant) : CellFont::Glyph();
        if (glyph.font == CellFont::kPending)
            continue;
        if (glyph.font < 0 || (line.hasMarks(column) && hasFontFor(c))) {
            paintSpecial(line, column, left + column * width, top, variant);
            continue;
        }
        const auto font = static_cast<size_t>(glyph.font);
        if (font >= m_glyphs.size())
            m_glyphs.resize(font + 1);
        m_glyphs[font].indexes << glyph.index;
        m_glyphs[font].positions << QPointF(left + column * width, top + m_font->ascent());
    }
    flush(runLook.foreground);
    paintLines(style, runLook.foreground, x, top, (run.to - run.from) * width);
}

void LinePainter::flush(const QColor &color)
{
    for (size_t font = 0; font < m_glyphs.size(); ++font) {
        Glyphs &glyphs = m_glyphs[font];
        if (glyphs.indexes.isEmpty())
            continue;
        QGlyphRun run;
        run.setRawFont(m_font->rawFont(static_cast<int>(font)));
        run.setGlyphIndexes(glyphs.indexes);
        run.setPositions(glyphs.positions);
        m_painter->setPen(color);
        m_painter->drawGlyphRun(QPointF(), run);
        glyphs.indexes.clear();
        glyphs.positions.clear();
    }
}

// Joined, and read from the right, in the columns that it has.
void LinePainter::paintRightToLeft(const CellLine &line, Columns run, int left, int top, int variant)
{
    const QFont &font = m_font->font(variant);
    const int width = m_font->cellWidth();
    const int y = top + m_font->ascent() - QFontMetrics(font).ascent();
    const Qt::LayoutDirection before = m_painter->layoutDirection();
    m_painter->setFont(font);
    m_painter->setLayoutDirection(Qt::RightToLeft);
    m_painter->drawText(QRect(left + run.from * width, y, (run.to - run.from) * width, m_font->cellHeight()),
                        Qt::AlignRight | Qt::AlignAbsolute | Qt::AlignTop | Qt::TextDontClip |
                            Qt::TextSingleLine,
                        line.text(run.from, run.to));
    m_painter->setLayoutDirection(before);
}

// What one glyph cannot show: characters with marks, and marks for what is no character.
void LinePainter::paintSpecial(const CellLine &line, int column, int x, int top, int variant)
{
    const char32_t c = line.at(column);
    if (c < cell::Invalid) {
        QString text;
        pipecore::appendCharacter(text, c);
        m_painter->setFont(m_font->font(variant));
        QString marks = line.marksAt(column);
        marks.removeIf([](QChar mark) { return !hasFontFor(mark.unicode()); });
        m_painter->drawText(QPointF(x, top + m_font->ascent()), text + marks);
        return;
    }
    const auto code = static_cast<unsigned char>(c & 0xff);
    m_tiles.push_back({column, (c & cell::Control) ? CodeTiles::control(code) : CodeTiles::byte(code)});
}

void LinePainter::paintLines(const Style &style, const QColor &color, int x, int top, int width)
{
    const int base = top + m_font->ascent();
    if (style.has(Style::Strike))
        m_painter->fillRect(x, base - m_font->ascent() / 3, width, 1, color);
    if (style.has(Style::Overline))
        m_painter->fillRect(x, top, width, 1, color);
    if (style.underline == Style::Underline::None)
        return;
    const QColor lineColor = m_scheme->resolve(style.underlineColor, color);
    const int y = std::min(base + 2, top + m_font->cellHeight() - 1);
    switch (style.underline) {
    case Style::Underline::Double:
        m_painter->fillRect(x, y - 1, width, 1, lineColor);
        [[fallthrough]];
    case Style::Underline::Single:
        m_painter->fillRect(x, y + (style.underline == Style::Underline::Double), width, 1, lineColor);
        break;
    case Style::Underline::Dotted:
    case Style::Underline::Dashed: {
        const int step = style.underline == Style::Underline::Dotted ? 2 : 5;
        for (int i = 0; i < width; i += step)
            m_painter->fillRect(x + i, y, std::min(step == 2 ? 1 : 3, width - i), 1, lineColor);
        break;
    }
    default: {
        QPainterPath wave(QPointF(x, y));
        for (int i = 0; i < width; i += 4) {
            wave.quadTo(x + i + 1, y - 1.5, x + i + 2, y);
            wave.quadTo(x + i + 3, y + 1.5, x + i + 4, y);
        }
        m_painter->setRenderHint(QPainter::Antialiasing);
        m_painter->setPen(lineColor);
        m_painter->drawPath(wave);
        m_painter->setRenderHint(QPainter::Antialiasing, false);
    }
    }
}

} // namespace ui
