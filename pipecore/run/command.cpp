#include "pipecore/run/command.h"

#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>

namespace pipecore
{

namespace
{

QString quoted(const QString &word)
{
    static const QRegularExpression plain(QStringLiteral(R"(\A[A-Za-z0-9_@%+=:,./-]+\z)"));
    if (plain.match(word).hasMatch())
        return word;
    return u'\'' + QString(word).replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

} // namespace

Command Command::reading(const QString &path, bool follow)
{
    Command command;
    if (path == QLatin1String("-")) {
        command.source = Source::StandardInput;
        command.program = path;
        return command;
    }
    command.source = follow ? Source::Follow : Source::Path;
    command.program = QFileInfo(path).absoluteFilePath();
    return command;
}

QString Command::text() const
{
    if (source == Source::StandardInput)
        return QStringLiteral("standard input");
    if (isShellLine)
        return program;
    QStringList all;
    for (const QString &word : words())
        all << quoted(word);
    return all.join(u' ');
}

QStringList Command::words() const
{
    return QStringList(program) + arguments;
}

Command Command::fromLine(const QString &line)
{
    Command command;
    const QString trimmed = line.trimmed();
    // Whatever a shell would change: operators, expansions, quotes, an assignment or a builtin in front.
    static const QRegularExpression forShell(QStringLiteral(
        R"([|&;<>()$`\\"'*?\[\]{}~#!\n]|\A[A-Za-z_][A-Za-z0-9_]*=|\A(cd|export|ulimit|umask|source|exec|eval|alias|set|trap|wait|time|if|for|while|case|\.)(\s|\z))"));
    if (forShell.match(trimmed).hasMatch()) {
        command.program = trimmed;
        command.isShellLine = true;
        return command;
    }
    QStringList words = QProcess::splitCommand(trimmed);
    if (!words.isEmpty())
        command.program = words.takeFirst();
    command.arguments = words;
    return command;
}

} // namespace pipecore
