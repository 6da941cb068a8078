#pragma once

#include <QByteArray>

namespace pipecore
{

/// 128 random bits from the system, as 22 characters that can stand in a URL.
QByteArray makeShareToken();

/// The value of the cookie that a browser gets for `token`: good as long as the token is, no way back to it.
QByteArray cookieValueOf(const QByteArray &token);

/// Compares in a time that does not tell where they differ.
bool equalsSecret(const QByteArray &given, const QByteArray &secret);

} // namespace pipecore
