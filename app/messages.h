#pragma once

#include <QString>

namespace app
{

/// Writes `text` to standard error, each line behind "runnel: ".
void say(const QString &text);

} // namespace app
