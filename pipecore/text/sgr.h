#pragma once

#include "pipecore/text/style.h"

#include <QByteArrayView>

namespace pipecore
{

/// Applies the parameters of an SGR sequence ("1;38;5;208", "4:3", "38:2::1:2:3") to `style`. Unknown ones
/// have no effect; the empty string is a reset.
void applySgr(Style &style, QByteArrayView parameters);

} // namespace pipecore
