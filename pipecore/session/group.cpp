#include "pipecore/session/group.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <functional>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace pipecore
{

namespace
{

using Member = Group::Member;
using Problem = tl::unexpected<QString>;

constexpr qint64 kMostBytes = 1 << 20;

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

Problem problemAt(const toml::source_region &where, const QString &what)
{
    return Problem(QStringLiteral("line %1: %2").arg(where.begin.line).arg(what));
}

Command shellLine(const QString &line, const QString &directory)
{
    Command command;
    command.program = line;
    command.isShellLine = true;
    command.directory = directory;
    return command;
}

tl::expected<Group, QString> parseProcfile(const QString &content, const QString &folder)
{
    static const QRegularExpression kLine(QStringLiteral("^([A-Za-z0-9_-]+):\\s*(\\S.*)$"));
    Group group;
    int number = 0;
    for (const QString &line : content.split(u'\n')) {
        ++number;
        const QString trimmed = line.trimmed();
        if (trimmed.isEmpty() || trimmed.startsWith(u'#'))
            continue;
        const QRegularExpressionMatch match = kLine.match(trimmed);
        if (!match.hasMatch())
            return Problem(QStringLiteral("line %1: \"name: command\" is wanted").arg(number));
        Member member;
        member.name = match.captured(1);
        member.command = shellLine(match.captured(2), folder);
        group.members.push_back(std::move(member));
    }
    return group;
}

tl::expected<QStringList, QString> strings(const QString &key, const toml::node &node)
{
    QStringList all;
    if (const auto one = node.value_exact<std::string>())
        return QStringList(text(*one));
    const toml::array *array = node.as_array();
    for (size_t i = 0; array && i < array->size(); ++i)
        if (const auto one = (*array)[i].value_exact<std::string>())
            all << text(*one);
    if (!array || static_cast<size_t>(all.size()) != array->size())
        return problemAt(node.source(),
                         QStringLiteral("\"%1\" is to be a string or a list of strings").arg(key));
    return all;
}

/// Fills a member from its table, a key at a time.
struct MemberReader {
    Member member;
    QStringList dependsOn;
    QString folder;

    tl::expected<void, QString> take(const QString &key, const toml::node &node)
    {
        if (key == QLatin1String("command")) {
            const auto words = strings(key, node);
            if (!words)
                return Problem(words.error());
            if (words->isEmpty() || words->front().trimmed().isEmpty())
                return problemAt(node.source(), QStringLiteral("\"command\" is empty"));
            member.command.program = words->front();
            member.command.arguments = words->mid(1);
            member.command.isShellLine = node.is_string();
        } else if (key == QLatin1String("cwd")) {
            const auto where = node.value_exact<std::string>();
            if (!where)
                return wrong(key, node, QStringLiteral("a string"));
            member.command.directory = QDir::cleanPath(QDir(folder).absoluteFilePath(text(*where)));
        } else if (key == QLatin1String("env")) {
            const toml::table *table = node.as_table();
            if (!table)
                return wrong(key, node, QStringLiteral("a table of strings"));
            for (const auto &[name, value] : *table) {
                const auto string = value.value_exact<std::string>();
                if (!string)
                    return wrong(text(name.str()), value, QStringLiteral("a string"));
                member.command.environment.emplace_back(text(name.str()), text(*string));
            }
        } else if (key == QLatin1String("pty")) {
            const auto on = node.value_exact<bool>();
            if (!on)
                return wrong(key, node, QStringLiteral("true or false"));
            member.command.terminal = *on;
        } else if (key == QLatin1String("restart")) {
            const auto word = node.value_exact<std::string>();
            if (word == "never")
                member.restart = Member::Restart::Never;
            else if (word == "on-failure")
                member.restart = Member::Restart::OnFailure;
            else if (word == "always")
                member.restart = Member::Restart::Always;
            else
                return wrong(key, node, QStringLiteral("\"never\", \"on-failure\" or \"always\""));
        } else if (key == QLatin1String("depends-on")) {
            const auto names = strings(key, node);
            if (!names)
                return Problem(names.error());
            dependsOn = *names;
        } else if (key == QLatin1String("ready")) {
            const auto pattern = node.value_exact<std::string>();
            if (!pattern)
                return wrong(key, node, QStringLiteral("a string"));
            const QRegularExpression expression(text(*pattern));
            if (!expression.isValid())
                return problemAt(
                    node.source(),
                    QStringLiteral("\"ready\" is no regular expression: %1").arg(expression.errorString()));
            member.ready = text(*pattern);
        } else if (key == QLatin1String("watch")) {
            const auto paths = strings(key, node);
            if (!paths)
                return Problem(paths.error());
            for (const QString &path : *paths)
                member.watch << QDir::cleanPath(QDir(folder).absoluteFilePath(path));
        } else {
            return problemAt(node.source(),
                             QStringLiteral("\"%1\" is not known; there are command, cwd, env, pty, "
                                            "restart, depends-on, ready and watch")
                                 .arg(key));
        }
        return {};
    }

    static Problem wrong(const QString &key, const toml::node &node, const QString &wanted)
    {
        return problemAt(node.source(), QStringLiteral("\"%1\" is to be %2").arg(key, wanted));
    }
};

tl::expected<Group, QString> parseToml(const QByteArray &content, const QString &folder)
{
    const toml::parse_result parsed =
        toml::parse(std::string_view(content.constData(), static_cast<size_t>(content.size())));
    if (!parsed)
        return problemAt(parsed.error().source(), text(parsed.error().description()));
    std::vector<std::pair<uint32_t, MemberReader>> read; // with the line, as a table has no order
    for (const auto &[name, node] : parsed.table()) {
        const toml::table *table = node.as_table();
        if (!table)
            return problemAt(
                node.source(),
                QStringLiteral("\"%1\" stands outside of a command's table").arg(text(name.str())));
        MemberReader reader{{}, {}, folder};
        reader.member.name = text(name.str());
        reader.member.command.directory = folder;
        for (const auto &[key, value] : *table)
            if (const auto taken = reader.take(text(key.str()), value); !taken)
                return Problem(taken.error());
        if (reader.member.command.isEmpty())
            return problemAt(node.source(),
                             QStringLiteral("[%1] has no \"command\"").arg(reader.member.name));
        read.emplace_back(node.source().begin.line, std::move(reader));
    }
    std::stable_sort(read.begin(), read.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    Group group;
    for (auto &[line, reader] : read) {
        for (const QString &other : reader.dependsOn) {
            const auto found = std::find_if(read.begin(), read.end(),
                                            [&](const auto &one) { return one.second.member.name == other; });
            if (found == read.end())
                return Problem(QStringLiteral("line %1: [%2] depends on \"%3\", which there is not")
                                   .arg(line)
                                   .arg(reader.member.name, other));
            reader.member.dependsOn.push_back(static_cast<size_t>(found - read.begin()));
        }
        group.members.push_back(reader.member);
    }
    return group;
}

// A member that in the end waits for itself; empty: none does.
QString circular(const Group &group)
{
    std::vector<int> state(group.members.size()); // 0: not seen; 1: being looked at; 2: sound
    const std::function<bool(size_t)> isSound = [&](size_t member) {
        if (state[member] != 0)
            return state[member] == 2;
        state[member] = 1;
        const auto &needed = group.members[member].dependsOn;
        if (!std::all_of(needed.begin(), needed.end(), isSound))
            return false;
        state[member] = 2;
        return true;
    };
    for (size_t i = 0; i < group.members.size(); ++i)
        if (!isSound(i))
            return group.members[i].name;
    return {};
}

} // namespace

bool Group::isGroupFile(const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    return name == QLatin1String("Procfile") || name.startsWith(QLatin1String("Procfile.")) ||
           name.endsWith(QLatin1String(".group.toml")) || name == QLatin1String("group.toml");
}

tl::expected<Group, QString> Group::read(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Problem(QStringLiteral("cannot read %1: %2").arg(path, file.errorString()));
    auto group = parse(file.read(kMostBytes), QFileInfo(path).absoluteFilePath());
    if (!group)
        return Problem(QStringLiteral("%1: %2").arg(path, group.error()));
    return group;
}

tl::expected<Group, QString> Group::parse(const QByteArray &content, const QString &path)
{
    const QFileInfo file(path);
    const QString folder = file.path();
    auto group = file.fileName().endsWith(QLatin1String(".toml"))
                     ? parseToml(content, folder)
                     : parseProcfile(QString::fromUtf8(content), folder);
    if (!group)
        return group;
    if (group->members.empty())
        return Problem(QStringLiteral("there is no command in it"));
    for (size_t i = 0; i < group->members.size(); ++i)
        for (size_t other = 0; other < i; ++other)
            if (group->members[i].name == group->members[other].name)
                return Problem(QStringLiteral("\"%1\" stands there twice").arg(group->members[i].name));
    if (const QString name = circular(*group); !name.isEmpty())
        return Problem(QStringLiteral("\"%1\" depends on itself, in a circle").arg(name));
    group->name = QFileInfo(folder).fileName();
    return group;
}

} // namespace pipecore
