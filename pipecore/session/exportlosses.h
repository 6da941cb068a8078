#pragma once

#include <QStringList>

namespace pipecore
{

/// What an exported format could not keep of a recording.
struct ExportLosses {
    qint64 invalidBytes = 0; ///< no UTF-8: U+FFFD stands in their place
    qint64 errorBytes = 0;   ///< of stderr, which the format does not tell apart from stdout
    qint64 longRows = 0;     ///< that were cut

    /// For people, one loss each: "3 invalid bytes replaced". Empty when nothing was lost.
    QStringList sentences() const;
};

} // namespace pipecore
