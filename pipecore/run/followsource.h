#pragma once

#include "pipecore/run/readingsource.h"

#include <QByteArray>

namespace pipecore
{

/// Reads a file from its start, and goes on with what is appended to it, until it is stopped.
///
/// A file that is replaced (rotated) is read to its end, until it was silent for kQuiet, before the new one
/// is read from its start; one that was cut is read from its start again. Both are told as breaks. A file
/// that does not exist is waited for. Looks after each change (inotify), and now and then anyway, for file
/// systems that do not tell of changes.
class FollowSource : public ReadingSource
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds kQuiet{500};

    FollowSource(QString path, std::unique_ptr<PipeWriter> writer, Clock::time_point epoch,
                 QObject *parent = nullptr);
    ~FollowSource() override;

protected:
    RunResult readAll() override;

private:
    bool openFile();
    bool readToEnd();
    bool wasCut() const;
    bool wasReplaced() const;
    void remember(const char *data, qint64 size);
    void watch();
    void waitForChange();

    const QString m_path;
    OutputFd m_file;
    OutputFd m_watch;
    qint64 m_offset = 0;   // in the file
    QByteArray m_lastRead; // the bytes before m_offset, a few
    Clock::time_point m_lastGrowth;
};

} // namespace pipecore
