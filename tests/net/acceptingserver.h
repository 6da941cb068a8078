#pragma once

#include <QHash>
#include <QSslServer>
#include <QTcpSocket>
#include <QUrl>

/// Takes whole requests and answers 201 to each; with TLS when it has a key. In the test's own thread.
class AcceptingServer : public QSslServer
{
public:
    explicit AcceptingServer(bool withTls = false) : m_withTls(withTls)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QSslServer::pendingConnectionAvailable, this,
                [this] { serve(nextPendingConnection()); });
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection())
                serve(socket);
        });
    }
    QUrl url(const QString &path = QStringLiteral("/x.log")) const
    {
        return QUrl(QStringLiteral("%1://127.0.0.1:%2%3")
                        .arg(m_withTls ? QStringLiteral("https") : QStringLiteral("http"))
                        .arg(serverPort())
                        .arg(path));
    }
    QList<QByteArray> requests; ///< heads

protected:
    void incomingConnection(qintptr descriptor) override
    {
        if (m_withTls)
            return QSslServer::incomingConnection(descriptor);
        auto *socket = new QTcpSocket(this);
        socket->setSocketDescriptor(descriptor);
        serve(socket);
    }

private:
    void serve(QTcpSocket *socket)
    {
        if (!socket || socket->property("served").toBool())
            return;
        socket->setProperty("served", true);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        read(socket);
    }
    void read(QTcpSocket *socket)
    {
        QByteArray &got = m_got[socket];
        got += socket->readAll();
        const qsizetype head = got.indexOf("\r\n\r\n");
        if (head < 0)
            return;
        const qsizetype length = got.toLower().indexOf("content-length:");
        const qint64 body =
            length < 0 ? 0 : got.mid(length + 15, got.indexOf('\r', length) - length - 15).toLongLong();
        if (got.size() < head + 4 + body)
            return;
        requests << got.left(head);
        m_got.remove(socket);
        socket->write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
    }

    const bool m_withTls;
    QHash<QTcpSocket *, QByteArray> m_got;
};
