#pragma once

#include "pipecore/session/session.h"

#include <QIcon>

class QPalette;

namespace ui
{

/// How a run stands, in a word and a mark.
struct RunSummary {
    enum class Kind { Running, Paused, Success, Failure, Signal, Interrupted, File };
    Kind kind;
    QString text;   ///< "running", "exit 2", "SIGTERM", "not started"
    QString detail; ///< a sentence; may be empty

    /// `session` is null for a recording that was opened.
    static RunSummary of(const pipecore::Session *session, const pipecore::Recording &recording);
    static RunSummary of(const pipecore::SessionRecord &record);

    QIcon icon(const QPalette &palette) const { return icon(color(palette)); }
    QIcon icon(const QColor &color) const;
    QColor color(const QPalette &palette) const;
};

} // namespace ui
