#pragma once

#include "pipecore/net/upload/upload.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace uploadtest
{

using namespace pipecore;

constexpr int kPatience = 60'000; // ms, for a loaded machine

inline QByteArray noise(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator random(42);
    for (char &byte : bytes)
        byte = static_cast<char>(random.generate());
    return bytes;
}

inline QByteArray digest(const QString &path)
{
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    return file.open(QIODevice::ReadOnly) && hash.addData(&file) ? hash.result().toHex()
                                                                 : QByteArray("no file");
}

/// A recording for each test, in a folder of its own, and what sends it.
class UploadFixture
{
protected:
    /// For each test: the recording is "hello".
    void makeRecording()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_recording = recording("hello\n");
    }
    Recording::Ptr newRecording() const
    {
        static int number = 0;
        const QString folder = m_folder->filePath(QString::number(++number));
        QDir().mkpath(folder);
        auto made = Recording::create(folder, SessionRecord());
        return made ? *made : nullptr;
    }
    /// One that has ended.
    Recording::Ptr recording(const QByteArray &bytes) const
    {
        const Recording::Ptr made = newRecording();
        made->capture()->append(bytes.constData(), bytes.size());
        made->capture()->finish();
        return made;
    }
    static UploadTarget target(const QUrl &url, int attempts = 1)
    {
        UploadTarget target;
        target.url = url;
        target.attempts = attempts;
        return target;
    }
    /// Sends the recording, to the end; whatever becomes of the upload, the capture is as it was.
    UploadStatus upload(const UploadTarget &target)
    {
        const QByteArray before = digest(m_recording->capture()->path());
        Upload upload(target, m_recording, &m_network);
        if (!waitForEnd(upload))
            qWarning("the upload does not end");
        if (digest(m_recording->capture()->path()) != before)
            qFatal("the capture was changed");
        return upload.status();
    }
    static bool waitForEnd(const Upload &upload)
    {
        return QTest::qWaitFor([&] { return upload.status().isFinal(); }, kPatience);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    NetworkThread m_network;
    Recording::Ptr m_recording;
};

} // namespace uploadtest
