#pragma once

#include "pipecore/text/cellline.h"
#include "ui/view/codetiles.h"
#include "ui/view/colorscheme.h"

#include <QList>
#include <QPointF>

#include <vector>

class QPainter;

namespace ui
{

class CellFont;

/// Paints rows of cells: backgrounds, then all glyphs of one font and colour at once, then lines.
class LinePainter
{
public:
    LinePainter(QPainter *painter, CellFont *font, const ColorScheme *scheme);

    struct Columns {
        int from = 0;
        int to = 0;
        bool contains(int column) const { return column >= from && column < to; }
    };
    /// Paints what `visible` shows of `line`; column 0 stands at (`left`, `top`).
    void paint(const pipecore::CellLine &line, int left, int top, Columns visible, Columns selected);

private:
    struct Look {
        QColor foreground;
        QColor background; // invalid: none
    };
    Look look(const pipecore::Style &style, bool selected) const;
    void paintRun(const pipecore::CellLine &line, Columns run, int left, int top, bool selected);
    void paintRightToLeft(const pipecore::CellLine &line, Columns run, int left, int top, int variant);
    void paintSpecial(const pipecore::CellLine &line, int column, int x, int top, int variant);
    void paintLines(const pipecore::Style &style, const QColor &color, int x, int top, int width);
    void flush(const QColor &color);

    QPainter *const m_painter;
    CellFont *const m_font;
    const ColorScheme *const m_scheme;
    struct Glyphs {
        QList<quint32> indexes;
        QList<QPointF> positions;
    };
    std::vector<Glyphs> m_glyphs;           // to be drawn, by CellFont's number of their font
    std::vector<CodeTiles::Placed> m_tiles; // to be painted with the row
};

} // namespace ui
