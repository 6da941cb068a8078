#pragma once

#include "pipecore/session/recording.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

/// A recording in a folder of its own that a test writes as a command would.
class GrowingRecording
{
public:
    GrowingRecording()
    {
        pipecore::SessionRecord record;
        record.id = QStringLiteral("test-session");
        record.command.program = QStringLiteral("test");
        record.started = QDateTime::currentDateTimeUtc();
        m_recording = *pipecore::Recording::create(m_folder.path(), record);
        m_clock.start();
    }

    const pipecore::Recording::Ptr &get() const { return m_recording; }
    QString folder() const { return m_folder.path(); }
    const QByteArray &bytes() const { return m_bytes; }

    void write(const QByteArray &bytes, pipecore::Stream stream = pipecore::Stream::Output)
    {
        const pipecore::Capture::Ptr &capture = m_recording->capture();
        m_recording->times().append(capture->end(), m_clock.elapsed(), stream);
        capture->append(bytes.constData(), bytes.size());
        m_bytes += bytes;
    }
    void end() { m_recording->capture()->finish(); }

private:
    QTemporaryDir m_folder;
    pipecore::Recording::Ptr m_recording;
    QElapsedTimer m_clock;
    QByteArray m_bytes;
};
