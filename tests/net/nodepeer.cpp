#include "tests/net/nodepeer.h"

#include <QElapsedTimer>
#include <QFile>

namespace
{

constexpr int kPatience = 60'000; // ms, for a loaded machine

} // namespace

NodePeer::NodePeer(QString script, QStringList variables)
    : m_script(std::move(script)), m_variables(std::move(variables))
{
    start();
}

NodePeer::~NodePeer()
{
    kill();
}

void NodePeer::start()
{
    m_process.setWorkingDirectory(QStringLiteral(RUNNEL_TEST_PEERS));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &variable : m_variables)
        environment.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
    m_process.setProcessEnvironment(environment);
    m_process.start(QStringLiteral("node"), {m_script, m_folder.path(), QString::number(m_port)});
    QElapsedTimer clock;
    clock.start();
    while (!m_process.canReadLine() && m_process.state() != QProcess::NotRunning &&
           clock.elapsed() < kPatience)
        m_process.waitForReadyRead(100);
    m_port = m_process.readLine().trimmed().split(' ').last().toUShort();
}

void NodePeer::kill()
{
    m_process.kill();
    m_process.waitForFinished();
}

QUrl NodePeer::url(const QString &path) const
{
    return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(m_port).arg(path));
}

QByteArray NodePeer::contents(const QString &name) const
{
    QFile file(m_folder.filePath(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
