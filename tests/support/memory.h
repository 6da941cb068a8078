#pragma once

#include <QByteArray>
#include <QFile>

#include <sys/resource.h>
#include <unistd.h>

/// The most memory that this process has had in use, in KiB.
inline qint64 peakMemoryKb()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/// The memory that this process has in use, in KiB.
inline qint64 residentMemoryKb()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    const bool open = file.open(QIODevice::ReadOnly);
    return open ? file.readAll().split(' ')[1].toLongLong() * ::sysconf(_SC_PAGESIZE) / 1024 : 0;
}
