#pragma once

#include "pipecore/session/recording.h"
#include "pipecore/session/sessionarchive.h"

namespace pipecore
{

/// Saves a recording to `path`, in the format that the ending tells: .runnel the whole session, .log (and any
/// other) its bytes, .txt its text. Blocks. The error is for people.
tl::expected<void, QString> saveRecording(const Recording::Ptr &recording, SessionRecord record, const QString &path,
                                          const ArchiveProgress &progress = {});

/// Whether the ending is one that Runnel can save; the error names those there are.
tl::expected<void, QString> checkSaveEnding(const QString &path);

/// Writes a recording in `format` (raw, text) to `path`; "-" or none is standard output.
tl::expected<void, QString> exportRecording(const Recording::Ptr &recording, const QString &format,
                                            const QString &path);

} // namespace pipecore
