#pragma once

#include "pipecore/capture/timeindex.h"

#include <QByteArray>
#include <QJsonObject>

namespace pipecore
{

/// Server-sent events (HTML Living Standard, 9.2) of a recording.
///
/// Output: no event name, `id` is the offset behind its bytes, `data` one JSON object: stream ("stdout",
/// "stderr"), time (ms since the start), and the bytes as text where they are UTF-8 (RFC 3629), else as b64.

struct EncodedOutput {
    QByteArray text;
    qint64 taken = 0; ///< bytes of output that it holds
};
/// As many of `bytes`, which stand at `arrival.offset`, as fit in `room` bytes of event; none when the room
/// is too small for a single character. A character is not torn, unless it is in the output.
EncodedOutput encodeOutput(QByteArrayView bytes, const Arrival &arrival, qint64 room);

/// Another event, with a name.
QByteArray encodeEvent(const QByteArray &name, qint64 id, const QJsonObject &data);

/// A comment, that shows a client and what is between that the stream is alive.
QByteArray encodeHeartbeat();

} // namespace pipecore
