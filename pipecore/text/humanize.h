#pragma once

#include <QString>

namespace pipecore
{

/// "12.3 MB" and the like; decimal units.
QString formatBytes(qint64 bytes);

/// "12,345,678": digits in groups of three.
QString formatCount(qint64 count);

/// "0.4 s", "12 s", "3:07", "1:02:03".
QString formatDuration(qint64 milliseconds);

} // namespace pipecore
