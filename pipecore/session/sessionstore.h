#pragma once

#include "pipecore/session/sessionrecord.h"

#include <QStringList>

#include <tl/expected.hpp>

namespace pipecore
{

/// How much is kept; 0: without a limit. Pinned and running sessions do not count.
struct Retention {
    qint64 sessions = 0;
    qint64 days = 0;
    qint64 bytes = 0;
    bool operator==(const Retention &) const = default;
};

/// The kept sessions: one folder each, below `sessions` of Runnel's data folder. Any thread; each call looks
/// at the disk, so that several Runnels may share a store.
class SessionStore
{
public:
    /// `home`: Runnel's data folder; empty: that of RUNNEL_HOME, or `runnel` in the user's data folder (XDG
    /// Base Directory Specification).
    explicit SessionStore(const QString &home = {});

    QString home() const { return m_home; }
    QString folder(const QString &id) const;

    /// Makes an empty folder, 0700, for a session that starts at `started`; gives its id.
    tl::expected<QString, QString> create(const QDateTime &started) const;
    /// All that can be read, the oldest first.
    std::vector<SessionRecord> list() const;
    /// By its id, a unique prefix of it, or "last". The error names the candidates.
    tl::expected<SessionRecord, QString> find(const QString &idOrPrefix) const;
    /// Removes the folder. A running session is refused.
    tl::expected<void, QString> remove(const QString &id) const;
    /// Pinned sessions stay when others are removed for their age, number or size.
    tl::expected<void, QString> setPinned(const QString &id, bool pinned) const;
    /// Removes the oldest ended sessions that are more than `keep` allows, but none of `spared`; gives their
    /// ids.
    QStringList retain(const Retention &keep, const QStringList &spared = {}) const;
    /// Completes the record of an interrupted session, so that it is one that has ended.
    tl::expected<SessionRecord, QString> recover(const QString &id) const;

private:
    const QString m_home;
};

} // namespace pipecore
