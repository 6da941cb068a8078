#pragma once

#include "pipecore/session/recording.h"

#include <atomic>
#include <functional>

namespace pipecore
{

/// Session files (`.runnel`): a tar archive (POSIX pax interchange format), compressed with Zstandard (RFC
/// 8878), of a session's folder, so that `tar --zstd` opens it. Both calls block; any thread.

/// Told the bytes of output done so far and in all; false cancels.
using ArchiveProgress = std::function<bool(qint64 done, qint64 total)>;

/// Writes `recording` to `path`, all or nothing. Of a session that still runs, what is there now: a
/// consistent prefix. `record` is a copy of the recording's.
tl::expected<void, QString> writeSessionFile(const Recording::Ptr &recording, SessionRecord record,
                                             const QString &path, const ArchiveProgress &progress = {});

/// The same into an open file descriptor, such as a pipe.
tl::expected<void, QString> writeSessionStream(const Recording::Ptr &recording, SessionRecord record, int fd,
                                               const ArchiveProgress &progress = {});

/// Unpacks the session file `path` into the new, empty folder `folder`. A file that is none, that was cut, or
/// that tries to do anything but fill a session's own files (absolute or parent paths, links, devices,
/// more bytes than it says or than the disk has room for) is refused.
tl::expected<void, QString> readSessionFile(const QString &path, const QString &folder,
                                            const ArchiveProgress &progress = {});

} // namespace pipecore
