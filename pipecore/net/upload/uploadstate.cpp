#include "pipecore/net/upload/uploadstate.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrlQuery>

#include <cstdio>

namespace pipecore
{

namespace
{

// Of a field of a form, or a parameter of an address.
bool looksLikeSecret(const QString &name)
{
    static const QRegularExpression secret(
        QStringLiteral(
            "TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|KEY|PRIVATE|AUTH|COOKIE|SIG(NATURE)?$|^SID$|^CODE$"),
        QRegularExpression::CaseInsensitiveOption);
    return secret.match(name).hasMatch();
}

QJsonArray pairs(const QList<std::pair<QString, QString>> &all)
{
    QJsonArray json;
    for (const auto &[name, value] : all)
        json.append(QJsonArray{name, value});
    return json;
}

QList<std::pair<QString, QString>> toPairs(const QJsonValue &json)
{
    QList<std::pair<QString, QString>> all;
    for (const QJsonValue &pair : json.toArray())
        all.emplace_back(pair[0].toString(), pair[1].toString());
    return all;
}

QJsonObject toJson(const UploadState &state)
{
    const UploadTarget &target = state.target;
    QStringList missing;
    if (withoutSecrets(target.url) != target.url.adjusted(QUrl::RemoveFragment))
        missing << QStringLiteral("the address's secrets");
    QJsonArray headers;
    for (const auto &[name, value] : target.headers) {
        const QString header = QString::fromLatin1(name);
        if (UploadTarget::isSecretHeader(name))
            missing << QStringLiteral("the header %1").arg(header);
        else
            headers.append(QJsonArray{header, QString::fromUtf8(value)});
    }
    QList<std::pair<QString, QString>> fields;
    for (const auto &[name, value] : target.fields) {
        if (looksLikeSecret(name))
            missing << QStringLiteral("the form field %1").arg(name);
        else
            fields.emplace_back(name, value);
    }
    if (!target.token.isEmpty() && target.tokenVariable.isEmpty() && target.tokenEntry.isEmpty())
        missing << QStringLiteral("the token");
    if (!target.user.isEmpty() && target.userVariable.isEmpty())
        missing << QStringLiteral("the name and password");
    if (!target.tls.keyPassword.isEmpty() && target.tls.keyPasswordVariable.isEmpty())
        missing << QStringLiteral("the password of the client's key");
    return {
        {QStringLiteral("url"), withoutSecrets(target.url).toString(QUrl::FullyEncoded)},
        {QStringLiteral("mode"), modeName(target.mode)},
        {QStringLiteral("method"), QString::fromLatin1(target.method)},
        {QStringLiteral("format"), formatName(target.format)},
        {QStringLiteral("gzip"), target.gzip},
        {QStringLiteral("field"), target.fieldName},
        {QStringLiteral("fields"), pairs(fields)},
        {QStringLiteral("headers"), headers},
        {QStringLiteral("token_variable"), target.tokenVariable},
        {QStringLiteral("token_entry"), target.tokenEntry},
        {QStringLiteral("user_variable"), target.userVariable},
        {QStringLiteral("key_password_variable"), target.tls.keyPasswordVariable},
        {QStringLiteral("authorities"), target.tls.authorities},
        {QStringLiteral("certificate"), target.tls.certificate},
        {QStringLiteral("certificate_key"), target.tls.key},
        {QStringLiteral("pin"), QString::fromLatin1(target.tls.pin)},
        {QStringLiteral("proxy"), target.proxy},
        {QStringLiteral("missing"), QJsonArray::fromStringList(missing)},
        {QStringLiteral("resource"), state.resource.toString(QUrl::FullyEncoded)},
        {QStringLiteral("acknowledged"), state.acknowledged},
        {QStringLiteral("batch_end"), state.batchEnd},
        {QStringLiteral("records"), state.records},
        {QStringLiteral("refused"), state.refused},
        {QStringLiteral("done"), state.isDone},
    };
}

UploadState fromJson(const QJsonObject &json)
{
    UploadState state;
    UploadTarget &target = state.target;
    target.url = QUrl(json[QLatin1String("url")].toString());
    target.mode = modeFromName(json[QLatin1String("mode")].toString()).value_or(UploadMode::Whole);
    target.method = json[QLatin1String("method")].toString().toLatin1();
    target.format = formatFromName(json[QLatin1String("format")].toString()).value_or(UploadFormat::Default);
    target.gzip = json[QLatin1String("gzip")].toBool();
    target.fieldName = json[QLatin1String("field")].toString(target.fieldName);
    target.fields = toPairs(json[QLatin1String("fields")]);
    for (const auto &[name, value] : toPairs(json[QLatin1String("headers")]))
        target.headers.emplace_back(name.toLatin1(), value.toUtf8());
    target.tokenVariable = json[QLatin1String("token_variable")].toString();
    target.tokenEntry = json[QLatin1String("token_entry")].toString();
    target.userVariable = json[QLatin1String("user_variable")].toString();
    target.tls.keyPasswordVariable = json[QLatin1String("key_password_variable")].toString();
    target.tls.authorities = json[QLatin1String("authorities")].toString();
    target.tls.certificate = json[QLatin1String("certificate")].toString();
    target.tls.key = json[QLatin1String("certificate_key")].toString();
    target.tls.pin = json[QLatin1String("pin")].toString().toLatin1();
    target.proxy = json[QLatin1String("proxy")].toString();
    for (const QJsonValue &missing : json[QLatin1String("missing")].toArray())
        state.incomplete << missing.toString();
    for (const QString &variable : target.readVariables())
        state.incomplete << QStringLiteral("what was in the variable %1").arg(variable);
    state.resource = QUrl(json[QLatin1String("resource")].toString());
    state.acknowledged = json[QLatin1String("acknowledged")].toInteger();
    state.batchEnd = json[QLatin1String("batch_end")].toInteger();
    state.records = json[QLatin1String("records")].toInteger();
    state.refused = json[QLatin1String("refused")].toInteger();
    state.isDone = json[QLatin1String("done")].toBool();
    return state;
}

QJsonObject readJson(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.read(1 << 20)).object();
}

} // namespace

