#pragma once

#include <QApplication>
#include <QJsonObject>

#include <array>

namespace ui
{

/// The application, which measures how long each event of its event loop keeps the GUI thread, from delivery
/// to return; an event handled within another counts as part of that one.
class MeasuredApplication : public QApplication
{
public:
    using QApplication::QApplication;
    bool notify(QObject *receiver, QEvent *event) override;

    /// {p50, p99, p999, max} in milliseconds; each but max to within a tenth of its value.
    QJsonObject stalls() const;

private:
    // Logarithmic classes, ten to the octave, from a microsecond on.
    static constexpr int kPerOctave = 10;
    std::array<qint64, kPerOctave * 24> m_counts{};
    qint64 m_total = 0;
    double m_longest = 0; // microseconds
    int m_depth = 0;
};

} // namespace ui
