#include "ui/session/savejob.h"

#include "pipecore/session/savefile.h"
#include "ui/base/background.h"

namespace ui
{

SaveJob::SaveJob(const pipecore::Recording::Ptr &recording, const QString &path, QObject *parent)
    : QObject(parent), m_path(path)
{
    const auto work = [recording, record = recording->record(), path, progress = m_progress]() -> QString {
        pipecore::ExportLosses losses;
        const auto tell = [progress](qint64 done, qint64 total) {
            progress->done = done;
            progress->total = std::max<qint64>(1, total);
            return !progress->cancelled;
        };
        const auto saved = pipecore::saveRecording(recording, record, path, tell, &losses);
        progress->losses = losses.sentences();
        return saved ? QString() : saved.error();
    };
    runInBackground(this, work, [this](const QString &error) { emit finished(error); });
}

SaveJob::~SaveJob()
{
    cancel();
}

int SaveJob::percent() const
{
    return static_cast<int>(m_progress->done * 100 / m_progress->total);
}

void SaveJob::cancel()
{
    m_progress->cancelled = true;
}

bool SaveJob::isCancelled() const
{
    return m_progress->cancelled;
}

} // namespace ui
