#include "ui/desktop/singleinstance.h"

#include "pipecore/session/savedcommands.h"
#include "pipecore/session/sessionstore.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QSettings>
#include <QStandardPaths>

#include <utility>

namespace ui
{

namespace
{

constexpr int kPatience = 2000;        // ms
constexpr qint64 kMostBytes = 4 << 20; // of a request
const QByteArray kTaken = QByteArrayLiteral("taken\n");
const QByteArray kGo = QByteArrayLiteral("go\n");
const QString kKey = QStringLiteral("window/singleInstance");

QString socketName()
{
    const QByteArray home =
        QCryptographicHash::hash(pipecore::SessionStore().home().toUtf8(), QCryptographicHash::Sha1);
    QString folder = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (folder.isEmpty())
        folder = pipecore::SessionStore().home();
    return QDir(folder).filePath(
        QStringLiteral("runnel-%1.socket").arg(QString::fromLatin1(home.toHex().left(12))));
}

} // namespace

bool SingleInstance::isWanted()
{
    return QSettings().value(kKey, false).toBool();
}

void SingleInstance::setWanted(bool wanted)
{
    QSettings().setValue(kKey, wanted);
}

bool SingleInstance::passOn(const Request &request)
{
    QLocalSocket socket;
    socket.connectToServer(socketName());
    if (!socket.waitForConnected(kPatience))
        return false;
    QJsonObject json{{QStringLiteral("paths"), QJsonArray::fromStringList(request.paths)}};
    if (!request.command.isEmpty())
        json.insert(QStringLiteral("command"),
                    pipecore::toJson(pipecore::SavedCommand{{}, request.command, {}}));
    socket.write(QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n');
    QByteArray answer;
    while (!answer.contains('\n') && socket.waitForReadyRead(kPatience))
        answer += socket.readAll();
    if (answer != kTaken)
        return false;
    socket.write(kGo);
    return socket.waitForBytesWritten(kPatience);
}

SingleInstance::SingleInstance(QObject *parent) : QObject(parent)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::answer);
    QLocalSocket other; // listen() would take the name away from whoever is there
    other.connectToServer(socketName());
    if (other.waitForConnected(kPatience))
        return;
    QLocalServer::removeServer(socketName());
    if (!m_server.listen(socketName()))
        m_problem = tr("Other Runnels cannot hand over to this window: %1 (%2).")
                        .arg(m_server.errorString(), socketName());
}

// One line with the request, and one that says that it is wanted still: who has waited in vain does the work
// itself, and is gone by then.
void SingleInstance::answer()
{
    QLocalSocket *socket = m_server.nextPendingConnection();
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QLocalSocket::readyRead, this,
            [this, socket, request = std::optional<Request>()]() mutable {
                if (!socket->canReadLine()) {
                    if (socket->bytesAvailable() > kMostBytes)
                        socket->abort();
                    return;
                }
                const QByteArray line = socket->readLine(kMostBytes);
                if (!request) {
                    request = read(line);
                    if (!request)
                        return socket->abort();
                    socket->write(kTaken);
                    socket->flush();
                } else if (line == kGo) {
                    socket->disconnectFromServer();
                    emit requested(*std::exchange(request, std::nullopt));
                }
            });
}

std::optional<SingleInstance::Request> SingleInstance::read(const QByteArray &line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (!document.isObject())
        return {};
    Request request;
    for (const QJsonValue &path : document[QLatin1String("paths")].toArray())
        request.paths << path.toString();
    request.command = pipecore::savedCommandFromJson(document[QLatin1String("command")].toObject()).command;
    return request;
}

} // namespace ui
