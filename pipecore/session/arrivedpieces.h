#pragma once

#include "pipecore/session/recording.h"

#include <QByteArrayView>

#include <functional>

namespace pipecore
{

/// Bytes that came from one stream at one time.
struct ArrivedPiece {
    Stream stream = Stream::Output;
    qint64 time = 0;   ///< milliseconds since the start
    qint64 offset = 0; ///< in the capture
    QByteArrayView bytes;
};

/// Calls `take` for the bytes from `from` to `to` of a recording, in order, until it returns false. Bytes of
/// which nothing is known came from stdout at the start. Blocks for the disk; any thread. The error says why
/// they could not be read.
tl::expected<void, QString> forEachArrived(Recording &recording, qint64 from, qint64 to,
                                           const std::function<bool(const ArrivedPiece &)> &take);

} // namespace pipecore
