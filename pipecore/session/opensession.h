#pragma once

#include "pipecore/session/recording.h"

namespace pipecore
{

/// What a user means by a session: the id of a kept one, a unique prefix of it, "last", a session file, or
/// any other file. A session file is unpacked into a folder that is removed with the recording. Blocks.
tl::expected<Recording::Ptr, QString> openSession(const QString &what);

} // namespace pipecore
