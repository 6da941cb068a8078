#pragma once

#include "pipecore/session/rowsource.h"

#include <atomic>

class QIODevice;

namespace pipecore
{

/// A place between two characters: a row's position in a RowSource and a column, both from 0.
struct RowPlace {
    qint64 row = 0;
    int column = 0;
    auto operator<=>(const RowPlace &) const = default;
};

/// What there is between two places: all of it, or the columns between theirs of each row.
enum class RowShape { Text, Block };

/// Writes the text from `from` to `to`, as it is to be seen, as UTF-8: a newline between rows, none behind
/// the last. Blocks. `cancel`, when it becomes true, ends it early, without an error.
tl::expected<void, QString> writeRows(RowSource &source, RowPlace from, RowPlace to, QIODevice &device,
                                      RowShape shape, const std::atomic<bool> *cancel = nullptr);

/// Bytes of output from the row of one place to that of the other, with the rows between that are not in the
/// source.
qint64 bytesBetween(RowSource &source, RowPlace from, RowPlace to);

} // namespace pipecore
