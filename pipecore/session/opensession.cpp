#include "pipecore/session/opensession.h"

#include "pipecore/session/sessionarchive.h"
#include "pipecore/session/sessionstore.h"

#include <QDir>
#include <QFileInfo>
#include <QUuid>

namespace pipecore
{

namespace
{

// Zstandard's magic number (RFC 8878, 3.1.1), little endian.
bool isCompressed(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(4) == QByteArrayLiteral("\x28\xb5\x2f\xfd");
}

tl::expected<Recording::Ptr, QString> openSessionFile(const QString &path)
{
    const QString folder = SessionStore().home() + QStringLiteral("/opened/") +
                           QUuid::createUuid().toString(QUuid::WithoutBraces);
    if (const auto unpacked = readSessionFile(path, folder); !unpacked)
        return tl::unexpected(unpacked.error());
    auto recording = Recording::openFolder(folder);
    if (recording)
        (*recording)->removeFolderAtEnd();
    else
        QDir(folder).removeRecursively();
    return recording;
}

} // namespace

tl::expected<Recording::Ptr, QString> openSession(const QString &what)
{
    const QFileInfo file(what);
    if (file.isDir() && QFileInfo::exists(QDir(what).filePath(sessionfile::record)))
        return Recording::openFolder(what);
    if (file.isFile()) {
        if (file.suffix() == QLatin1String("runnel") || isCompressed(what))
            return openSessionFile(what);
        return Recording::openFile(what);
    }
    const SessionStore store;
    const auto record = store.find(what);
    if (record)
        return Recording::openFolder(store.folder(record->id));
    if (what.contains(u'/') || what.contains(u'.'))
        return tl::unexpected(QStringLiteral("%1: no such file").arg(what));
    return tl::unexpected(record.error());
}

} // namespace pipecore
