#pragma once

#include <QProcess>
#include <QTemporaryDir>

namespace helpers
{

/// A GNOME Keyring of the test's own that is open, on a message bus of its own; nothing of it outlives this.
class Keyring
{
public:
    Keyring();
    ~Keyring();
    Q_DISABLE_COPY_MOVE(Keyring)

    /// Whether there is such a program here.
    static bool isInstalled();
    /// False: the daemon does not run, or has not taken its name.
    bool open();
    /// The bus, as DBUS_SESSION_BUS_ADDRESS has it.
    const QString &address() const { return m_address; }

private:
    bool isThere() const;

    QTemporaryDir m_folder;
    QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
    QProcess m_bus, m_daemon;
    QString m_address;
};

} // namespace helpers
