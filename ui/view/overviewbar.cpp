#include "ui/view/overviewbar.h"

#include "pipecore/text/humanize.h"
#include "ui/base/background.h"
#include "ui/view/colorscheme.h"
#include "ui/view/outputview.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

namespace ui
{

using pipecore::ArrivalSummary;
using pipecore::BlockIndex;

namespace
{

constexpr int kWidth = 18;
constexpr int kMarkWidth = 5;
constexpr int kLayerWidth = 7;
constexpr int kInterval = 250; // ms between looks at what has come
constexpr int kWorkAtOnce = 100;
constexpr qint64 kMostToLookAt = 4 * 1024 * 1024; // bytes; in more, a block is less than a pixel

struct Collected {
    bool all = false;
    std::vector<qint64> rows;
};

} // namespace

OverviewBar::OverviewBar(OutputView *view, QWidget *parent)
    : QWidget(parent), m_view(view), m_summary(std::make_shared<ArrivalSummary>())
{
    setFixedWidth(kWidth);
    setAccessibleName(tr("Overview of the output"));
    setCursor(Qt::PointingHandCursor);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kInterval);
    connect(&m_timer, &QTimer::timeout, this, &OverviewBar::collect);
    connect(view, &OutputView::grew, this, [this] {
        if (!m_timer.isActive())
            m_timer.start();
    });
    connect(view, &OutputView::viewChanged, this, qOverload<>(&QWidget::update));
}

QSize OverviewBar::sizeHint() const
{
    return {kWidth, 100};
}

void OverviewBar::setLayer(const QString &name, OverviewLayer layer)
{
    if (layer.count)
        m_layers[name] = std::move(layer);
    else
        m_layers.erase(name);
    update();
}

void OverviewBar::refresh()
{
    update();
}

// In a thread of the pool, a bounded piece of work at a time: the times are in a file.
void OverviewBar::collect()
{
    update();
    const auto recording = m_view->recording();
    if (!recording || m_collecting)
        return;
    m_collecting = true;
    const auto work = [recording, summary = m_summary] {
        Collected collected;
        const qint64 end = recording->index().indexedEnd();
        collected.all = summary->update(recording->times(), end, kWorkAtOnce);
        if (end <= kMostToLookAt && !summary->bins().empty()) {
            pipecore::RowReader reader(recording->capture(), &recording->index());
            for (qint64 at = 0; at < end; at += summary->binSize())
                collected.rows.push_back(reader.rowAt(at));
        }
        return collected;
    };
    runInBackground(this, work, [this](const Collected &collected) {
        m_collecting = false;
        m_binRows = collected.rows;
        m_bins = m_summary->bins();
        m_binSize = m_summary->binSize();
        update();
        if (!collected.all || m_summary->end() < m_view->recording()->index().indexedEnd())
            m_timer.start();
    });
}

// The row at an offset, as far as whole blocks and even rows within them tell.
double OverviewBar::estimateRow(qint64 offset) const
{
    const BlockIndex &index = m_view->recording()->index();
    const qint64 number = offset / BlockIndex::kBlockSize;
    const qint64 blocks = index.blocks();
    if (number >= blocks)
        return static_cast<double>(index.rows());
    const qint64 before = index.block(number).rowsBefore;
    const bool isLast = number + 1 >= blocks;
    const qint64 after = isLast ? index.rows() : index.block(number + 1).rowsBefore;
    const qint64 size =
        isLast ? index.indexedEnd() - number * BlockIndex::kBlockSize : BlockIndex::kBlockSize;
    const double share =
        static_cast<double>(offset % BlockIndex::kBlockSize) / static_cast<double>(std::max<qint64>(1, size));
    return static_cast<double>(before) + share * static_cast<double>(after - before);
}

double OverviewBar::rowOfBin(size_t bin) const
{
    if (bin < m_binRows.size())
        return static_cast<double>(m_binRows[bin]);
    return m_binRows.empty() ? estimateRow(static_cast<qint64>(bin) * m_binSize)
                             : static_cast<double>(m_view->recording()->index().rows());
}

qint64 OverviewBar::rowAtPixel(int y) const
{
    const double share = std::clamp(static_cast<double>(y) / std::max(1, height()), 0.0, 1.0);
    return static_cast<qint64>(share * static_cast<double>(m_view->recording()->index().rows()));
}

