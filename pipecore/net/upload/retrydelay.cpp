#include "pipecore/net/upload/retrydelay.h"

#include <QLocale>
#include <QRandomGenerator>

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr qint64 kLongest = 30'000;
constexpr qint64 kLongestAsked = 300'000;

} // namespace

qint64 retryDelay(int attempt, qint64 first)
{
    const qint64 full = std::min(first << std::clamp(attempt - 1, 0, 10), kLongest);
    return full / 2 + QRandomGenerator::global()->bounded(full / 2 + 1);
}

qint64 parseRetryAfter(const QByteArray &value, const QDateTime &now)
{
    bool isNumber = false;
    const qint64 seconds = value.trimmed().toLongLong(&isNumber);
    if (isNumber && seconds >= 0)
        return std::min(seconds, kLongestAsked / 1000) * 1000;
    const QDateTime when = QLocale::c().toDateTime(QString::fromLatin1(value.trimmed()),
                                                   QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
    if (!when.isValid())
        return -1;
    return std::clamp<qint64>(now.msecsTo(QDateTime(when.date(), when.time(), Qt::UTC)), 0, kLongestAsked);
}

} // namespace pipecore
