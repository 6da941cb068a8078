#pragma once

#include "app/options.h"

#include <QString>

#include <map>
#include <memory>

namespace pipecore
{
class Session;
}

namespace app
{

/// Whether `path` is what comes bit by bit: standard input (-), a FIFO, a device, a socket.
bool isStream(const QString &path);

/// Begins to read what the options name of such, by its path: who writes into it need not wait for a window.
/// What cannot be read is left out. Needs the names that settings are found by, and no application: should
/// that then fail to reach its display, what was read up to then is found among the sessions.
std::map<QString, std::unique_ptr<pipecore::Session>> startReading(const Options &options);

} // namespace app
