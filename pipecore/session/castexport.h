#pragma once

#include "pipecore/session/exportlosses.h"
#include "pipecore/session/recording.h"

class QIODevice;

namespace pipecore
{

/// The versions of asciinema's file format, asciicast
/// (https://docs.asciinema.org/manual/asciicast/v2/ and .../v3/).
enum class CastVersion { V2 = 2, V3 = 3 };

/// Writes a recording as an asciicast. Where the command had no terminal, "\n" becomes "\r\n", as the driver
/// of a terminal would have made it. Blocks as `to` does; any thread.
tl::expected<void, QString> exportCast(Recording &recording, CastVersion version, QIODevice &to,
                                       ExportLosses *losses = nullptr);

} // namespace pipecore
