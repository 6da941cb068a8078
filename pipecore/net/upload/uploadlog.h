#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <deque>
#include <mutex>

namespace pipecore
{

/// What an upload asked of its server and what it was told: one line a request, without any secret, as no
/// header, no body and no secret parameter of an address is written. Also a file, `upload-<hash>.log` in the
/// session's folder, which starts anew when it has grown beyond 1 MB. Any thread.
class UploadLog
{
public:
    static constexpr qsizetype kMostLines = 500; ///< that are kept in memory

    /// `path`: of the file; empty: none.
    explicit UploadLog(QString path) : m_path(std::move(path)) {}

    /// Writes `text` behind the time. Blocks on the disk.
    void add(const QString &text);
    /// The latest lines, the oldest first.
    QStringList lines() const;

private:
    const QString m_path;
    mutable std::mutex m_lock;
    std::deque<QString> m_lines;
};

} // namespace pipecore
