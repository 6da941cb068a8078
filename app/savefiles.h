#pragma once

#include <QStringList>

namespace app
{

/// Whether files can be saved under these names, before a long run ends with the news that they cannot. Says
/// why not.
bool canSave(const QStringList &files);

} // namespace app
