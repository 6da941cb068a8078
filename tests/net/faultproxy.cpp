#include "tests/net/faultproxy.h"

#include <QTcpSocket>
#include <QUrl>

/// One client's connection, and the one to the server that goes with it.
class ProxyConnection : public QObject
{
public:
    ProxyConnection(QTcpSocket *client, FaultProxy *proxy) : QObject(proxy), m_proxy(proxy), m_client(client)
    {
        m_client->setParent(this);
        connect(m_client, &QTcpSocket::readyRead, this, &ProxyConnection::read);
        connect(m_client, &QTcpSocket::disconnected, this, &QObject::deleteLater);
        connect(&m_server, &QTcpSocket::readyRead, this, [this] {
            if (m_losesAnswer)
                return cut();
            m_client->write(m_server.readAll());
        });
        connect(&m_server, &QTcpSocket::disconnected, this, &ProxyConnection::cut);
        connect(&m_server, &QTcpSocket::errorOccurred, this, &ProxyConnection::cut);
    }

private:
    // Gathers whole requests, so that what becomes of one is decided once.
    void read()
    {
        m_request += m_client->readAll();
        const qsizetype head = m_request.indexOf("\r\n\r\n");
        if (head < 0)
            return;
        const QByteArray lower = m_request.first(head).toLower();
        const qsizetype at = lower.indexOf("content-length:");
        const qsizetype length = at < 0 ? 0 : lower.mid(at + 15).split('\r').first().trimmed().toLongLong();
        if (m_request.size() < head + 4 + length)
            return;
        const QByteArray request = m_request.first(head + 4 + length);
        m_request.remove(0, request.size());
        handle(request);
    }

    void handle(const QByteArray &request)
    {
        ++m_proxy->m_requests;
        const Fault fault = m_proxy->m_decide(request.split(' ').first());
        m_proxy->m_faults += fault.kind != Fault::None;
        switch (fault.kind) {
        case Fault::CutBefore:
            return cut();
        case Fault::Answer:
            m_client->write("HTTP/1.1 " + QByteArray::number(fault.status) + " Injected\r\n" + fault.headers +
                            "Content-Length: 0\r\n\r\n");
            return;
        case Fault::CutWithin:
            forward(request.first(request.size() * 2 / 3));
            m_server.waitForBytesWritten(1000);
            return cut();
        case Fault::LoseAnswer:
            m_losesAnswer = true;
            break;
        case Fault::None:
            break;
        }
        forward(request);
    }

    void forward(const QByteArray &bytes)
    {
        if (m_server.state() == QTcpSocket::UnconnectedState)
            m_server.connectToHost(QStringLiteral("127.0.0.1"), m_proxy->m_serverPort);
        m_server.write(bytes); // waits for the connection
        if (m_server.state() == QTcpSocket::ConnectingState)
            m_server.waitForConnected(1000);
    }

    void cut()
    {
        disconnect(&m_server, nullptr, this, nullptr);
        m_server.abort();
        m_client->abort();
        deleteLater();
    }

    FaultProxy *const m_proxy;
    QTcpSocket *const m_client;
    QTcpSocket m_server;
    QByteArray m_request;
    bool m_losesAnswer = false;
};

FaultProxy::FaultProxy(quint16 serverPort, std::function<Fault(const QByteArray &)> decide)
    : m_serverPort(serverPort), m_decide(std::move(decide))
{
    m_server.listen(QHostAddress::LocalHost);
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *client = m_server.nextPendingConnection())
            new ProxyConnection(client, this);
    });
}

QUrl FaultProxy::url(const QString &path) const
{
    return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(port()).arg(path));
}
