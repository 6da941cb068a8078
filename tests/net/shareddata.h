#pragma once

#include "sharefixture.h"

#include "pipecore/session/sessionarchive.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QSignalSpy>

#include <thread>

/// Output to share.
namespace sharedata
{

using namespace sharetest;

inline QByteArray someBytes(qsizetype size, quint32 seed)
{
    QRandomGenerator random(seed);
    QByteArray bytes;
    bytes.reserve(size + 100);
    while (bytes.size() < size) {
        bytes += "line " + QByteArray::number(random.generate()) + " \x1b[3" +
                 QByteArray::number(random.bounded(8)) + "m\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80";
        if (random.bounded(10) == 0)
            bytes += char(random.bounded(256)); // mostly no UTF-8
        bytes += random.bounded(5) == 0 ? "\r" : "\n";
    }
    bytes.truncate(size);
    return bytes;
}

} // namespace sharedata
