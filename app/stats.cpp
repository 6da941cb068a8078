#include "app/stats.h"

#include "app/messages.h"
#include "pipecore/net/upload/upload.h"
#include "pipecore/session/recording.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <sys/resource.h>

namespace app
{

QJsonObject collectStats(pipecore::Recording &recording, double seconds,
                         const std::vector<std::unique_ptr<pipecore::Upload>> &uploads)
{
    const qint64 bytes = recording.capture()->end();
    QJsonArray sinks{QJsonObject{{QStringLiteral("name"), QStringLiteral("disk")},
                                 {QStringLiteral("produced"), bytes},
                                 {QStringLiteral("sent"), bytes},
                                 {QStringLiteral("acknowledged"), bytes}}};
    for (const auto &upload : uploads)
        sinks.append(QJsonObject{{QStringLiteral("name"), upload->target().displayUrl()},
                                 {QStringLiteral("produced"), upload->produced()},
                                 {QStringLiteral("sent"), upload->status().sent},
                                 {QStringLiteral("acknowledged"), upload->status().acknowledged}});
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return {{QStringLiteral("bytes"), bytes},
            {QStringLiteral("rows"), recording.index().rows()},
            {QStringLiteral("seconds"), seconds},
            {QStringLiteral("peak_rss_kb"), static_cast<qint64>(usage.ru_maxrss)},
            {QStringLiteral("sinks"), sinks}};
}

bool writeStats(const QString &path, const QJsonObject &stats)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(stats).toJson()) > 0)
        return true;
    say(QStringLiteral("cannot write %1: %2").arg(path, file.errorString()));
    return false;
}

} // namespace app
