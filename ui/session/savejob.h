#pragma once

#include "pipecore/session/recording.h"

#include <QObject>

#include <atomic>
#include <memory>

namespace ui
{

/// Saves a recording to a file, in a thread of the pool, in the format that the file's ending tells.
class SaveJob : public QObject
{
    Q_OBJECT
public:
    enum class Existing {
        Replace, ///< a file that has the name already
        KeepBoth ///< the new one gets another name; folders are made
    };
    SaveJob(const pipecore::Recording::Ptr &recording, const QString &path, Existing existing,
            QObject *parent);
    ~SaveJob() override;

    /// Once finished: of the file that was written.
    const QString &path() const { return m_progress->path; }
    /// 0 to 100.
    int percent() const;
    void cancel();
    bool isCancelled() const;
    /// Once finished: what the format could not keep, a sentence each.
    const QStringList &losses() const { return m_progress->losses; }

signals:
    /// `error` is empty when the file is there.
    void finished(const QString &error);

private:
    struct Progress {
        std::atomic<qint64> done{0};
        std::atomic<qint64> total{1};
        std::atomic<bool> cancelled{false};
        QString path; // these two are written before the end is told
        QStringList losses;
    };
    const std::shared_ptr<Progress> m_progress = std::make_shared<Progress>();
};

} // namespace ui
