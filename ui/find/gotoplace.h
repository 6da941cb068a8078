#pragma once

#include "pipecore/session/recording.h"

#include <optional>

namespace ui
{

class OutputView;

/// The row that somebody means by `text`: "1234" its number, "40%" so far into the output, "12:30" or
/// "12:30:15" the time of day, "+90" or "+1:30" the time since the start (seconds, or minutes and seconds).
/// Rows count from 0. Nothing when it means none.
std::optional<qint64> placeMeant(const QString &text, const pipecore::Recording::Ptr &recording);

/// Asks for such a place, and goes there. `before`: what was answered the last time, and means none.
void askWhereToGo(OutputView *view, const QString &before = {});

} // namespace ui
