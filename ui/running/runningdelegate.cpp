#include "ui/running/runningdelegate.h"

#include "pipecore/text/humanize.h"
#include "ui/base/theme.h"
#include "ui/running/runningmodel.h"
#include "ui/session/sessionpage.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace ui
{

namespace
{

constexpr int kMargin = 8;
constexpr int kIcon = 14;
constexpr int kGap = 6;
constexpr int kSparkWidth = 58;
constexpr qint64 kMostCounted = 9999; // in a badge

QFont smallFont(const QFont &font)
{
    QFont smaller = font;
    smaller.setPointSizeF(font.pointSizeF() * 0.85);
    return smaller;
}

// Each rate as a bar; the highest one fills the height.
void paintRates(QPainter *painter, const QRect &area, const std::deque<double> &rates, const QColor &color)
{
    if (rates.empty())
        return;
    const double most = std::max(1.0, *std::max_element(rates.begin(), rates.end()));
    const double step = static_cast<double>(area.width()) / RunningModel::kSamples;
    double x = area.right() - step * static_cast<double>(rates.size());
    for (const double rate : rates) {
        const double height = rate > 0 ? std::max(1.0, rate / most * area.height()) : 0;
        painter->fillRect(QRectF(x, area.bottom() - height, std::max(1.0, step - 0.2), height), color);
        x += step;
    }
    QColor line = color;
    line.setAlphaF(0.3f);
    painter->fillRect(QRect(area.left(), area.bottom(), area.width(), 1), line);
}

// A number, or "!", on a coloured ground. Gives its width.
int paintBadge(QPainter *painter, const QRect &area, const QString &text, const QColor &color)
{
    const int width = std::max(area.height(), painter->fontMetrics().horizontalAdvance(text) + 10);
    const QRect badge(area.right() - width, area.top(), width, area.height());
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawRoundedRect(badge, badge.height() / 2.0, badge.height() / 2.0);
    painter->setPen(Qt::white);
    painter->drawText(badge, Qt::AlignCenter, text);
    return width;
}

} // namespace

RunningDelegate::RunningDelegate(const RunningModel *model, QObject *parent)
    : QStyledItemDelegate(parent), m_model(model)
{
}

QSize RunningDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {180, option.fontMetrics.height() * 2 + 14};
}

void RunningDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given,
                            const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    option.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
    const RunningModel::Entry &entry = m_model->entry(index.row());
    const bool selected = option.state & QStyle::State_Selected;
    const QColor text = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    QColor faint = selected ? text : option.palette.color(QPalette::PlaceholderText);
    const MeaningColors colors = MeaningColors::of(option.palette);
    painter->save();
    const int lineHeight = option.fontMetrics.height();
    QRect first(option.rect.left() + kMargin, option.rect.top() + 5, option.rect.width() - 2 * kMargin,
                lineHeight);
    const QRect second = first.translated(kIcon + kGap, lineHeight + 2).adjusted(0, 0, -kIcon - kGap, 0);

    const QIcon icon = selected ? entry.summary.icon(text) : entry.summary.icon(option.palette);
    painter->setOpacity(entry.page ? 1 : 0.6);
    icon.paint(painter, QRect(first.left(), first.top() + (lineHeight - kIcon) / 2, kIcon, kIcon));
    painter->setOpacity(1);
    painter->setFont(smallFont(option.font));
    if (entry.isFailureNew)
        first.setRight(first.right() - paintBadge(painter, first, QStringLiteral("!"), colors.failure) -
                       kGap);
    if (entry.unreadRows > 0) {
        const QString count = entry.unreadRows > kMostCounted ? QStringLiteral("%1+").arg(kMostCounted)
                                                              : QString::number(entry.unreadRows);
        first.setRight(first.right() - paintBadge(painter, first, count, colors.running) - kGap);
    }
    QFont titleFont = option.font;
    titleFont.setBold(entry.unreadRows > 0 || entry.isFailureNew);
    painter->setFont(titleFont);
    painter->setPen(entry.page ? text : faint);
    first.setLeft(first.left() + kIcon + kGap);
    painter->drawText(first, Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(entry.title, Qt::ElideRight, first.width()));

    painter->setFont(smallFont(option.font));
    painter->setPen(selected ? text : entry.summary.color(option.palette));
    QRect rest = second;
    painter->drawText(rest, Qt::AlignVCenter, entry.summary.text);
    rest.setLeft(rest.left() + painter->fontMetrics().horizontalAdvance(entry.summary.text) + kGap);
    painter->setPen(faint);
    const QString duration = pipecore::formatDuration(entry.duration);
    painter->drawText(rest, Qt::AlignVCenter, duration);
    rest.setLeft(rest.left() + painter->fontMetrics().horizontalAdvance(duration) + kGap);
    if (entry.cpuPercent >= 0) {
        const QString use = QStringLiteral("%1 %  %2")
                                .arg(qRound(entry.cpuPercent))
                                .arg(pipecore::formatBytes(entry.rssBytes));
        painter->drawText(rest, Qt::AlignRight | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(use, Qt::ElideRight, rest.width()));
        rest.setRight(rest.right() - painter->fontMetrics().horizontalAdvance(use) - kGap);
    }
    if (rest.width() >= kSparkWidth)
        paintRates(painter, QRect(rest.right() - kSparkWidth, rest.top() + 2, kSparkWidth, rest.height() - 5),
                   entry.rates, selected ? text : colors.running);
    painter->restore();
}

} // namespace ui
