#pragma once

#include "pipecore/session/marks.h"

namespace pipecore
{

/// The marks of plain files, which are kept in Runnel's data folder: for a path and the file that stands
/// there (its inode), so that one that was replaced since has none. Any thread; the calls block for the disk.
namespace filemarks
{
constexpr qsizetype kMostFiles = 200; ///< the ones that were marked last

/// None when the file has become shorter since: then it is another text.
Marks read(const QString &path);
/// The error is a sentence.
tl::expected<void, QString> write(const QString &path, const Marks &marks);
} // namespace filemarks

} // namespace pipecore
