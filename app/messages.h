#pragma once

#include <QByteArray>
#include <QString>

namespace app
{

/// Writes `text` to standard error, each line behind "runnel: ".
void say(const QString &text);

/// Writes `text` to standard output. False, and it says why, when that fails.
bool print(const QByteArray &text);

} // namespace app
