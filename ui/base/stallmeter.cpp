#include "ui/base/stallmeter.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace ui
{

bool MeasuredApplication::notify(QObject *receiver, QEvent *event)
{
    using Clock = std::chrono::steady_clock;
    if (m_depth > 0)
        return QApplication::notify(receiver, event);
    ++m_depth;
    const Clock::time_point before = Clock::now();
    const bool handled = QApplication::notify(receiver, event);
    const double us = std::chrono::duration<double, std::micro>(Clock::now() - before).count();
    --m_depth;
    const int octaves = us <= 1 ? 0 : static_cast<int>(std::log2(us) * kPerOctave) + 1;
    ++m_counts[static_cast<size_t>(std::min(octaves, static_cast<int>(m_counts.size()) - 1))];
    ++m_total;
    m_longest = std::max(m_longest, us);
    return handled;
}

QJsonObject MeasuredApplication::stalls() const
{
    const auto percentile = [this](double share) {
        qint64 left = static_cast<qint64>(std::ceil(static_cast<double>(m_total) * share));
        for (size_t i = 0; i < m_counts.size(); ++i) {
            left -= m_counts[i];
            if (left <= 0)
                return std::min(std::exp2(static_cast<double>(i) / kPerOctave), m_longest) / 1000;
        }
        return m_longest / 1000;
    };
    return {{QStringLiteral("p50"), percentile(0.5)},
            {QStringLiteral("p99"), percentile(0.99)},
            {QStringLiteral("p999"), percentile(0.999)},
            {QStringLiteral("max"), m_longest / 1000}};
}

} // namespace ui
