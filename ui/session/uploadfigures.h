#pragma once

#include "pipecore/net/upload/upload.h"
#include "ui/session/sinkstrip.h"

namespace ui
{

/// An upload as a line of the strip of sinks.
SinkFigures figuresOf(const pipecore::Upload &upload);

/// What the line's button does: cancels an upload that is under way; retries one that waits.
void actOn(pipecore::Upload &upload);

} // namespace ui
