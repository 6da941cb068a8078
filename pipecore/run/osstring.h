#pragma once

#include <QByteArray>
#include <QString>

namespace pipecore
{

/// Arguments and environment are bytes to the system, and text to people. These two carry any bytes through a
/// QString and back: what is not UTF-8 stands there as lone surrogates, U+DC00 and the byte (as Python does
/// it, PEP 383).
QString fromSystem(const QByteArray &bytes);
QByteArray toSystem(const QString &text);

} // namespace pipecore
