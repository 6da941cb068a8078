#pragma once

#include "pipecore/search/matcher.h"
#include "ui/view/linepainter.h"

namespace ui
{

/// The columns of a row as it is shown in which there are matches.
std::vector<LinePainter::Columns> matchColumns(const pipecore::CellLine &line, pipecore::Matcher &matcher);

} // namespace ui
