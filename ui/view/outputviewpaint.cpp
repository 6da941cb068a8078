// How an OutputView looks.

#include "ui/view/linepainter.h"
#include "ui/view/matchcolumns.h"
#include "ui/view/outputview.h"

#include <QElapsedTimer>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

namespace ui
{

void OutputView::paintEvent(QPaintEvent *event)
{
    QElapsedTimer clock;
    clock.start();
    QPainter painter(viewport());
    const ColorScheme &scheme = ColorScheme::of(palette());
    painter.fillRect(event->rect(), scheme.background);
    const int gutter = gutterWidth();
    const int width = viewport()->width() - gutter;
    const int offset = horizontalScrollBar()->value();
    const int left = textLeft() - offset;
    const int first = offset / m_font.cellWidth();
    const int last = first + width / m_font.cellWidth() + 1;
    m_font.renewBudget();
    LinePainter lines(&painter, &m_font, &scheme);
    painter.setClipRect(gutter, 0, width, viewport()->height());
    const ViewPage &shown = page();
    int top = 0;
    for (const ViewLine &line : shown.lines) {
        const pipecore::FoldedRow &row = shown.rows[line.row];
        if (row.hasError && m_gutter.options.streams)
            painter.fillRect(gutter, top, width, m_font.cellHeight(), scheme.errorBackground);
        if (line.row < shown.behind.size() && !shown.behind[line.row].isDefault())
            painter.fillRect(gutter, top, width, m_font.cellHeight(),
                             scheme.resolve(shown.behind[line.row], scheme.background));
        const int lineLeft = left - line.from * m_font.cellWidth();
        paintMatches(painter, scheme, row, {line.from + first, std::min(line.to, line.from + last)}, lineLeft,
                     top);
        lines.paint(row.line, left - line.from * m_font.cellWidth(), top,
                    {line.from + first, std::min(line.to, line.from + last)},
                    m_selection.columnsIn(shown.position(line)));
        if (m_marks && (&line == &shown.lines.back() || (&line + 1)->row != line.row))
            paintNote(painter, row, lineLeft, top);
        top += m_font.cellHeight();
    }
    paintLink(painter, scheme);
    paintCaret(painter, scheme.text);
    painter.setClipping(false);
    m_gutter.paint(painter, m_font, scheme, shown, {0, 0, gutter, viewport()->height()},
                   m_recording ? m_recording->record().started : QDateTime());
    ++m_frames;
    m_paintTime = static_cast<int>(clock.elapsed());
    if (m_font.wasShort()) // the rest of the characters, a few more with each frame, unless all of it goes by
        m_restTimer.start(m_refreshTimer.isActive() ? m_refreshTimer.interval() + kFrame : 0);
}

// Below the text.
void OutputView::paintMatches(QPainter &painter, const ColorScheme &scheme, const pipecore::FoldedRow &row,
                              LinePainter::Columns shown, int left, int top)
{
    if (!m_matcher)
        return;
    for (const LinePainter::Columns &match : matchColumns(row.line, *m_matcher)) {
        const int from = std::max(match.from, shown.from);
        const int to = std::min(match.to, shown.to);
        if (from >= to)
            continue;
        painter.fillRect(left + from * m_font.cellWidth(), top, (to - from) * m_font.cellWidth(),
                         m_font.cellHeight(), scheme.match);
    }
}

// Behind the row's text.
void OutputView::paintNote(QPainter &painter, const pipecore::FoldedRow &row, int left, int top)
{
    const QString note = m_marks->note(row.number);
    if (note.isEmpty() || row.frame > 0)
        return;
    painter.setFont(m_font.font(CellFont::Italic));
    painter.setPen(ColorScheme::kMark);
    painter.drawText(left + (row.line.columns() + 2) * m_font.cellWidth(), top + m_font.ascent(),
                     QStringLiteral("◂ ") + note);
}

void OutputView::paintCaret(QPainter &painter, const QColor &color)
{
    if (!m_selection.hasBegun() || !hasFocus())
        return;
    if (const auto box = rectOf(m_selection.caret()))
        painter.fillRect(box->left(), box->top(), 1, box->height(), color);
}

// A line below all of it, also where it goes over to the next line.
void OutputView::paintLink(QPainter &painter, const ColorScheme &scheme)
{
    if (!m_hovered)
        return;
    const QColor color = scheme.ansi[scheme.isDark ? 12 : 4];
    for (int column = m_hovered->from; column < m_hovered->to; ++column)
        if (const auto box = rectOf({m_hoveredRow, column}))
            painter.fillRect(box->left(), box->top() + m_font.ascent() + 2, box->width(), 1, color);
}

} // namespace ui
