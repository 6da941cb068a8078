#pragma once

#include <QSet>
#include <QString>

#include <tl/expected.hpp>

namespace pipecore
{

struct SessionRecord;

/// A file's name for a session, from a pattern like "{date}/{time} {name}.log". In braces: date and time of
/// the start (local; 2026-01-31, 23-59-59), name (of the program), command (its whole line), exit (the exit
/// status, or the signal), id. The pattern may have folders; what stands for the braces never has a '/', and
/// begins with no dot; what the record masks is masked in it. The ending says in which format it is saved
/// (see saveRecording()).
QString nameFromPattern(const QString &pattern, const SessionRecord &record);

/// Whether a pattern can be used. The error is for people.
tl::expected<void, QString> checkNamePattern(const QString &pattern);

/// `path`, or where something has that name already, or `taken` has it, the first of "NAME 2.log",
/// "NAME 3.log"... that is free. Makes the folders. The error is for people. Looks at the disk.
tl::expected<QString, QString> freePath(const QString &path, const QSet<QString> &taken = {});

} // namespace pipecore
