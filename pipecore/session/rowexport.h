#pragma once

#include "pipecore/session/recording.h"

#include <atomic>

class QIODevice;

namespace pipecore
{

/// A place between two characters: rows and columns count from 0.
struct RowPlace {
    qint64 row = 0;
    int column = 0;
    auto operator<=>(const RowPlace &) const = default;
};

/// Writes the text from `from` to `to`, as it is to be seen, as UTF-8: a newline between rows, none behind the
/// last. Blocks; any thread. `cancel`, when it becomes true, ends it early, without an error.
tl::expected<void, QString> writeRows(const Recording::Ptr &recording, RowPlace from, RowPlace to, QIODevice &device,
                                      const std::atomic<bool> *cancel = nullptr);

/// Bytes of output that stand between two places: what writeRows() has to read.
qint64 bytesBetween(const Recording::Ptr &recording, RowPlace from, RowPlace to);

} // namespace pipecore
