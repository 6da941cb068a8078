#include "pipecore/session/savedcommands.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>

#include <algorithm>
#include <mutex>

namespace pipecore
{

namespace
{

constexpr int kLockPatience = 5000; // ms

QStringList strings(const QJsonValue &value)
{
    QStringList all;
    for (const QJsonValue &one : value.toArray())
        all << one.toString();
    return all;
}

} // namespace

QJsonObject toJson(const SavedCommand &saved)
{
    const Command &command = saved.command;
    QJsonObject environment;
    for (const auto &[name, value] : command.environment)
        environment.insert(name, looksSecret(name) ? QJsonValue() : QJsonValue(value));
    return {
        {QStringLiteral("name"), saved.name},
        {QStringLiteral("argv"), QJsonArray::fromStringList(command.words())},
        {QStringLiteral("shell"), command.isShellLine},
        {QStringLiteral("cwd"), command.directory},
        {QStringLiteral("environment"), environment},
        {QStringLiteral("merge"), command.mergeStreams},
        {QStringLiteral("pty"), command.terminal},
        {QStringLiteral("input"), command.openInput},
        {QStringLiteral("mask"), QJsonArray::fromStringList(saved.masks.patterns)},
        {QStringLiteral("mask_variables"), QJsonArray::fromStringList(saved.masks.variables)},
        {QStringLiteral("upload"), saved.uploadProfile},
    };
}

SavedCommand savedCommandFromJson(const QJsonObject &json)
{
    SavedCommand saved;
    saved.name = json[QLatin1String("name")].toString();
    Command &command = saved.command;
    QStringList words = strings(json[QLatin1String("argv")]);
    if (!words.isEmpty())
        command.program = words.takeFirst();
    command.arguments = words;
    command.isShellLine = json[QLatin1String("shell")].toBool();
    command.directory = json[QLatin1String("cwd")].toString();
    const QJsonObject environment = json[QLatin1String("environment")].toObject();
    for (auto it = environment.begin(); it != environment.end(); ++it)
        if (it->isString())
            command.environment.emplace_back(it.key(), it->toString());
    command.mergeStreams = json[QLatin1String("merge")].toBool();
    command.terminal = json[QLatin1String("pty")].toBool();
    command.openInput = json[QLatin1String("input")].toBool();
    saved.masks.patterns = strings(json[QLatin1String("mask")]);
    saved.masks.variables = strings(json[QLatin1String("mask_variables")]);
    saved.uploadProfile = json[QLatin1String("upload")].toString();
    return saved;
}

SavedCommands::SavedCommands(const QString &home) : m_path(home + QStringLiteral("/commands.json")) {}

tl::expected<std::vector<SavedCommand>, QString> SavedCommands::list() const
{
    QFile file(m_path);
    if (!file.exists())
        return std::vector<SavedCommand>();
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(QStringLiteral("cannot read %1: %2").arg(m_path, file.errorString()));
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (!document.isArray())
        return tl::unexpected(QStringLiteral("%1 is damaged: %2").arg(m_path, error.errorString()));
    std::vector<SavedCommand> all;
    for (const QJsonValue &value : document.array())
        if (SavedCommand saved = savedCommandFromJson(value.toObject()); !saved.command.isEmpty())
            all.push_back(std::move(saved));
    std::sort(all.begin(), all.end(), [](const SavedCommand &a, const SavedCommand &b) {
        return a.name.localeAwareCompare(b.name) < 0;
    });
    return all;
}

tl::expected<void, QString> SavedCommands::save(const SavedCommand &command) const
{
    return change([&](std::vector<SavedCommand> &all) -> tl::expected<void, QString> {
        std::erase_if(all, [&](const SavedCommand &other) { return other.name == command.name; });
        all.push_back(command);
        return {};
    });
}

tl::expected<void, QString> SavedCommands::remove(const QString &name) const
{
    return change([&](std::vector<SavedCommand> &all) -> tl::expected<void, QString> {
        if (std::erase_if(all, [&](const SavedCommand &other) { return other.name == name; }) == 0)
            return tl::unexpected(QStringLiteral("no command is saved as \"%1\"").arg(name));
        return {};
    });
}

// What is read stays true until it is written, whatever other threads and other Runnels do.
tl::expected<void, QString> SavedCommands::change(const Change &how) const
{
    static std::mutex threads; // a QLockFile looks again now and then only
    const std::lock_guard ours(threads);
    QDir().mkpath(QFileInfo(m_path).path());
    QLockFile others(m_path + QStringLiteral(".lock"));
    if (!others.tryLock(kLockPatience))
        return tl::unexpected(
            QStringLiteral("cannot write %1: %2")
                .arg(m_path,
                     others.error() == QLockFile::LockFailedError
                         ? QStringLiteral("another Runnel writes it; try again")
                         : QStringLiteral("its folder takes no file beside it, %1.lock").arg(m_path)));
    auto all = list();
    if (!all)
        return tl::unexpected(all.error());
    if (auto done = how(*all); !done)
        return done;
    return write(*all);
}

tl::expected<void, QString> SavedCommands::write(const std::vector<SavedCommand> &all) const
{
    QJsonArray json;
    for (const SavedCommand &saved : all)
        json.append(toJson(saved));
    QSaveFile file(m_path);
    const QByteArray bytes = QJsonDocument(json).toJson();
    bool done = file.open(QIODevice::WriteOnly);
    done = done && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    done = done && file.write(bytes) == bytes.size() && file.commit();
    if (!done)
        return tl::unexpected(QStringLiteral("cannot write %1: %2").arg(m_path, file.errorString()));
    return {};
}

} // namespace pipecore
