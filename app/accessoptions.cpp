#include "app/accessoptions.h"

#include <QDir>
#include <QFileInfo>

using pipecore::UploadTarget;

namespace app
{

namespace
{

// What it has is read when an upload begins.
QString nameVariable(QString &variable, const std::string &option, const QString &name)
{
    variable = name;
    return name.isEmpty() ? QStringLiteral("%1 takes a variable's name").arg(QString::fromStdString(option))
                          : QString();
}

// An absolute path: an upload may be resumed from another folder.
QString readFile(QString &to, const std::string &option, const QString &path)
{
    const QFileInfo file(path);
    to = file.absoluteFilePath();
    return file.isFile() && file.isReadable()
               ? QString()
               : QStringLiteral("%1: there is no readable file %2").arg(QString::fromStdString(option), path);
}

} // namespace

const std::vector<AccessOption> &accessOptions()
{
    static const std::vector<AccessOption> all{
        {"--user-env", "Send the value of the variable NAME, user:password, as Basic authentication", "NAME"},
        {"--upload-ca", "Trust the certificate authorities in FILE (PEM) instead of the system's", "FILE"},
        {"--upload-cert", "Show the client certificate in FILE (PEM)", "FILE"},
        {"--upload-key", "Its key, if it is not in the same file", "FILE"},
        {"--upload-key-password-env", "The key's password is the value of the variable NAME", "NAME"},
        {"--upload-pin", "Only a server whose public key has this SHA-256, as in curl's --pinnedpubkey",
         "sha256//BASE64"},
        {"--upload-proxy",
         "system (default: http_proxy, https_proxy, no_proxy), none, http://HOST:PORT or socks5://HOST:PORT",
         "PROXY"},
    };
    return all;
}

std::optional<QString> applyAccessOption(UploadTarget &target, const std::string &name, const QString &value)
{
    if (name == "--user-env")
        return nameVariable(target.userVariable, name, value);
    if (name == "--upload-ca")
        return readFile(target.tls.authorities, name, value);
    if (name == "--upload-cert")
        return readFile(target.tls.certificate, name, value);
    if (name == "--upload-key")
        return readFile(target.tls.key, name, value);
    if (name == "--upload-key-password-env")
        return nameVariable(target.tls.keyPasswordVariable, name, value);
    if (name == "--upload-pin") {
        const auto pin = UploadTarget::parsePin(value);
        target.tls.pin = pin.value_or(QByteArray());
        return pin ? QString() : pin.error();
    }
    if (name == "--upload-proxy") {
        const auto proxy = UploadTarget::parseProxy(value);
        target.proxy = proxy.value_or(QString());
        return proxy ? QString() : proxy.error();
    }
    return std::nullopt;
}

} // namespace app
