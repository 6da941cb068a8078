#pragma once

#include "pipecore/session/arrivalsummary.h"

#include <QColor>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <map>
#include <memory>

namespace ui
{

class OutputView;

/// Something that an overview marks, beside what it knows by itself.
struct OverviewLayer {
    QColor color;
    /// How many there are in rows [from, to) of the recording; quick: it is asked for each line of pixels.
    /// Counts of whole blocks will do.
    std::function<qint64(qint64 fromRow, qint64 toRow)> count;
};

/// All of a recording in one strip beside the scroll bar: the rate at which it came, where stderr is, the
/// marks of layers, and what is in view. A click goes there.
class OverviewBar : public QWidget
{
    Q_OBJECT
public:
    explicit OverviewBar(OutputView *view, QWidget *parent = nullptr);

    /// Adds or replaces a layer; one without a function goes.
    void setLayer(const QString &name, OverviewLayer layer);
    /// To be called when a layer counts otherwise.
    void refresh();

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    void collect();
    double estimateRow(qint64 offset) const;
    double rowOfBin(size_t bin) const;
    qint64 offsetAt(int y) const;
    qint64 rowAtPixel(int y) const;
    QString textAt(int y) const;
    void paintArrivals(QPainter &painter, double rows);
    void paintView(QPainter &painter, double rows);
    void paintLayers(QPainter &painter);

    OutputView *const m_view;
    QTimer m_timer;
    std::shared_ptr<pipecore::ArrivalSummary> m_summary; // in the hands of a job while it runs
    bool m_collecting = false;
    qint64 m_binSize = 1;
    std::vector<pipecore::ArrivalSummary::Bin> m_bins;
    std::vector<qint64> m_binRows; // in which each begins, where that can be told apart in pixels
    std::map<QString, OverviewLayer> m_layers;
};

} // namespace ui
