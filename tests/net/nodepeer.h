#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <QUrl>

/// A server of tests/peers, in a process and a folder of its own, on a port of the loopback that stays the
/// same when it is killed and started again.
class NodePeer
{
public:
    /// `script`: "tus.js" or "receiver.js"; `variables`: further ones of its environment, NAME=VALUE.
    explicit NodePeer(QString script, QStringList variables = {});
    ~NodePeer();

    bool isRunning() const { return m_port != 0 && m_process.state() == QProcess::Running; }
    QString error() { return QString::fromLocal8Bit(m_process.readAllStandardError()); }
    quint16 port() const { return m_port; }
    QUrl url(const QString &path) const;
    QString file(const QString &name) const { return m_folder.filePath(name); }
    QByteArray contents(const QString &name) const;

    /// SIGKILL; it is gone on return.
    void kill();
    /// Again, after a kill; it listens on return.
    void start();

private:
    const QString m_script;
    const QStringList m_variables;
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};
