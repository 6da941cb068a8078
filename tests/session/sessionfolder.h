#pragma once

#include "pipecore/session/opensession.h"
#include "pipecore/session/savefile.h"
#include "pipecore/session/sessionarchive.h"
#include "pipecore/session/sessionstore.h"

#include "tests/session/exportedrecording.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>

#include <csignal>

/// Sessions and their files, made by hand.
namespace sessiontest
{

using namespace pipecore;

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void writeTo(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

/// One entry of an archive that somebody made by hand.
struct Entry {
    QByteArray name;
    QByteArray content = "x";
    unsigned type = AE_IFREG;
    qint64 claimed = -1; // its size; -1: the content's
    QByteArray link = {};
    bool isHardLink = false;
};

inline void writeArchive(const QString &path, const std::vector<Entry> &entries)
{
    archive *a = archive_write_new();
    archive_write_add_filter_zstd(a);
    archive_write_set_format_pax_restricted(a);
    archive_write_open_filename(a, QFile::encodeName(path).constData());
    for (const Entry &entry : entries) {
        archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, entry.name.constData());
        archive_entry_set_filetype(e, entry.type);
        archive_entry_set_perm(e, 0644);
        archive_entry_set_size(e, entry.claimed >= 0       ? entry.claimed
                                  : entry.type == AE_IFREG ? entry.content.size()
                                                           : 0);
        if (entry.isHardLink)
            archive_entry_set_hardlink(e, entry.link.constData());
        else if (!entry.link.isEmpty())
            archive_entry_set_symlink(e, entry.link.constData());
        archive_write_header(a, e);
        if (entry.type == AE_IFREG && entry.link.isEmpty())
            archive_write_data(a, entry.content.constData(), static_cast<size_t>(entry.content.size()));
        archive_entry_free(e);
    }
    archive_write_close(a);
    archive_write_free(a);
}

inline const QByteArray kRecord = R"({"id":"x","command":"true","started":"2024-01-01T00:00:00.000Z"})";

class SessionFolder : public QObject
{
protected:
    QString newPath(const char *ending = "")
    {
        return m_folder.filePath(QString::number(++m_count) + QLatin1String(ending));
    }
    QString keep(const SessionStore &store, const QDateTime &started, const QByteArray &output = "x\n")
    {
        SessionRecord record;
        record.id = store.create(started).value();
        record.command.program = QStringLiteral("true");
        record.started = started;
        record.ended = started.addSecs(1);
        record.state = SessionRecord::State::Ended;
        record.result = RunResult::exited(0);
        record.bytes = output.size();
        if (!record.write(store.folder(record.id)))
            qFatal("cannot write a record");
        writeTo(store.folder(record.id) + QStringLiteral("/output"), output);
        return record.id;
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

} // namespace sessiontest
