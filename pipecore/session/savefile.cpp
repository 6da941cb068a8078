#include "pipecore/session/savefile.h"

#include "pipecore/session/exporter.h"

#include <QFileInfo>
#include <QSaveFile>

#include <cstdio>

namespace pipecore
{

namespace
{

tl::expected<void, QString> exportTo(QIODevice &device, const Recording::Ptr &recording, const QString &format)
{
    return format == QLatin1String("text") ? exportText(*recording->capture(), device)
                                           : exportRaw(*recording->capture(), device);
}

} // namespace

tl::expected<void, QString> checkSaveEnding(const QString &path)
{
    static const QStringList known{QStringLiteral("runnel"), QStringLiteral("log"), QStringLiteral("txt")};
    const QString ending = QFileInfo(path).suffix().toLower();
    if (known.contains(ending))
        return {};
    return tl::unexpected(QStringLiteral("cannot save %1: its ending should be .runnel (the whole session), .log "
                                         "(the bytes) or .txt (the text)")
                              .arg(path));
}

tl::expected<void, QString> saveRecording(const Recording::Ptr &recording, SessionRecord record, const QString &path,
                                          const ArchiveProgress &progress)
{
    const QString ending = QFileInfo(path).suffix().toLower();
    if (ending == QLatin1String("runnel"))
        return writeSessionFile(recording, std::move(record), path, progress);
    return exportRecording(recording, ending == QLatin1String("txt") ? QStringLiteral("text") : QStringLiteral("raw"),
                           path);
}

tl::expected<void, QString> exportRecording(const Recording::Ptr &recording, const QString &format,
                                            const QString &path)
{
    if (path.isEmpty() || path == QLatin1String("-")) {
        QFile out;
        if (!out.open(stdout, QIODevice::WriteOnly | QIODevice::Unbuffered))
            return tl::unexpected(out.errorString());
        return exportTo(out, recording, format);
    }
    QSaveFile file(path);
    file.setDirectWriteFallback(true);
    if (!file.open(QIODevice::WriteOnly))
        return tl::unexpected(QStringLiteral("cannot write %1: %2").arg(path, file.errorString()));
    const auto done = exportTo(file, recording, format);
    if (!done)
        return tl::unexpected(QStringLiteral("cannot write %1: %2").arg(path, done.error()));
    if (!file.commit())
        return tl::unexpected(QStringLiteral("cannot write %1: %2").arg(path, file.errorString()));
    return {};
}

} // namespace pipecore
