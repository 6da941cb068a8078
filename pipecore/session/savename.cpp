#include "pipecore/session/savename.h"

#include "pipecore/session/savefile.h"
#include "pipecore/session/sessionrecord.h"
#include "pipecore/session/showncommand.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace pipecore
{

namespace
{

// Bytes, of what stands for a word in braces: a file system takes 255 in all.
constexpr qsizetype kLongest = 80;

const QRegularExpression &braces()
{
    static const QRegularExpression expression(QStringLiteral(R"(\{([^{}]*)\})"));
    return expression;
}

const QStringList &words()
{
    static const QStringList all{QStringLiteral("date"),    QStringLiteral("time"), QStringLiteral("name"),
                                 QStringLiteral("command"), QStringLiteral("exit"), QStringLiteral("id")};
    return all;
}

// What no file system minds: no separator, no control, no dot in front.
QString plain(QString text)
{
    for (QChar &character : text)
        if (character == u'/' || character == u'\\' || character.category() == QChar::Other_Control)
            character = u'_';
    text.truncate(kLongest);
    while (QFile::encodeName(text).size() > kLongest || (!text.isEmpty() && text.back().isHighSurrogate()))
        text.chop(1);
    text = text.trimmed();
    while (text.startsWith(u'.'))
        text.remove(0, 1);
    return text.isEmpty() ? QStringLiteral("_") : text;
}

// Masked before it is cut: a part of a secret is not known as one.
QString programOf(const SessionRecord &record)
{
    const QString &program = record.command.program;
    const QString shown = record.masks ? record.masks->masked(program) : program;
    return QFileInfo(record.command.isShellLine ? shown.trimmed().section(u' ', 0, 0) : shown).fileName();
}

QString exitOf(const SessionRecord &record)
{
    if (!record.result)
        return QStringLiteral("running");
    const RunResult &result = *record.result;
    if (!result.started())
        return QStringLiteral("not-started");
    const bool bySignal = result.outcome != RunResult::Outcome::Exited;
    return bySignal ? QStringLiteral("signal-%1").arg(result.code) : QString::number(result.code);
}

QString valueOf(const QString &word, const SessionRecord &record)
{
    const QDateTime started = record.started.toLocalTime();
    if (word == QLatin1String("date"))
        return started.toString(QStringLiteral("yyyy-MM-dd"));
    if (word == QLatin1String("time"))
        return started.toString(QStringLiteral("HH-mm-ss"));
    if (word == QLatin1String("name"))
        return plain(programOf(record));
    if (word == QLatin1String("command"))
        return plain(shownCommand(record));
    if (word == QLatin1String("exit"))
        return exitOf(record);
    return plain(record.id);
}

} // namespace

QString nameFromPattern(const QString &pattern, const SessionRecord &record)
{
    QString name;
    qsizetype done = 0;
    for (auto it = braces().globalMatch(pattern); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        name += pattern.mid(done, match.capturedStart() - done) + valueOf(match.captured(1), record);
        done = match.capturedEnd();
    }
    return name + pattern.mid(done);
}

tl::expected<void, QString> checkNamePattern(const QString &pattern)
{
    for (auto it = braces().globalMatch(pattern); it.hasNext();) {
        const QString word = it.next().captured(1);
        if (!words().contains(word))
            return tl::unexpected(QStringLiteral("{%1} stands for nothing. There are {%2}.")
                                      .arg(word, words().join(QStringLiteral("}, {"))));
    }
    const QString name = pattern.section(u'/', -1);
    if (name.trimmed().isEmpty())
        return tl::unexpected(QStringLiteral("The pattern gives no name."));
    if (pattern.startsWith(u'/') || pattern.split(u'/').contains(QLatin1String("..")))
        return tl::unexpected(QStringLiteral("The pattern leads out of its folder."));
    return checkSaveEnding(name);
}

tl::expected<QString, QString> freePath(const QString &path, const QSet<QString> &taken)
{
    const QFileInfo wanted(path);
    if (!QDir().mkpath(wanted.path()))
        return tl::unexpected(QStringLiteral("cannot make the folder %1").arg(wanted.path()));
    QString free = path;
    const QString ending = wanted.suffix().isEmpty() ? QString() : u'.' + wanted.suffix();
    const QString stem = path.chopped(ending.size());
    for (int number = 2; QFileInfo::exists(free) || taken.contains(free); ++number)
        free = QStringLiteral("%1 %2%3").arg(stem).arg(number).arg(ending);
    return free;
}

} // namespace pipecore
