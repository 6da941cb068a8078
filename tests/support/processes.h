#pragma once

#include <QDir>
#include <QFile>
#include <QString>

#include <vector>

#include <unistd.h>

// What /proc tells of processes (proc(5)).

/// The processes, zombies too, whose group or session is `group`, or, with `parent`, whose parent that is.
inline std::vector<pid_t> processesOf(pid_t group, pid_t parent = -1)
{
    std::vector<pid_t> found;
    for (const QString &entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        bool isNumber = false;
        const int pid = entry.toInt(&isNumber);
        if (!isNumber)
            continue;
        QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        // pid (name) state parent group session: the name may hold anything.
        const QByteArray stat = file.readAll();
        const QByteArrayList fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
        if (fields.size() > 3 && (fields[2].toInt() == group || fields[1].toInt() == parent))
            found.push_back(pid);
    }
    return found;
}

inline qsizetype openFiles()
{
    return QDir(QStringLiteral("/proc/self/fd"))
        .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
        .size();
}

inline qsizetype threads()
{
    return QDir(QStringLiteral("/proc/self/task")).entryList(QDir::NoDotAndDotDot | QDir::Dirs).size();
}
