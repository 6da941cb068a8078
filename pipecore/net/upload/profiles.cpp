#include "pipecore/net/upload/profiles.h"

#include "pipecore/net/upload/uploadstate.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>

namespace pipecore
{

namespace
{

QString defaultFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/runnel/uploads.ini");
}

bool isName(const QString &name)
{
    static const QRegularExpression form(QStringLiteral(R"(\A[\w.-]{1,64}\z)"),
                                         QRegularExpression::UseUnicodePropertiesOption);
    return form.match(name).hasMatch();
}

template<typename Text> void setUnlessEmpty(QSettings &ini, const char *key, const Text &value)
{
    if (!value.isEmpty())
        ini.setValue(QLatin1String(key), QString(value));
}

void write(QSettings &ini, const UploadTarget &target)
{
    QStringList headers, fields;
    for (const auto &[name, value] : target.headers)
        headers << QString::fromLatin1(name) + QStringLiteral(": ") + QString::fromUtf8(value);
    for (const auto &[name, value] : target.fields)
        fields << name + u'=' + value;
    ini.setValue(QLatin1String("url"), target.url.toString(QUrl::FullyEncoded));
    ini.setValue(QLatin1String("mode"), modeName(target.mode));
    setUnlessEmpty(ini, "method", QString::fromLatin1(target.method));
    setUnlessEmpty(ini, "format", formatName(target.format));
    if (target.gzip)
        ini.setValue(QLatin1String("gzip"), true);
    if (target.deleteOnCancel)
        ini.setValue(QLatin1String("delete_on_cancel"), true);
    if (target.fieldName != UploadTarget().fieldName)
        ini.setValue(QLatin1String("field"), target.fieldName);
    if (!fields.isEmpty())
        ini.setValue(QLatin1String("fields"), fields);
    if (!headers.isEmpty())
        ini.setValue(QLatin1String("headers"), headers);
    setUnlessEmpty(ini, "token_variable", target.tokenVariable);
    setUnlessEmpty(ini, "token_entry", target.tokenEntry);
    setUnlessEmpty(ini, "user_variable", target.userVariable);
    setUnlessEmpty(ini, "authorities", target.tls.authorities);
    setUnlessEmpty(ini, "certificate", target.tls.certificate);
    setUnlessEmpty(ini, "certificate_key", target.tls.key);
    setUnlessEmpty(ini, "key_password_variable", target.tls.keyPasswordVariable);
    setUnlessEmpty(ini, "pin", QString::fromLatin1(target.tls.pin));
    setUnlessEmpty(ini, "proxy", target.proxy);
    ini.setValue(QLatin1String("attempts"), target.attempts);
    ini.setValue(QLatin1String("timeout_s"), target.timeoutMs / 1000);
}

UploadTarget read(const QSettings &ini)
{
    const auto text = [&ini](const char *key) { return ini.value(QLatin1String(key)).toString(); };
    UploadTarget target;
    target.url = QUrl(text("url"), QUrl::StrictMode);
    target.mode = modeFromName(text("mode")).value_or(UploadMode::Whole);
    target.method = text("method").toLatin1();
    target.format = formatFromName(text("format")).value_or(UploadFormat::Default);
    target.gzip = ini.value(QLatin1String("gzip")).toBool();
    target.deleteOnCancel = ini.value(QLatin1String("delete_on_cancel")).toBool();
    target.fieldName = ini.value(QLatin1String("field"), target.fieldName).toString();
    for (const QString &field : ini.value(QLatin1String("fields")).toStringList())
        target.fields.emplace_back(field.section(u'=', 0, 0), field.section(u'=', 1));
    for (const QString &line : ini.value(QLatin1String("headers")).toStringList())
        if (const auto header = UploadTarget::parseHeader(line))
            target.headers << *header;
    target.tokenVariable = text("token_variable");
    target.tokenEntry = text("token_entry");
    target.userVariable = text("user_variable");
    target.tls.authorities = text("authorities");
    target.tls.certificate = text("certificate");
    target.tls.key = text("certificate_key");
    target.tls.keyPasswordVariable = text("key_password_variable");
    target.tls.pin = text("pin").toLatin1();
    target.proxy = text("proxy");
    target.attempts = std::max(1, ini.value(QLatin1String("attempts"), target.attempts).toInt());
    target.timeoutMs =
        std::max(1, ini.value(QLatin1String("timeout_s"), target.timeoutMs / 1000).toInt()) * 1000;
    return target;
}

// What of a target would be a secret in the file; empty: nothing.
QString secretIn(const UploadTarget &target)
{
    if (!target.url.userInfo().isEmpty())
        return QStringLiteral("the address has a name and password; give them with --user-env");
    if (withoutSecrets(target.url) != target.url)
        return QStringLiteral(
            "the address has a parameter that is a secret; such a one is given when you upload");
    if (!target.token.isEmpty() && target.tokenVariable.isEmpty() && target.tokenEntry.isEmpty())
        return QStringLiteral("a token is not kept here; give it with --token-env or --token-keychain");
    if (!target.user.isEmpty() && target.userVariable.isEmpty())
        return QStringLiteral(
            "a name and password are not kept; name the variable that has them (--user-env)");
    if (!target.tls.keyPassword.isEmpty() && target.tls.keyPasswordVariable.isEmpty())
        return QStringLiteral(
            "the key's password is not kept; name the variable that has it (--upload-key-password-env)");
    for (const auto &[name, value] : target.headers)
        if (UploadTarget::isSecretHeader(name))
            return QStringLiteral("the header %1 may be a secret; give it when you upload")
                .arg(QString::fromLatin1(name));
    return {};
}

} // namespace

