#pragma once

#include <QString>
#include <QStringList>

namespace ui
{

/// The word of a command line that the cursor stands behind.
struct WordAtCursor {
    int start = 0;          ///< in the line
    QString text;           ///< up to the cursor, as it stands there
    bool isProgram = false; ///< it is where a shell takes a program's name
};
WordAtCursor wordAtCursor(const QString &line, int cursor);

/// What the word may become: programs of PATH, or files (a folder ends with '/'), from `directory`. Sorted;
/// names with blanks and the like are escaped as a shell needs it. Looks at the disk.
QStringList completionsOf(const WordAtCursor &word, const QString &directory);

/// The longest beginning that all have.
QString commonPrefix(const QStringList &words);

} // namespace ui