qint64 OverviewBar::offsetAt(int y) const
{
    const BlockIndex &index = m_view->recording()->index();
    const qint64 row = rowAtPixel(y);
    const qint64 number = index.blockOfRow(row);
    if (number < 0)
        return index.indexedEnd();
    const qint64 before = index.block(number).rowsBefore;
    const bool isLast = number + 1 >= index.blocks();
    const qint64 after = isLast ? index.rows() : index.block(number + 1).rowsBefore;
    const qint64 size =
        isLast ? index.indexedEnd() - number * BlockIndex::kBlockSize : BlockIndex::kBlockSize;
    return number * BlockIndex::kBlockSize + (row - before) * size / std::max<qint64>(1, after - before);
}

void OverviewBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ColorScheme &scheme = ColorScheme::of(palette());
    painter.fillRect(rect(), scheme.gutter);
    if (!m_view->recording())
        return;
    const auto rows = static_cast<double>(std::max<qint64>(1, m_view->recording()->index().rows()));
    paintArrivals(painter, rows);
    if (m_view->rows() > 0)
        paintView(painter, rows);
    paintLayers(painter);
}

// What is in view, by the numbers of its first and last row.
void OverviewBar::paintView(QPainter &painter, double rows)
{
    const ViewPage &page = m_view->page();
    if (page.rows.empty())
        return;
    const ColorScheme &scheme = ColorScheme::of(palette());
    const double top = static_cast<double>(page.rows.front().number) / rows * height();
    const double bottom = static_cast<double>(page.rows.back().number + 1) / rows * height();
    QColor frame = scheme.text;
    frame.setAlpha(40);
    painter.fillRect(QRectF(0, top, width(), std::max(3.0, bottom - top)), frame);
}

// The longer a bar the faster the bytes came, in powers of ten from 10 bytes a second to 1 GB.
void OverviewBar::paintArrivals(QPainter &painter, double rows)
{
    const ColorScheme &scheme = ColorScheme::of(palette());
    QColor rateColor = scheme.ansi[4];
    rateColor.setAlpha(150);
    const int room = width() - kMarkWidth - 2;
    double next = m_bins.empty() ? 0 : rowOfBin(0) / rows * height();
    int markedTo = -1; // a line of pixels is painted once
    int ratedTo = -1;
    qint64 bytes = 0, ms = 0;
    for (size_t i = 0; i < m_bins.size(); ++i) {
        const double top = next;
        next = rowOfBin(i + 1) / rows * height();
        const int from = static_cast<int>(top);
        const int to = std::max(from + 1, static_cast<int>(next));
        bytes += m_binSize;
        ms += m_bins[i].ms;
        if (to - 1 > ratedTo) {
            const double rate =
                static_cast<double>(bytes) * 1000 / static_cast<double>(std::max<qint64>(1, ms));
            const double share = std::clamp((std::log10(std::max(1.0, rate)) - 1) / 8, 0.02, 1.0);
            const int length = std::max(1, static_cast<int>(share * room));
            const int first = std::max(from, ratedTo + 1);
            painter.fillRect(width() - length, first, length, to - first, rateColor);
            ratedTo = to - 1;
            bytes = ms = 0;
        }
        if (m_bins[i].errorBytes > 0 && to - 1 > markedTo) {
            painter.fillRect(0, from, kMarkWidth, std::max(2, to - from), scheme.errorMark);
            markedTo = to - 1;
        }
    }
}

void OverviewBar::paintLayers(QPainter &painter)
{
    for (const auto &[name, layer] : m_layers) {
        for (int y = 0; y < height(); ++y) {
            const qint64 from = rowAtPixel(y);
            if (layer.count(from, std::max(from + 1, rowAtPixel(y + 1))) > 0)
                painter.fillRect(kMarkWidth, y, kLayerWidth, 2, layer.color);
        }
    }
}

void OverviewBar::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && m_view->recording())
        m_view->showRow(rowAtPixel(event->position().toPoint().y()));
}

void OverviewBar::mouseMoveEvent(QMouseEvent *event)
{
    if ((event->buttons() & Qt::LeftButton) && m_view->recording())
        m_view->showRow(rowAtPixel(event->position().toPoint().y()));
}

QString OverviewBar::textAt(int y) const
{
    const qint64 offset = offsetAt(y);
    QString text = tr("Row %1").arg(pipecore::formatCount(rowAtPixel(y) + 1));
    const auto bin = static_cast<size_t>(offset / m_binSize);
    if (bin < m_bins.size() && m_bins[bin].ms > 0)
        text += u'\n' + tr("%1 a second").arg(pipecore::formatBytes(m_binSize * 1000 / m_bins[bin].ms));
    if (bin < m_bins.size() && m_bins[bin].errorBytes > 0)
        text += u'\n' + tr("output on stderr");
    return text;
}

bool OverviewBar::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_view->recording()) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), textAt(help->pos().y()), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace ui