Profiles::Profiles(QString file) : m_file(file.isEmpty() ? defaultFile() : std::move(file)) {}

QStringList Profiles::names() const
{
    QStringList names = QSettings(m_file, QSettings::IniFormat).childGroups();
    names.sort();
    return names;
}

tl::expected<UploadTarget, QString> Profiles::stored(const QString &name) const
{
    const QStringList all = names();
    if (!all.contains(name))
        return tl::unexpected(
            all.isEmpty()
                ? QStringLiteral("there is no profile %1; \"runnel profiles set\" makes one").arg(name)
                : QStringLiteral("there is no profile %1; there are: %2").arg(name, all.join(u' ')));
    QSettings ini(m_file, QSettings::IniFormat);
    ini.beginGroup(name);
    UploadTarget target = read(ini);
    const auto url = UploadTarget::parseUrl(target.url.toString(QUrl::FullyEncoded));
    if (!url)
        return tl::unexpected(QStringLiteral("profile %1 in %2: %3").arg(name, m_file, url.error()));
    if (const QString problem = target.problem(); !problem.isEmpty())
        return tl::unexpected(QStringLiteral("profile %1 in %2: %3").arg(name, m_file, problem));
    return target;
}

tl::expected<UploadTarget, QString> Profiles::find(const QString &name) const
{
    auto target = stored(name);
    if (!target)
        return target;
    if (const QStringList missing = target->readVariables(); !missing.isEmpty())
        return tl::unexpected(QStringLiteral("profile %1: the environment has no variable %2, or it is empty")
                                  .arg(name, missing.join(QStringLiteral(" and no "))));
    return target;
}

tl::expected<void, QString> Profiles::set(const QString &name, const UploadTarget &target) const
{
    if (!isName(name))
        return tl::unexpected(
            QStringLiteral("\"%1\" is no name for a profile; letters, digits, -, _ and . are "
                           "allowed")
                .arg(name));
    if (const QString problem = target.problem(); !problem.isEmpty())
        return tl::unexpected(problem);
    if (const QString secret = secretIn(target); !secret.isEmpty())
        return tl::unexpected(secret);
    QDir().mkpath(QFileInfo(m_file).path());
    QSettings ini(m_file, QSettings::IniFormat);
    ini.remove(name);
    ini.beginGroup(name);
    write(ini, target);
    ini.endGroup();
    ini.sync();
    if (ini.status() != QSettings::NoError)
        return tl::unexpected(QStringLiteral("cannot write %1").arg(m_file));
    QFile::setPermissions(m_file, QFile::ReadOwner | QFile::WriteOwner);
    return {};
}

tl::expected<void, QString> Profiles::remove(const QString &name) const
{
    if (const QStringList all = names(); !all.contains(name))
        return tl::unexpected(QStringLiteral("there is no profile %1").arg(name));
    QSettings ini(m_file, QSettings::IniFormat);
    ini.remove(name);
    ini.sync();
    if (ini.status() != QSettings::NoError)
        return tl::unexpected(QStringLiteral("cannot write %1").arg(m_file));
    return {};
}

tl::expected<UploadTarget, QString> targetFromText(const QString &text)
{
    if (text.startsWith(u'@'))
        return Profiles().find(text.mid(1));
    const auto url = UploadTarget::parseUrl(text);
    if (!url)
        return tl::unexpected(url.error());
    UploadTarget target;
    target.url = *url;
    return target;
}

} // namespace pipecore
