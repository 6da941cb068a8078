#pragma once

#include <QtGlobal>

class QIODevice;
class QString;

namespace pipecore
{

/// Copies from `from` to `to` until the end of `from`, as io.Copy of Go (https://pkg.go.dev/io#Copy). Blocks
/// as the devices do; a device that is read in an event loop is waited for.
///
/// Returns the bytes that `to` has taken. `error`, when given, is cleared, or says why the copy stopped
/// before a clean end.
qint64 copy(QIODevice &from, QIODevice &to, QString *error = nullptr);

} // namespace pipecore
