#include "pipecore/net/share/listensocket.h"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace pipecore
{

namespace
{

union SocketAddress {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
    sockaddr_storage storage;
};

socklen_t fill(SocketAddress &to, const QHostAddress &address, quint16 port)
{
    std::memset(&to, 0, sizeof(to));
    if (address.protocol() == QHostAddress::IPv4Protocol) {
        to.v4.sin_family = AF_INET;
        to.v4.sin_port = htons(port);
        to.v4.sin_addr.s_addr = htonl(address.toIPv4Address());
        return sizeof(to.v4);
    }
    to.v6.sin6_family = AF_INET6;
    to.v6.sin6_port = htons(port);
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    std::memcpy(&to.v6.sin6_addr, &bytes, sizeof(bytes));
    to.v6.sin6_scope_id = address.scopeId().toUInt();
    return sizeof(to.v6);
}

template<typename Ask> QHostAddress addressOf(Ask ask, int fd)
{
    SocketAddress address{};
    socklen_t size = sizeof(address);
    if (ask(fd, &address.any, &size) != 0)
        return {};
    QHostAddress result(&address.any);
    bool isMapped = false; // an IPv4 client of a socket for both
    const quint32 v4 = result.toIPv4Address(&isMapped);
    return isMapped ? QHostAddress(v4) : result;
}

} // namespace

tl::expected<ListenSocket, QString> ListenSocket::open(const QHostAddress &address, quint16 port)
{
    SocketAddress wanted{};
    const socklen_t size = fill(wanted, address, port);
    OutputFd fd(::socket(wanted.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int yes = 1;
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (!fd || ::bind(fd.get(), &wanted.any, size) != 0 || ::listen(fd.get(), SOMAXCONN) != 0) {
        const int code = errno;
        const QString where =
            QStringLiteral("%1 port %2")
                .arg(address.toString(), port ? QString::number(port) : QStringLiteral("(any)"));
        if (code == EADDRINUSE)
            return tl::unexpected(
                QStringLiteral("cannot serve on %1: another program uses that port").arg(where));
        if (code == EADDRNOTAVAIL)
            return tl::unexpected(
                QStringLiteral("cannot serve on %1: this machine has no such address").arg(where));
        if (code == EACCES)
            return tl::unexpected(
                QStringLiteral("cannot serve on %1: ports below 1024 are for root; take a higher one")
                    .arg(where));
        return tl::unexpected(QStringLiteral("cannot serve on %1: %2").arg(where, qt_error_string(code)));
    }
    SocketAddress bound{};
    socklen_t boundSize = sizeof(bound);
    ::getsockname(fd.get(), &bound.any, &boundSize);
    const quint16 boundPort = ntohs(bound.any.sa_family == AF_INET ? bound.v4.sin_port : bound.v6.sin6_port);
    return ListenSocket{std::move(fd), boundPort};
}

QHostAddress localAddressOf(int fd)
{
    return addressOf(::getsockname, fd);
}

QHostAddress peerAddressOf(int fd)
{
    return addressOf(::getpeername, fd);
}

} // namespace pipecore
