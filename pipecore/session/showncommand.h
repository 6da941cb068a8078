#pragma once

#include <QString>

namespace pipecore
{

struct SessionRecord;

/// The line of a session's command for whoever sees what is made of it: what the record masks is masked.
QString shownCommand(const SessionRecord &record);

} // namespace pipecore
