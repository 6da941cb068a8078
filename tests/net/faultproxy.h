#pragma once

#include <QObject>
#include <QTcpServer>

#include <functional>

/// What becomes of one request.
struct Fault {
    enum Kind {
        None,
        Answer,    ///< `status` is answered, and the server never hears of it
        CutBefore, ///< the connection is cut, and the server never hears of it
        CutWithin, ///< the server gets a part of the request, then both connections are cut
        LoseAnswer ///< the server gets all of it; its answer does not come through
    } kind = None;
    int status = 0;
    QByteArray headers; ///< of the answer: lines that end in CRLF
};

/// An HTTP proxy in front of one server, on a free port of the loopback, that does to each request what it is
/// told. In the thread that made it, which needs an event loop.
class FaultProxy : public QObject
{
    Q_OBJECT
public:
    /// `decide` is asked for each request, with its method.
    FaultProxy(quint16 serverPort, std::function<Fault(const QByteArray &method)> decide);

    quint16 port() const { return m_server.serverPort(); }
    QUrl url(const QString &path) const;
    int requests() const { return m_requests; }
    int faults() const { return m_faults; }

private:
    friend class ProxyConnection;

    QTcpServer m_server;
    const quint16 m_serverPort;
    const std::function<Fault(const QByteArray &)> m_decide;
    int m_requests = 0;
    int m_faults = 0;
};
