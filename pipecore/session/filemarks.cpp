#include "pipecore/session/filemarks.h"

#include "pipecore/session/sessionstore.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sys/stat.h>

namespace pipecore
{

namespace
{

const QString kSize = QStringLiteral("size"); // a file with the size that the marked one had

QString place()
{
    return SessionStore().home() + QStringLiteral("/marks");
}

// Empty when there is no such file.
QString folderOf(const QString &path)
{
    struct stat status {
    };
    const QByteArray real = QFile::encodeName(QFileInfo(path).canonicalFilePath());
    if (real.isEmpty() || ::stat(real.constData(), &status) != 0)
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(real);
    hash.addData(QByteArray(1, '\0') + QByteArray::number(static_cast<quint64>(status.st_ino)));
    return place() + u'/' + QString::fromLatin1(hash.result().toHex().left(32));
}

void removeOldest()
{
    const QFileInfoList kept =
        QDir(place()).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time); // the newest first
    for (qsizetype i = filemarks::kMostFiles; i < kept.size(); ++i)
        QDir(kept[i].filePath()).removeRecursively();
}

} // namespace

Marks filemarks::read(const QString &path)
{
    const QString folder = folderOf(path);
    QFile size(folder + u'/' + kSize);
    if (folder.isEmpty() || !size.open(QIODevice::ReadOnly) ||
        size.read(32).toLongLong() > QFileInfo(path).size())
        return {};
    return Marks::read(folder);
}

tl::expected<void, QString> filemarks::write(const QString &path, const Marks &marks)
{
    const QString folder = folderOf(path);
    if (folder.isEmpty())
        return tl::unexpected(
            QStringLiteral("The marks could not be kept: %1 is not there any more.").arg(path));
    if (marks.all().empty()) {
        QDir(folder).removeRecursively();
        return {};
    }
    if (!QDir().mkpath(folder))
        return tl::unexpected(QStringLiteral("The marks could not be kept: cannot make %1.").arg(folder));
    if (const auto written = marks.write(folder); !written)
        return written;
    QFile size(folder + u'/' + kSize);
    if (!size.open(QIODevice::WriteOnly) || size.write(QByteArray::number(QFileInfo(path).size())) < 0)
        return tl::unexpected(
            QStringLiteral("The marks could not be kept in %1: %2.").arg(folder, size.errorString()));
    removeOldest();
    return {};
}

} // namespace pipecore
