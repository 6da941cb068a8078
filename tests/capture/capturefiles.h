#pragma once

#include "pipecore/capture/capture.h"

#include "tests/support/filelimit.h"
#include "tests/support/randomtest.h"
#include "tests/support/smalldisk.h"

#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <future>

#include <sys/stat.h>
#include <unistd.h>

/// Captures in a folder that goes with the test.
namespace capturetest
{

using namespace pipecore;
using namespace std::chrono_literals;

constexpr qint64 kMega = 1 << 20;

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline QByteArray readAt(const Capture &capture, qint64 offset, qint64 size)
{
    QByteArray bytes(size, '?');
    bytes.resize(std::max<qint64>(0, capture.read(offset, bytes.data(), size)));
    return bytes;
}

class CaptureFiles : public QObject
{
protected:
    QString newPath() { return m_folder.filePath(QString::number(++m_count)); }
    Capture::Ptr newCapture() { return Capture::create(newPath()).value(); }

    QTemporaryDir m_folder;
    int m_count = 0;
};

} // namespace capturetest
