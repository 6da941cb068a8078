#pragma once

#include "pipecore/net/upload/uploadtarget.h"

#include <optional>
#include <string>
#include <vector>

namespace app
{

/// The upload options that say who one is, whom one trusts and which way to go. No secret is a value of one:
/// what is secret is named by its variable.
struct AccessOption {
    std::string name, help, type;
};
const std::vector<AccessOption> &accessOptions();

/// Applies one of them; nothing when `name` is none. Else what is wrong with `value`; empty when nothing is.
std::optional<QString> applyAccessOption(pipecore::UploadTarget &target, const std::string &name,
                                         const QString &value);

} // namespace app
