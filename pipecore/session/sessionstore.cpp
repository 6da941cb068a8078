#include "pipecore/session/sessionstore.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QStandardPaths>

#include <algorithm>
#include <cerrno>

#include <sys/stat.h>

namespace pipecore
{

namespace
{

constexpr qsizetype kMostNamed = 5; // in a message

QString defaultHome()
{
    const QString given = qEnvironmentVariable("RUNNEL_HOME");
    if (!given.isEmpty())
        return QDir(given).absolutePath();
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/runnel");
}

} // namespace

SessionStore::SessionStore(const QString &home) : m_home(home.isEmpty() ? defaultHome() : home) {}

QString SessionStore::folder(const QString &id) const
{
    return m_home + QStringLiteral("/sessions/") + id;
}

tl::expected<QString, QString> SessionStore::create(const QDateTime &started) const
{
    const QString sessions = folder({});
    if (!QDir().mkpath(sessions))
        return tl::unexpected(
            QStringLiteral("cannot make the folder %1; RUNNEL_HOME names another place for it")
                .arg(sessions));
    for (int attempt = 0; attempt < 100; ++attempt) {
        const QString id = QStringLiteral("%1-%2")
                               .arg(started.toString(QStringLiteral("yyyyMMdd-HHmmss")))
                               .arg(QRandomGenerator::global()->bounded(0x10000), 4, 16, QLatin1Char('0'));
        if (::mkdir(QFile::encodeName(folder(id)).constData(), 0700) == 0)
            return id;
        if (errno != EEXIST)
            return tl::unexpected(
                QStringLiteral("cannot make %1: %2").arg(folder(id), qt_error_string(errno)));
    }
    return tl::unexpected(QStringLiteral("cannot find a free name in %1").arg(sessions));
}

std::vector<SessionRecord> SessionStore::list() const
{
    std::vector<SessionRecord> records;
    const QDir sessions(folder({}));
    for (const QString &id : sessions.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        auto record = SessionRecord::read(folder(id));
        if (!record)
            continue;
        record->id = id; // the folder's name is what finds it
        records.push_back(std::move(*record));
    }
    std::stable_sort(records.begin(), records.end(),
                     [](const SessionRecord &a, const SessionRecord &b) { return a.started < b.started; });
    return records;
}

tl::expected<SessionRecord, QString> SessionStore::find(const QString &idOrPrefix) const
{
    const std::vector<SessionRecord> all = list();
    if (all.empty())
        return tl::unexpected(QStringLiteral("no session is kept in %1").arg(m_home));
    if (idOrPrefix == QLatin1String("last"))
        return all.back();
    QStringList candidates;
    const SessionRecord *found = nullptr;
    for (const SessionRecord &record : all) {
        if (record.id == idOrPrefix)
            return record;
        if (!idOrPrefix.isEmpty() && record.id.startsWith(idOrPrefix)) {
            candidates << record.id;
            found = &record;
        }
    }
    if (candidates.size() == 1)
        return *found;
    if (candidates.isEmpty())
        return tl::unexpected(
            QStringLiteral("no session \"%1\"; \"runnel sessions\" lists what is kept").arg(idOrPrefix));
    QString named = candidates.mid(0, kMostNamed).join(QStringLiteral(", "));
    if (candidates.size() > kMostNamed)
        named += QStringLiteral(" and %1 more").arg(candidates.size() - kMostNamed);
    return tl::unexpected(QStringLiteral("\"%1\" means several sessions: %2").arg(idOrPrefix, named));
}

tl::expected<void, QString> SessionStore::remove(const QString &id) const
{
    // No other folder than one of ours, whatever is given.
    if (id.isEmpty() || id.contains(u'/') || id.startsWith(u'.') || !QFileInfo(folder(id)).isDir())
        return tl::unexpected(QStringLiteral("no session \"%1\" is kept in %2").arg(id, m_home));
    const auto record = SessionRecord::read(folder(id));
    if (record && record->state == SessionRecord::State::Running)
        return tl::unexpected(QStringLiteral("session %1 is still running; stop it first").arg(id));
    if (!QDir(folder(id)).removeRecursively())
        return tl::unexpected(QStringLiteral("cannot remove %1").arg(folder(id)));
    return {};
}

tl::expected<void, QString> SessionStore::setPinned(const QString &id, bool pinned) const
{
    const QDir directory(folder(id));
    QFile mark(directory.filePath(sessionfile::pin));
    const bool done = id.isEmpty() || id.contains(u'/') ? false
                      : pinned ? directory.exists() && mark.open(QIODevice::WriteOnly)
                               : !mark.exists() || mark.remove();
    if (!done)
        return tl::unexpected(QStringLiteral("cannot change session \"%1\": %2").arg(id, mark.errorString()));
    return {};
}

// The newest are what people look for: they are counted first, and what is too much is the oldest.
QStringList SessionStore::retain(const Retention &keep, const QStringList &spared) const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const std::vector<SessionRecord> all = list();
    QStringList removed;
    Retention counted;
    for (auto record = all.rbegin(); record != all.rend(); ++record) {
        if (record->pinned || record->state == SessionRecord::State::Running)
            continue;
        ++counted.sessions;
        counted.bytes += record->bytes;
        const bool isTooMuch = (keep.sessions > 0 && counted.sessions > keep.sessions) ||
                               (keep.bytes > 0 && counted.bytes > keep.bytes) ||
                               (keep.days > 0 && record->ended.isValid() &&
                                record->ended.secsTo(now) >= qint64(keep.days) * 86'400);
        if (isTooMuch && !spared.contains(record->id) && remove(record->id))
            removed << record->id;
    }
    return removed;
}

tl::expected<SessionRecord, QString> SessionStore::recover(const QString &id) const
{
    auto record = SessionRecord::read(folder(id));
    if (!record)
        return record;
    if (record->state != SessionRecord::State::Interrupted)
        return record;
    if (const auto written = record->write(folder(id)); !written)
        return tl::unexpected(written.error());
    return record;
}

} // namespace pipecore
