#pragma once

#include <QFile>
#include <QTemporaryDir>

#include <sys/mount.h>

/// A file system of its own of `bytes` bytes (tmpfs). Only root may make one, and not everywhere: isValid().
class SmallDisk
{
public:
    explicit SmallDisk(qint64 bytes)
    {
        const QByteArray options = "mode=0700,size=" + QByteArray::number(bytes);
        m_mounted = ::mount("none", name().constData(), "tmpfs", 0, options.constData()) == 0;
    }
    ~SmallDisk()
    {
        if (m_mounted)
            ::umount2(name().constData(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;

    bool isValid() const { return m_mounted; }
    QString path(const QString &file = {}) const { return m_folder.filePath(file); }
    /// Leaves `bytes` bytes free at most, by a file of zeros named `filler`.
    void fillUpTo(qint64 bytes) const
    {
        QFile filler(path(QStringLiteral("filler")));
        const QByteArray page(4096, '\0');
        if (!filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            return;
        while (filler.write(page) == page.size()) {
        }
        filler.resize(std::max<qint64>(0, filler.size() - bytes));
    }
    void makeRoom() const { QFile::remove(path(QStringLiteral("filler"))); }

private:
    QByteArray name() const { return QFile::encodeName(m_folder.path()); }

    QTemporaryDir m_folder;
    bool m_mounted = false;
};
