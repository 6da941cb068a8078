#pragma once

#include "pipecore/text/cellline.h"

#include <functional>

namespace pipecore
{

/// Calls `take` for each run of characters of one style, from left to right: blanks as spaces, invalid bytes
/// as U+FFFD, controls left out. Blanks at the end that nothing was written to and that have no background
/// are dropped.
void forEachRun(const CellLine &line,
                const std::function<void(const Style &style, const QString &text)> &take);

/// How many characters of the line stand for bytes that are no UTF-8.
qint64 invalidCells(const CellLine &line);

} // namespace pipecore
