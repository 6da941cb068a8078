#include "tests/helpers/nginx.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>

#include <unistd.h>

namespace helpers
{

namespace
{

constexpr int kPatience = 20'000; // ms, for a loaded machine
constexpr int kPorts = 5;         // somebody may take a free port before nginx does

// A process of root must not drop its rights: the folder is its user's alone.
const QString kCommon = QStringLiteral(R"(
%USER%
daemon off;
pid %FOLDER%/nginx.pid;
%MAIN%
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path %FOLDER%/body;
  proxy_temp_path %FOLDER%/proxy;
  fastcgi_temp_path %FOLDER%/fastcgi;
  uwsgi_temp_path %FOLDER%/uwsgi;
  scgi_temp_path %FOLDER%/scgi;
%HTTP%
}
)");

const QString kMain = QStringLiteral(R"(
master_process off;
worker_processes 1;
error_log %FOLDER%/error.log;
)");

const QString kHttp = QStringLiteral(R"(
  client_max_body_size 0;
  server {
    listen 127.0.0.1:%PORT% %TLS%;
    root %FOLDER%/files;
    dav_methods PUT DELETE;
    create_full_put_path on;
    location /small/ { client_max_body_size 64k; }
    location /private/ { auth_basic "files"; auth_basic_user_file %FOLDER%/users; }
    location /readonly/ { dav_methods off; }
    location /forbidden/ { deny all; }
  }
)");

} // namespace

QString nginxProgram()
{
    const QString inPath = QStandardPaths::findExecutable(QStringLiteral("nginx"));
    return inPath.isEmpty()
               ? QStandardPaths::findExecutable(QStringLiteral("nginx"), {QStringLiteral("/usr/sbin")})
               : inPath;
}

QString nginxConfiguration(const QString &folder, quint16 port, const QString &mainBlock,
                           const QString &httpBlock)
{
    QString text = kCommon;
    text.replace(QStringLiteral("%MAIN%"), mainBlock);
    text.replace(QStringLiteral("%HTTP%"), httpBlock);
    text.replace(QStringLiteral("%FOLDER%"), folder);
    text.replace(QStringLiteral("%PORT%"), QString::number(port));
    text.replace(QStringLiteral("%USER%"), ::geteuid() == 0 ? QStringLiteral("user root;") : QString());
    return text;
}

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

Nginx::Nginx(Scheme scheme) : m_scheme(scheme)
{
    const QString program = nginxProgram();
    if (program.isEmpty()) {
        m_error = QStringLiteral("there is no nginx; packaging/install.sh test installs it");
        return;
    }
    QDir(m_folder.path()).mkdir(QStringLiteral("files"));
    if (scheme == SelfSigned && !makeCertificate())
        return;
    for (int attempt = 0; attempt < kPorts; ++attempt) {
        m_port = freePort();
        m_error.clear();
        if (!writeConfiguration())
            return;
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(program, {QStringLiteral("-p"), m_folder.path(), QStringLiteral("-c"),
                                  m_folder.filePath(QStringLiteral("nginx.conf"))});
        if (waitForAnswer())
            return;
        m_error = QStringLiteral("nginx does not answer: ") + QString::fromUtf8(m_process.readAll());
        m_process.kill();
        m_process.waitForFinished();
    }
}

Nginx::~Nginx()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(5'000)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

QUrl Nginx::url(const QString &path) const
{
    return QUrl(QStringLiteral("%1://127.0.0.1:%2%3")
                    .arg(m_scheme == Http ? QStringLiteral("http") : QStringLiteral("https"))
                    .arg(m_port)
                    .arg(path));
}

QString Nginx::file(const QString &path) const
{
    return m_folder.filePath(QStringLiteral("files")) + path;
}

bool Nginx::makeCertificate()
{
    QProcess openssl;
    openssl.start(
        QStringLiteral("openssl"),
        QStringLiteral("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout %1/key.pem "
                       "-out %1/certificate.pem")
            .arg(m_folder.path())
            .split(u' '));
    if (openssl.waitForFinished(kPatience) && openssl.exitCode() == 0)
        return true;
    m_error =
        QStringLiteral("openssl made no certificate: ") + QString::fromUtf8(openssl.readAllStandardError());
    return false;
}

bool Nginx::writeConfiguration()
{
    QString text = nginxConfiguration(m_folder.path(), m_port, kMain, kHttp);
    const QString tls =
        QStringLiteral("ssl; ssl_certificate %1/certificate.pem; ssl_certificate_key %1/key.pem");
    text.replace(QStringLiteral("%TLS%"), m_scheme == Http ? QString() : tls.arg(m_folder.path()));
    QFile users(m_folder.filePath(QStringLiteral("users")));
    QFile file(m_folder.filePath(QStringLiteral("nginx.conf")));
    if (users.open(QIODevice::WriteOnly) && users.write("user:{PLAIN}secret\n") > 0 &&
        file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) > 0)
        return true;
    m_error = file.errorString();
    return false;
}

bool Nginx::waitForAnswer()
{
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < kPatience && !m_process.waitForFinished(10)) {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
        if (socket.waitForConnected(200))
            return true;
    }
    return false;
}

} // namespace helpers
