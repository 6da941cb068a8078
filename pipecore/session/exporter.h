#pragma once

#include "pipecore/capture/capture.h"

#include <QString>

#include <tl/expected.hpp>

class QIODevice;

namespace pipecore
{

/// Writes the bytes of `capture` that are there now to `to`, unchanged. Blocks as `to` does; any thread.
tl::expected<void, QString> exportRaw(const Capture &capture, QIODevice &to);

/// Writes what a terminal of unlimited width and height would show at the end of these bytes: UTF-8, without
/// styles, one line a row, invalid bytes as U+FFFD.
tl::expected<void, QString> exportText(const Capture &capture, QIODevice &to);

} // namespace pipecore
