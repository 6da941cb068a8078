#pragma once

#include "pipecore/text/terminalscreen.h"

#include <Qt>

class QKeyEvent;

namespace ui
{

/// Whether a key is the command's, when its screen has the focus: all but Ctrl+Shift, Alt with a function
/// key, Ctrl with a page key and the Meta key, which stay the window's.
bool isForCommand(const QKeyEvent *event);

/// Sends a key; false when a terminal knows none like it.
bool sendKey(pipecore::TerminalScreen &screen, const QKeyEvent *event);

/// Qt's modifiers as the screen has them.
int terminalModifiers(Qt::KeyboardModifiers modifiers);

} // namespace ui
