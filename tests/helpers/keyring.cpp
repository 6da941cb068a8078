#include "tests/helpers/keyring.h"

#include <QStandardPaths>
#include <QTest>

namespace helpers
{

namespace
{

constexpr int kPatience = 60'000; // ms, for a loaded machine

} // namespace

Keyring::Keyring()
{
    m_environment.insert(QStringLiteral("HOME"), m_folder.path());
    m_environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_folder.path());
    for (const char *name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
        m_environment.remove(QString::fromLatin1(name));
    m_bus.setProcessEnvironment(m_environment);
    m_bus.start(QStringLiteral("dbus-daemon"),
                {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address")});
    while (!m_bus.canReadLine() && m_bus.waitForReadyRead(kPatience)) {
    }
    m_address = QString::fromLocal8Bit(m_bus.readLine()).trimmed();
}

Keyring::~Keyring()
{
    for (QProcess *process : {&m_daemon, &m_bus}) {
        process->kill();
        process->waitForFinished(kPatience);
    }
}

bool Keyring::isInstalled()
{
    return !QStandardPaths::findExecutable(QStringLiteral("gnome-keyring-daemon")).isEmpty();
}

bool Keyring::open()
{
    m_environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), m_address);
    m_daemon.setProcessEnvironment(m_environment);
    m_daemon.start(
        QStringLiteral("gnome-keyring-daemon"),
        {QStringLiteral("--foreground"), QStringLiteral("--unlock"), QStringLiteral("--components=secrets")});
    m_daemon.write("a password");
    m_daemon.closeWriteChannel();
    return m_daemon.waitForStarted(kPatience) && QTest::qWaitFor([this] { return isThere(); }, kPatience);
}

bool Keyring::isThere() const
{
    QProcess asking;
    asking.setProcessEnvironment(m_environment);
    asking.start(QStringLiteral("dbus-send"),
                 {QStringLiteral("--session"), QStringLiteral("--print-reply"),
                  QStringLiteral("--dest=org.freedesktop.DBus"), QStringLiteral("/"),
                  QStringLiteral("org.freedesktop.DBus.NameHasOwner"),
                  QStringLiteral("string:org.freedesktop.secrets")});
    return asking.waitForFinished(kPatience) && asking.readAllStandardOutput().contains("true");
}

} // namespace helpers
