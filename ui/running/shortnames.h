#pragma once

#include <QStringList>

#include <vector>

namespace ui
{

class SessionPage;

/// A short name for each page, all different and of one width: to stand in front of its rows.
QStringList shortNames(const std::vector<SessionPage *> &pages);

/// The same for command lines.
QStringList shortNames(const QStringList &commands);

} // namespace ui
