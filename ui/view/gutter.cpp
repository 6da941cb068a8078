#include "ui/view/gutter.h"

#include <QPainter>

namespace ui
{

namespace
{

constexpr int kEdge = 13;           // pixels at the right: the handle of frames, the mark of the stream
constexpr int kMarkWidth = 4;       // pixels
constexpr qint64 kLongPause = 1000; // ms between rows that are worth seeing
constexpr qint64 kMsInHour = 3'600'000;

} // namespace

QString spanText(qint64 ms)
{
    const auto part = [](qint64 value, int digits) {
        return QStringLiteral("%1").arg(value, digits, 10, QLatin1Char('0'));
    };
    const QString tail = part(ms / 1000 % 60, 2) + u'.' + part(ms % 1000, 3);
    if (ms < kMsInHour)
        return QString::number(ms / 60'000) + u':' + tail;
    return QString::number(ms / kMsInHour) + u':' + part(ms / 60'000 % 60, 2) + u':' + tail;
}

int Gutter::width(const CellFont &font, qint64 rows) const
{
    int columns = 0;
    if (options.numbers) {
        columns = 5;
        for (qint64 n = 10'000; n <= rows; n *= 10)
            ++columns;
    }
    if (options.times != GutterOptions::Times::Off)
        columns += kTimeColumns + 1;
    return columns * font.cellWidth() + kEdge;
}

QString Gutter::timeText(const ViewPage &page, size_t row, const QDateTime &started) const
{
    if (row >= page.times.size() || !page.times[row])
        return {};
    const qint64 time = *page.times[row];
    switch (options.times) {
    case GutterOptions::Times::Clock:
        return started.addMSecs(time).toLocalTime().time().toString(QStringLiteral("HH:mm:ss.zzz"));
    case GutterOptions::Times::SinceStart:
        return spanText(time);
    case GutterOptions::Times::SinceRowBefore: {
        const std::optional<qint64> before = row == 0 ? page.timeBefore : page.times[row - 1];
        return before ? u'+' + spanText(std::max<qint64>(0, time - *before)) : QString();
    }
    case GutterOptions::Times::Off:
        break;
    }
    return {};
}

void Gutter::paint(QPainter &painter, const CellFont &font, const ColorScheme &scheme, const ViewPage &page,
                   const QRect &area, const QDateTime &started) const
{
    painter.fillRect(area, scheme.gutter);
    painter.setFont(font.font(CellFont::Regular));
    const int right = area.right() + 1 - kEdge;
    const int timeWidth = (kTimeColumns + 1) * font.cellWidth();
    int top = area.top();
    for (const ViewLine &line : page.lines) {
        const pipecore::FoldedRow &row = page.rows[line.row];
        if (m_marks && m_marks->isMarked(row.number)) {
            QColor below = ColorScheme::kMark;
            below.setAlpha(70);
            painter.fillRect(area.left(), top, area.width(), font.cellHeight(), below);
            painter.fillRect(area.left(), top, kMarkWidth, font.cellHeight(), ColorScheme::kMark);
        }
        const QRect box(area.left(), top, right - area.left(), font.cellHeight());
        if (line.from == 0) {
            const QString time = timeText(page, line.row, started);
            const bool isPause = options.times == GutterOptions::Times::SinceRowBefore && line.row > 0 &&
                                 page.times[line.row] && page.times[line.row - 1] &&
                                 *page.times[line.row] - *page.times[line.row - 1] >= kLongPause;
            painter.setPen(isPause ? scheme.text : scheme.gutterText);
            if (!time.isEmpty())
                painter.drawText(QRect(box.left(), top, timeWidth - font.cellWidth() / 2, box.height()),
                                 Qt::AlignRight | Qt::AlignVCenter, time);
            painter.setPen(scheme.gutterText);
            if (options.numbers)
                painter.drawText(box, Qt::AlignRight | Qt::AlignVCenter,
                                 row.frame >= 0       ? QStringLiteral("· %1").arg(row.frame + 1)
                                 : row.span.continues ? QStringLiteral("…")
                                                      : QString::number(row.number + 1));
            if (row.hasFrames && row.frame <= 0) {
                const QPoint middle(right + kHandleWidth / 2 - 1, top + font.cellHeight() / 2);
                const QPoint down[] = {middle + QPoint(-3, -2), middle + QPoint(3, -2),
                                       middle + QPoint(0, 2)};
                const QPoint across[] = {middle + QPoint(-2, -3), middle + QPoint(-2, 3),
                                         middle + QPoint(2, 0)};
                painter.setPen(Qt::NoPen);
                painter.setBrush(scheme.gutterText);
                painter.drawPolygon(row.frame == 0 ? down : across, 3);
            }
        }
        if (options.streams && row.hasError)
            painter.fillRect(area.right() - 2, top, 3, font.cellHeight(), scheme.errorMark);
        top += font.cellHeight();
    }
}

} // namespace ui
