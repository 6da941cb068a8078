#pragma once

#include "pipecore/run/outputfd.h"

#include <QHostAddress>

#include <tl/expected.hpp>

namespace pipecore
{

/// A TCP socket that listens.
struct ListenSocket {
    OutputFd fd;
    quint16 port = 0;

    /// `port` 0: a free one. The error says why not, for people.
    static tl::expected<ListenSocket, QString> open(const QHostAddress &address, quint16 port);
};

/// The address of a socket: its own, or its peer's.
QHostAddress localAddressOf(int fd);
QHostAddress peerAddressOf(int fd);

} // namespace pipecore
