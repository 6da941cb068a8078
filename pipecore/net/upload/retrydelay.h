#pragma once

#include <QByteArray>
#include <QDateTime>

namespace pipecore
{

/// How long to wait before attempt number `attempt` + 1, in milliseconds: 0.5 s, doubled each time, at most
/// 30 s, of which half is random, so that many clients do not come back together.
qint64 retryDelay(int attempt);

/// The value of a Retry-After header (RFC 9110, 10.2.3: seconds or a date) in milliseconds from `now`, at
/// most five minutes; -1 when it is none.
qint64 parseRetryAfter(const QByteArray &value, const QDateTime &now);

} // namespace pipecore