QUrl withoutSecrets(const QUrl &url)
{
    QUrl shown = url.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveFragment);
    if (!shown.hasQuery())
        return shown;
    QUrlQuery query;
    bool hasSecret = false;
    for (const auto &[name, value] : QUrlQuery(shown).queryItems(QUrl::FullyEncoded)) {
        const bool isSecret = looksLikeSecret(name) && !value.isEmpty();
        hasSecret = hasSecret || isSecret;
        query.addQueryItem(name, isSecret ? QStringLiteral("...") : value);
    }
    if (hasSecret)
        shown.setQuery(query);
    return shown;
}

QString UploadState::fileName(const UploadTarget &target)
{
    const QByteArray key = withoutSecrets(target.url).toEncoded() + ' ' + modeName(target.mode).toLatin1();
    const QByteArray hash = QCryptographicHash::hash(key, QCryptographicHash::Sha256).toHex().first(12);
    return QStringLiteral("upload-%1.json").arg(QLatin1String(hash));
}

bool UploadState::write(const QString &folder) const
{
    const QString path = QDir(folder).filePath(fileName(target));
    QFile file(path + QStringLiteral(".new"));
    const QByteArray json = QJsonDocument(toJson(*this)).toJson();
    if (!file.open(QIODevice::WriteOnly, QFile::ReadOwner | QFile::WriteOwner) ||
        file.write(json) != json.size() || !file.flush())
        return false;
    file.close();
    // Not synced to the disk: the bytes of the capture are not either.
    return std::rename(QFile::encodeName(file.fileName()).constData(), QFile::encodeName(path).constData()) ==
           0;
}

UploadState UploadState::readFor(const UploadTarget &target, const QString &folder)
{
    UploadState state;
    if (!folder.isEmpty())
        state = fromJson(readJson(QDir(folder).filePath(fileName(target))));
    if (state.isDone || !target.isLive())
        state = {};
    state.target = target;
    state.incomplete.clear();
    return state;
}

std::vector<UploadState> UploadState::readAll(const QString &folder)
{
    std::vector<UploadState> states;
    if (folder.isEmpty())
        return states;
    const QDir directory(folder);
    for (const QString &name :
         directory.entryList({QStringLiteral("upload-*.json")}, QDir::Files | QDir::Readable, QDir::Name)) {
        UploadState state = fromJson(readJson(directory.filePath(name)));
        if (UploadTarget::parseUrl(state.target.url.toString()))
            states.push_back(std::move(state));
    }
    return states;
}

} // namespace pipecore
