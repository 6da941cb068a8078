#pragma once

#include "pipecore/capture/capture.h"
#include "pipecore/session/exportlosses.h"
#include "pipecore/session/recording.h"

#include <QString>

#include <tl/expected.hpp>

class QIODevice;

namespace pipecore
{

// Each of these writes what is there now, blocks as `to` does, may be called from any thread, and adds to
// `losses`, if given, what the format could not keep.

/// The bytes, unchanged.
tl::expected<void, QString> exportRaw(const Capture &capture, QIODevice &to);

/// What a terminal of unlimited width and height would show at the end of these bytes: UTF-8, without styles,
/// one line a row, invalid bytes as U+FFFD.
tl::expected<void, QString> exportText(const Capture &capture, QIODevice &to, ExportLosses *losses = nullptr);

/// The same with its styles, as SGR sequences; there are no other sequences in it.
tl::expected<void, QString> exportAnsi(const Capture &capture, QIODevice &to, ExportLosses *losses = nullptr);

/// The same as a page (session/htmlexport.h).
tl::expected<void, QString> exportHtml(Recording &recording, QIODevice &to, ExportLosses *losses = nullptr);

/// Records (session/recordencoder.h).
tl::expected<void, QString> exportNdjson(Recording &recording, QIODevice &to);

} // namespace pipecore
