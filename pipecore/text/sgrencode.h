#pragma once

#include "pipecore/text/cellline.h"

#include <QByteArray>

namespace pipecore
{

/// Appends the SGR sequence that sets exactly `style`, whatever was in force before.
void appendSgr(QByteArray &out, const Style &style);

/// Appends a row as UTF-8 with SGR sequences where the style changes, plain again at its end; no newline, no
/// other sequence and no control character. Trailing blanks without a background are dropped, invalid bytes
/// are U+FFFD.
void appendAnsi(QByteArray &out, const CellLine &line);

} // namespace pipecore
