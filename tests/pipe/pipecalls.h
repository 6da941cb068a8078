#pragma once

#include "pipecore/pipe/pipe.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QTest>

#include <array>
#include <atomic>
#include <chrono>
#include <future>
#include <thread>

/// Calls of a pipe for its tests.
namespace pipetest
{

using namespace pipecore;
using namespace std::chrono_literals;

/// Runs `call` in a thread and gives it time to block.
template<typename Call> auto blocked(Call call)
{
    auto result = std::async(std::launch::async, call);
    [&] { QCOMPARE(result.wait_for(30ms), std::future_status::timeout); }();
    return result;
}

inline QByteArray readOnce(Pipe &pipe, qint64 maxSize = 4096)
{
    QByteArray data(maxSize, '\0');
    data.truncate(std::max<qint64>(0, pipe.read(data.data(), maxSize)));
    return data;
}

inline QByteArray readToEnd(Pipe &pipe, qint64 maxSize = 4096)
{
    QByteArray all;
    for (QByteArray part = readOnce(pipe, maxSize); !part.isEmpty(); part = readOnce(pipe, maxSize))
        all += part;
    return all;
}

} // namespace pipetest
