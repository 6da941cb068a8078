#pragma once

#include <QString>

namespace app
{

/// Writes `text` to standard error, each line behind "runnel: ".
void say(const QString &text);

/// "12.3 MB" and the like.
QString formatBytes(qint64 bytes);

} // namespace app
