#include "pipecore/session/sessionarchive.h"

#include "pipecore/base/newfile.h"
#include "pipecore/base/pagebuffer.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <limits>
#include <memory>
#include <system_error>
#include <vector>

#include <unistd.h>

namespace pipecore
{

namespace
{

constexpr qint64 kPieceSize = 256 * 1024;
constexpr qint64 kKeepFree = 64 << 20; // bytes of the disk that unpacking leaves alone

struct ArchiveCloser {
    void operator()(archive *a) const { archive_free(a); }
};
using ArchivePtr = std::unique_ptr<archive, ArchiveCloser>;

QString errorOf(archive *a)
{
    return QString::fromLocal8Bit(archive_error_string(a));
}

/// Where an archive is written to. Closing an archive completes it, with padding for what is missing of an
/// entry: one that was given up takes no byte more. (archive_write_fail() would do, but leaks the buffers.)
struct ArchiveTarget {
    int fd;
    bool isGivenUp = false;

    static la_ssize_t write(archive *a, void *self, const void *bytes, size_t size)
    {
        const auto *target = static_cast<const ArchiveTarget *>(self);
        ssize_t n = -1;
        while (!target->isGivenUp && (n = ::write(target->fd, bytes, size)) < 0 && errno == EINTR) {
        }
        if (n < 0)
            archive_set_error(a, errno, "%s",
                              target->isGivenUp ? "given up" : qPrintable(qt_error_string(errno)));
        return n;
    }
};

// The bytes that may be unpacked into `folder`. Where the system does not tell, the writing will.
qint64 roomIn(const QString &folder)
{
    std::error_code unknown;
    const auto space = std::filesystem::space(QFile::encodeName(folder).constData(), unknown);
    if (unknown || space.available > static_cast<std::uintmax_t>(std::numeric_limits<qint64>::max()))
        return std::numeric_limits<qint64>::max();
    return std::max<qint64>(0, static_cast<qint64>(space.available) - kKeepFree);
}

class EntryWriter
{
public:
    EntryWriter(archive *a, const SessionRecord &record)
        : m_archive(a), m_record(record), m_folder(folderName(record.id))
    {
    }

    bool begin(const QString &name, qint64 size)
    {
        const std::unique_ptr<archive_entry, void (*)(archive_entry *)> entry(archive_entry_new(),
                                                                              archive_entry_free);
        archive_entry_set_pathname(entry.get(), QFile::encodeName(m_folder + u'/' + name).constData());
        archive_entry_set_size(entry.get(), size);
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0600);
        archive_entry_set_mtime(entry.get(), m_record.started.toSecsSinceEpoch(), 0);
        return archive_write_header(m_archive, entry.get()) == ARCHIVE_OK;
    }
    bool data(const char *bytes, qint64 size)
    {
        return archive_write_data(m_archive, bytes, static_cast<size_t>(size)) == size;
    }
    bool file(const QString &name, const QByteArray &bytes)
    {
        return begin(name, bytes.size()) && data(bytes.constData(), bytes.size());
    }

private:
    // The id may be the name of a plain file, or come from a stranger's session file.
    static QString folderName(const QString &id)
    {
        static const QRegularExpression sound(QStringLiteral(R"(\A[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\z)"));
        return sound.match(id).hasMatch() ? id : QStringLiteral("session");
    }

