#include "pipecore/base/newfile.h"

#include <QFileInfo>
#include <QSaveFile>

namespace pipecore
{

namespace
{

bool canBeReplaced(const QString &path)
{
    const QFileInfo there(path);
    return there.isFile() || !there.exists();
}

std::unique_ptr<QFileDevice> openDevice(const QString &path, bool replaces)
{
    if (!replaces) {
        auto file = std::make_unique<QFile>(path);
        file->open(QIODevice::WriteOnly);
        return file;
    }
    auto file = std::make_unique<QSaveFile>(path);
    file->setDirectWriteFallback(true);
    file->open(QIODevice::WriteOnly);
    return file;
}

} // namespace

NewFile::NewFile(const QString &path)
    : m_path(path), m_replaces(canBeReplaced(path)), m_device(openDevice(path, m_replaces))
{
}

NewFile::~NewFile() = default;

bool NewFile::isOpen() const
{
    return m_device->isOpen();
}

QString NewFile::error() const
{
    return QStringLiteral("cannot write %1: %2").arg(m_path, m_device->errorString());
}

tl::expected<void, QString> NewFile::commit()
{
    // Of a file written in place, QSaveFile::commit() does not say that the last bytes did not go in.
    bool done = m_device->flush() && m_device->error() == QFileDevice::NoError;
    if (done && m_replaces)
        done = static_cast<QSaveFile &>(*m_device).commit();
    if (!done)
        return tl::unexpected(error());
    return {};
}

} // namespace pipecore
