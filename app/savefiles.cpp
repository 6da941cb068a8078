#include "app/savefiles.h"

#include "app/messages.h"
#include "pipecore/session/savefile.h"

#include <QFileInfo>

namespace app
{

namespace
{

// What is wrong with the place; empty when nothing is.
QString problemOf(const QString &file)
{
    const QFileInfo target(file);
    const QFileInfo folder(target.absolutePath());
    if (!folder.isDir())
        return QStringLiteral("there is no folder %1").arg(folder.filePath());
    if (target.isDir())
        return QStringLiteral("it is a folder");
    if (!(target.exists() ? target : folder).isWritable())
        return QStringLiteral("permission denied");
    return {};
}

} // namespace

bool canSave(const QStringList &files)
{
    for (const QString &file : files) {
        if (const auto known = pipecore::checkSaveEnding(file); !known) {
            say(known.error());
            return false;
        }
        if (const QString problem = problemOf(file); !problem.isEmpty()) {
            say(QStringLiteral("cannot save %1: %2").arg(file, problem));
            return false;
        }
    }
    return true;
}

} // namespace app
