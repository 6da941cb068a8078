#include "pipecore/session/showncommand.h"

#include "pipecore/session/sessionrecord.h"

namespace pipecore
{

QString shownCommand(const SessionRecord &record)
{
    const QString line = record.command.text();
    return record.masks ? record.masks->masked(line) : line;
}

} // namespace pipecore
