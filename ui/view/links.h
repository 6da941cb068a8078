#pragma once

#include "pipecore/text/cellline.h"

#include <QString>

#include <optional>

namespace ui
{

/// A stretch of a row that leads somewhere.
struct Link {
    int from = 0; ///< columns
    int to = 0;
    QString target; ///< a URL (http, https, mailto), or an absolute path
    bool isFile = false;
    int line = 0; ///< in the file; 0: not said
    int column = 0;

    /// As it is shown before it is followed.
    QString text() const;
    bool operator==(const Link &) const = default;
};

/// The link at `column`: one that the program gave (OSC 8), a URL, or a path that may be one of a file.
/// Whether such a file exists is for the caller to find out. `directory`: what paths are relative to.
std::optional<Link> linkAt(const pipecore::CellLine &line, int column, const QString &directory);

/// Opens a URL with the desktop; a file with the command that the user set, or else with the desktop. The
/// command has %f, %l and %c for the path, the line and the column; it goes through no shell.
void openLink(const Link &link, const QString &editorCommand);

} // namespace ui
