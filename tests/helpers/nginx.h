#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <QUrl>

namespace helpers
{

/// The program; empty when it is not installed.
QString nginxProgram();
/// A configuration for one in the foreground whose files are in `folder`: `mainBlock` are directives of its
/// own, `httpBlock` those within http. %FOLDER% and %PORT% in them are replaced.
QString nginxConfiguration(const QString &folder, quint16 port, const QString &mainBlock,
                           const QString &httpBlock);
/// A port of the loopback that nobody listens on; somebody may before the caller does.
quint16 freePort();

/// A real nginx with WebDAV on a free port of the loopback, in a folder of its own: PUT to any path stores
/// the file. More than 64 KiB are too large below /small/, /private/ wants user:secret, /readonly/ takes no
/// PUT, and /forbidden/ nobody. Ended by the destructor.
class Nginx
{
public:
    enum Scheme { Http, SelfSigned };
    explicit Nginx(Scheme scheme = Http);
    ~Nginx();

    /// Answers; else error() says why not.
    bool isRunning() const { return m_error.isEmpty(); }
    const QString &error() const { return m_error; }
    QUrl url(const QString &path) const;
    /// Where the file of url(path) is.
    QString file(const QString &path) const;
    quint16 port() const { return m_port; }

private:
    bool makeCertificate();
    bool writeConfiguration();
    bool waitForAnswer();

    const Scheme m_scheme;
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
    QString m_error;
};

} // namespace helpers
