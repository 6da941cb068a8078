#pragma once

#include "pipecore/session/masking.h"

namespace ui
{

/// What the user has set to be masked in the window's sessions. At first: the values of variables that look
/// secret.
pipecore::MaskOptions maskSettings();
void setMaskSettings(const pipecore::MaskOptions &masks);

/// Both.
pipecore::MaskOptions joined(pipecore::MaskOptions a, const pipecore::MaskOptions &b);

/// `masks` without the variables that this process does not have: what is set once must not keep other
/// commands, started from elsewhere, from running.
pipecore::MaskOptions withoutMissing(pipecore::MaskOptions masks);

/// What to mask in a command of this window: what is set, as far as it is there, and `more`.
pipecore::MaskOptions masksWith(const pipecore::MaskOptions &more);

} // namespace ui
