#include "pipecore/run/programpath.h"

#include <QDir>
#include <QFileInfo>

namespace pipecore
{

namespace
{

tl::unexpected<RunResult> failure(RunResult::Outcome outcome, const QString &message)
{
    return tl::unexpected(RunResult{outcome, 0, message});
}

} // namespace

tl::expected<QString, RunResult> findProgram(const QString &program, const QString &directory,
                                             const QString &path)
{
    using Outcome = RunResult::Outcome;
    if (program.isEmpty())
        return failure(Outcome::NotFound, QStringLiteral("the command is empty"));
    const QDir from(directory.isEmpty() ? QDir::currentPath() : directory);
    if (program.contains(u'/')) {
        const QFileInfo file(from.absoluteFilePath(program));
        if (!file.exists())
            return failure(Outcome::NotFound, QStringLiteral("%1: no such file").arg(program));
        if (file.isDir())
            return failure(Outcome::NotExecutable, QStringLiteral("%1 is a directory").arg(program));
        if (!file.isExecutable())
            return failure(
                Outcome::NotExecutable,
                QStringLiteral("%1 is not executable; \"chmod +x\" would make it so").arg(program));
        return file.filePath();
    }
    QString refused;
    for (const QString &entry : path.split(u':')) {
        const QFileInfo file(QDir(entry.isEmpty() ? from.path() : from.absoluteFilePath(entry)), program);
        if (!file.isFile())
            continue;
        if (file.isExecutable())
            return file.absoluteFilePath();
        refused = file.absoluteFilePath();
    }
    if (!refused.isEmpty())
        return failure(Outcome::NotExecutable, QStringLiteral("%1 is not executable").arg(refused));
    return failure(
        Outcome::NotFound,
        QStringLiteral("%1: command not found; is it spelt right, and in a folder of PATH?").arg(program));
}

} // namespace pipecore
