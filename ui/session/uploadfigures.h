#pragma once

#include "pipecore/net/upload/upload.h"
#include "ui/session/sinkstrip.h"

class QMenu;

namespace ui
{

/// An upload as a line of the strip of sinks.
SinkFigures figuresOf(const pipecore::Upload &upload);

/// What the line's button does: cancels an upload that is under way; retries one that waits; resumes one that
/// stands still.
void actOn(pipecore::Upload &upload);

/// All that can be done with it now: pause, resume, retry, cancel, copy its link, see its requests.
void fillMenu(QMenu *menu, pipecore::Upload &upload);

} // namespace ui
