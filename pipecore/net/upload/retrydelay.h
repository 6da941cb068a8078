#pragma once

#include <QByteArray>
#include <QDateTime>

namespace pipecore
{

/// How long to wait before attempt number `attempt` + 1, in milliseconds: `first`, doubled each time, at most
/// 30 s, of which half is random, so that many clients do not come back together.
qint64 retryDelay(int attempt, qint64 first = 500);

/// The value of a Retry-After header (RFC 9110, 10.2.3: seconds or a date) in milliseconds from `now`, at
/// most five minutes; -1 when it is none.
qint64 parseRetryAfter(const QByteArray &value, const QDateTime &now);

} // namespace pipecore
