#include "pipecore/session/savefile.h"

#include "pipecore/base/newfile.h"
#include "pipecore/session/castexport.h"
#include "pipecore/session/exporter.h"
#include "pipecore/session/scriptexport.h"

#include <QFileInfo>

#include <iterator>

#include <unistd.h>

namespace pipecore
{

namespace
{

struct Format {
    QString name;
    tl::expected<void, QString> (*write)(Recording &recording, QIODevice &to, ExportLosses *losses);
};

const Format kFormats[] = {
    {QStringLiteral("raw"),
     [](Recording &r, QIODevice &to, ExportLosses *) { return exportRaw(*r.capture(), to); }},
    {QStringLiteral("text"),
     [](Recording &r, QIODevice &to, ExportLosses *l) { return exportText(*r.capture(), to, l); }},
    {QStringLiteral("ansi"),
     [](Recording &r, QIODevice &to, ExportLosses *l) { return exportAnsi(*r.capture(), to, l); }},
    {QStringLiteral("html"), exportHtml},
    {QStringLiteral("asciicast-v2"),
     [](Recording &r, QIODevice &to, ExportLosses *l) { return exportCast(r, CastVersion::V2, to, l); }},
    {QStringLiteral("asciicast-v3"),
     [](Recording &r, QIODevice &to, ExportLosses *l) { return exportCast(r, CastVersion::V3, to, l); }},
    {QStringLiteral("ndjson"),
     [](Recording &r, QIODevice &to, ExportLosses *) { return exportNdjson(r, to); }},
};

const QString kScript = QStringLiteral("script");

// The format for an ending other than .runnel.
struct Ending {
    QString ending;
    QString format;
};
const Ending kEndings[] = {
    {QStringLiteral("log"), QStringLiteral("raw")},
    {QStringLiteral("txt"), QStringLiteral("text")},
    {QStringLiteral("html"), QStringLiteral("html")},
    {QStringLiteral("htm"), QStringLiteral("html")},
    {QStringLiteral("cast"), QStringLiteral("asciicast-v2")},
    {QStringLiteral("ndjson"), QStringLiteral("ndjson")},
};

QString endingOf(const QString &path)
{
    return QFileInfo(path).suffix().toLower();
}

tl::unexpected<QString> cannotWrite(const QString &path, const QString &reason)
{
    return tl::unexpected(QStringLiteral("cannot write %1: %2").arg(path, reason));
}

tl::expected<void, QString> writeScript(const Recording::Ptr &recording, const QString &path,
                                        ExportLosses *losses)
{
    if (path.isEmpty() || path == QLatin1String("-"))
        return tl::unexpected(QStringLiteral(
            "the format script is two files; -o FILE names the first, the times are in FILE.timing"));
    NewFile log(path), timing(path + QStringLiteral(".timing"));
    for (const NewFile *file : {&log, &timing})
        if (!file->isOpen())
            return tl::unexpected(file->error());
    if (const auto done = exportScript(*recording, log.device(), timing.device(), losses); !done)
        return cannotWrite(path, done.error());
    for (NewFile *file : {&timing, &log})
        if (auto done = file->commit(); !done)
            return done;
    return {};
}

} // namespace

const QStringList &exportFormats()
{
    static const QStringList names = [] {
        QStringList all;
        for (const Format &format : kFormats)
            all << format.name;
        return all << kScript;
    }();
    return names;
}

tl::expected<void, QString> checkSaveEnding(const QString &path)
{
    const QString ending = endingOf(path);
    if (ending == QLatin1String("runnel"))
        return {};
    for (const Ending &known : kEndings)
        if (known.ending == ending)
            return {};
    return tl::unexpected(
        QStringLiteral("cannot save %1: its ending should be .runnel (the whole session), .log (the "
                       "bytes), .txt (the text), .html, .cast (asciinema) or .ndjson")
            .arg(path));
}

tl::expected<void, QString> saveRecording(const Recording::Ptr &recording, SessionRecord record,
                                          const QString &path, const ArchiveProgress &progress,
                                          ExportLosses *losses)
{
    const QString ending = endingOf(path);
    if (ending == QLatin1String("runnel"))
        return writeSessionFile(recording, std::move(record), path, progress);
    for (const Ending &known : kEndings)
        if (known.ending == ending)
            return exportRecording(recording, known.format, path, losses);
    return exportRecording(recording, kFormats[0].name, path, losses);
}

tl::expected<void, QString> exportRecording(const Recording::Ptr &recording, const QString &format,
                                            const QString &path, ExportLosses *losses)
{
    if (format == kScript)
        return writeScript(recording, path, losses);
    const Format *found = std::find_if(std::begin(kFormats), std::end(kFormats),
                                       [&](const Format &known) { return known.name == format; });
    if (found == std::end(kFormats))
        return tl::unexpected(QStringLiteral("there is no format \"%1\"").arg(format));
    if (path.isEmpty() || path == QLatin1String("-")) {
        QFile out;
        if (!out.open(STDOUT_FILENO, QIODevice::WriteOnly | QIODevice::Unbuffered))
            return tl::unexpected(out.errorString());
        if (const auto done = found->write(*recording, out, losses); !done)
            return cannotWrite(QStringLiteral("to standard output"), done.error());
        return {};
    }
    NewFile file(path);
    if (!file.isOpen())
        return tl::unexpected(file.error());
    if (const auto done = found->write(*recording, file.device(), losses); !done)
        return cannotWrite(path, done.error());
    return file.commit();
}

} // namespace pipecore