    archive *const m_archive;
    const SessionRecord &m_record;
    const QString m_folder;
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

tl::expected<void, QString> fillArchive(archive *a, const Recording::Ptr &recording, SessionRecord record,
                                        const ArchiveProgress &progress)
{
    // The times first: their entries are never ahead of the bytes.
    recording->times().flush();
    const QDir folder(recording->folder());
    const bool hasFolder = !recording->folder().isEmpty();
    const QByteArray timing = hasFolder ? contentOf(folder.filePath(sessionfile::timing)) : QByteArray();
    const Capture::Ptr &capture = recording->capture();
    const qint64 size = capture->end();
    record.bytes = size;

    EntryWriter entries(a, record);
    if (!entries.file(sessionfile::record, QJsonDocument(record.toJson()).toJson()) ||
        !entries.file(sessionfile::timing, timing) || !entries.begin(sessionfile::output, size))
        return tl::unexpected(errorOf(a));
    const PageBuffer piece(kPieceSize);
    for (qint64 at = 0; at < size;) {
        QString error;
        const qint64 n = capture->read(at, piece.data(), std::min(kPieceSize, size - at), &error);
        if (n <= 0)
            return tl::unexpected(error);
        if (!entries.data(piece.data(), n))
            return tl::unexpected(errorOf(a));
        at += n;
        if (progress && !progress(at, size))
            return tl::unexpected(QStringLiteral("cancelled"));
    }
    if (const QByteArray marks = hasFolder ? contentOf(folder.filePath(sessionfile::marks)) : QByteArray();
        !marks.isEmpty() && !entries.file(sessionfile::marks, marks))
        return tl::unexpected(errorOf(a));
    if (recording->isIndexed() && hasFolder)
        if (!entries.file(sessionfile::index, contentOf(folder.filePath(sessionfile::index))))
            return tl::unexpected(errorOf(a));
    return {};
}

// What an entry of a session file may be called: one folder, and in it one of the known names.
QString sessionFileName(const QString &pathname)
{
    static const QSet<QString> known{sessionfile::record, sessionfile::timing, sessionfile::output,
                                     sessionfile::index, sessionfile::marks};
    const QStringList parts = pathname.split(u'/');
    const bool sound = parts.size() == 2 && !parts[0].isEmpty() && parts[0] != QLatin1String(".") &&
                       parts[0] != QLatin1String("..") && known.contains(parts[1]);
    return sound ? parts[1] : QString();
}

tl::expected<void, QString> unpackEntry(archive *a, const QString &target, qint64 most, qint64 &done,
                                        qint64 total, const ArchiveProgress &progress)
{
    QFile file(target);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        return tl::unexpected(QStringLiteral("cannot write %1: %2").arg(target, file.errorString()));
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const PageBuffer piece(kPieceSize);
    qint64 written = 0;
    for (;;) {
        const auto n = archive_read_data(a, piece.data(), static_cast<size_t>(piece.size()));
        if (n < 0)
            return tl::unexpected(QStringLiteral("the file is damaged or was cut: %1").arg(errorOf(a)));
        if (n == 0)
            break;
        written += n;
        if (written > most)
            return tl::unexpected(QStringLiteral("it holds more bytes than it says"));
        if (file.write(piece.data(), n) != n)
            return tl::unexpected(QStringLiteral("cannot write %1: %2").arg(target, file.errorString()));
        done += n;
        if (progress && !progress(std::min(done, total), total))
            return tl::unexpected(QStringLiteral("cancelled"));
    }
    if (!file.flush())
        return tl::unexpected(QStringLiteral("cannot write %1: %2").arg(target, file.errorString()));
    return {};
}

tl::expected<void, QString> unpack(archive *a, const QString &folder, const ArchiveProgress &progress)
{
    QSet<QString> seen;
    qint64 stated = 0, done = 0;
    archive_entry *entry = nullptr;
    int code = ARCHIVE_OK;
    while ((code = archive_read_next_header(a, &entry)) == ARCHIVE_OK) {
        const QString pathname = QString::fromUtf8(archive_entry_pathname(entry));
        if (archive_entry_filetype(entry) == AE_IFDIR && pathname.count(u'/') <= 1 &&
            !pathname.startsWith(u'.') && !pathname.startsWith(u'/'))
            continue; // tar adds the folder itself
        const QString name = sessionFileName(pathname);
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) || name.isEmpty())
            return tl::unexpected(
                QStringLiteral("it has an entry that no session has: %1").arg(pathname.left(200)));
        if (seen.contains(name))
            return tl::unexpected(QStringLiteral("it has two entries %1").arg(name));
        seen.insert(name);
        const qint64 size = archive_entry_size(entry);
        if (const qint64 room = roomIn(folder); size > room)
            return tl::unexpected(
                QStringLiteral("%1 bytes are needed to open it, %2 are free").arg(size).arg(room));
        if ((name == sessionfile::record && size > SessionRecord::kMostBytes) ||
            (name == sessionfile::marks && size > sessionfile::mostMarkBytes))
            return tl::unexpected(QStringLiteral("its %1 is too large to be one").arg(name));
        stated += size;
        if (const auto done_ = unpackEntry(a, QDir(folder).filePath(name), size, done, stated, progress);
            !done_)
            return done_;
    }
    if (code != ARCHIVE_EOF)
        return tl::unexpected(QStringLiteral("the file is damaged, or no session file: %1").arg(errorOf(a)));
    if (!seen.contains(sessionfile::record) || !seen.contains(sessionfile::output))
        return tl::unexpected(QStringLiteral("it is no session file: %1 or %2 is missing")
                                  .arg(sessionfile::record, sessionfile::output));
    return {};
}

} // namespace

tl::expected<void, QString> writeSessionFile(const Recording::Ptr &recording, SessionRecord record,
                                             const QString &path, const ArchiveProgress &progress)
{
    NewFile file(path);
    if (!file.isOpen())
        return tl::unexpected(file.error());
    if (file.replaces())
        file.device().setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const auto written = writeSessionStream(recording, std::move(record), file.device().handle(), progress);
    if (!written)
        return tl::unexpected(QStringLiteral("cannot write %1: %2").arg(path, written.error()));
    return file.commit();
}

tl::expected<void, QString> writeSessionStream(const Recording::Ptr &recording, SessionRecord record, int fd,
                                               const ArchiveProgress &progress)
{
    ArchiveTarget target{fd};
    const ArchivePtr a(archive_write_new());
    archive_write_add_filter_zstd(a.get());
    archive_write_set_format_pax_restricted(a.get());
    archive_write_set_bytes_per_block(a.get(), kPieceSize);
    archive_write_set_bytes_in_last_block(a.get(), 1);
    if (archive_write_open(a.get(), &target, nullptr, &ArchiveTarget::write, nullptr) != ARCHIVE_OK)
        return tl::unexpected(errorOf(a.get()));
    const auto filled = fillArchive(a.get(), recording, std::move(record), progress);
    target.isGivenUp = !filled;
    if (!filled)
        return filled;
    if (archive_write_close(a.get()) != ARCHIVE_OK)
        return tl::unexpected(errorOf(a.get()));
    return {};
}

tl::expected<void, QString> readSessionFile(const QString &path, const QString &folder,
                                            const ArchiveProgress &progress)
{
    ArchivePtr a(archive_read_new());
    archive_read_support_filter_zstd(a.get());
    archive_read_support_format_tar(a.get());
    if (archive_read_open_filename(a.get(), QFile::encodeName(path).constData(), kPieceSize) != ARCHIVE_OK)
        return tl::unexpected(QStringLiteral("cannot open %1: %2").arg(path, errorOf(a.get())));
    if (!QDir().mkpath(folder))
        return tl::unexpected(QStringLiteral("cannot make %1").arg(folder));
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const auto unpacked = unpack(a.get(), folder, progress);
    if (unpacked)
        return {};
    QDir(folder).removeRecursively();
    return tl::unexpected(QStringLiteral("cannot open %1: %2").arg(path, unpacked.error()));
}

} // namespace pipecore
