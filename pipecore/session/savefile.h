#pragma once

#include "pipecore/session/exportlosses.h"
#include "pipecore/session/recording.h"
#include "pipecore/session/sessionarchive.h"

namespace pipecore
{

/// The formats of exportRecording().
const QStringList &exportFormats();

/// Saves a recording to `path`, in the format that the ending tells: .runnel the whole session, .log (and any
/// other) its bytes, .txt its text, .html a page, .cast an asciicast (v2), .ndjson records. Blocks. The error
/// is for people. `losses`, if given, tells what the format could not keep.
tl::expected<void, QString> saveRecording(const Recording::Ptr &recording, SessionRecord record,
                                          const QString &path, const ArchiveProgress &progress = {},
                                          ExportLosses *losses = nullptr);

/// Whether the ending is one that Runnel can save; the error names those there are.
tl::expected<void, QString> checkSaveEnding(const QString &path);

/// Writes a recording in `format`, one of exportFormats(), to `path`; "-" or none is standard output. The
/// format script is two files: `path`, and with ".timing" behind it.
tl::expected<void, QString> exportRecording(const Recording::Ptr &recording, const QString &format,
                                            const QString &path, ExportLosses *losses = nullptr);

} // namespace pipecore
