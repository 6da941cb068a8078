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
    SaveJob(const pipecore::Recording::Ptr &recording, const QString &path, QObject *parent);
    ~SaveJob() override;

    const QString &path() const { return m_path; }
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
        QStringList losses; // written before the end is told
    };
    const QString m_path;
    const std::shared_ptr<Progress> m_progress = std::make_shared<Progress>();
};

} // namespace ui
