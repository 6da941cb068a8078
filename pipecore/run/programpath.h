#pragma once

#include "pipecore/run/runresult.h"

#include <tl/expected.hpp>

namespace pipecore
{

/// The file that `program` means, as execvp(3) would find it: names with a slash are relative to
/// `directory`, others are searched in `path` (the value of PATH). The error says whether nothing was found
/// or something that cannot be executed.
tl::expected<QString, RunResult> findProgram(const QString &program, const QString &directory,
                                             const QString &path);

} // namespace pipecore
