#pragma once

#include "pipecore/session/exportlosses.h"
#include "pipecore/session/recording.h"

class QIODevice;

namespace pipecore
{

/// Writes a recording as script(1) of util-linux does with --log-out and --log-timing in its "advanced"
/// format, for scriptreplay(1): the bytes to `log`, between a first and a last line about the run, and the
/// times to `timing`. Blocks as they do; any thread.
tl::expected<void, QString> exportScript(Recording &recording, QIODevice &log, QIODevice &timing,
                                         ExportLosses *losses = nullptr);

} // namespace pipecore
