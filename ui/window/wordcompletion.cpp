#include "ui/window/wordcompletion.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

namespace ui
{

namespace
{

constexpr qsizetype kMost = 2000;

bool isSpecial(QChar c)
{
    return QStringView(u" \t\\'\"`$&|;<>()*?[]#!{}").contains(c);
}

QString escaped(const QString &name)
{
    QString result;
    for (const QChar c : name) {
        if (isSpecial(c))
            result += u'\\';
        result += c;
    }
    return result;
}

QString unescaped(const QString &word)
{
    QString result;
    for (qsizetype i = 0; i < word.size(); ++i) {
        if (word[i] == u'\\' && i + 1 < word.size())
            ++i;
        result += word[i];
    }
    return result;
}

QStringList programsLike(const QString &beginning)
{
    QSet<QString> names;
    const QStringList folders = qEnvironmentVariable("PATH").split(u':', Qt::SkipEmptyParts);
    for (const QString &folder : folders)
        for (const QString &name : QDir(folder).entryList(QDir::Files | QDir::Executable))
            if (name.startsWith(beginning))
                names << name;
    return names.values();
}

QStringList filesLike(const QString &beginning, const QString &directory)
{
    const qsizetype slash = beginning.lastIndexOf(u'/');
    const QString typedFolder = beginning.left(slash + 1);
    QString folder = typedFolder;
    if (folder.startsWith(QLatin1String("~/")))
        folder.replace(0, 1, QDir::homePath());
    const QString name = beginning.mid(slash + 1);
    QDir::Filters filters = QDir::AllEntries | QDir::NoDotAndDotDot;
    if (name.startsWith(u'.'))
        filters |= QDir::Hidden;
    QStringList found;
    for (const QFileInfo &file : QDir(QDir(directory).absoluteFilePath(folder)).entryInfoList(filters))
        if (file.fileName().startsWith(name))
            found << typedFolder + file.fileName() + (file.isDir() ? QStringLiteral("/") : QString());
    return found;
}

} // namespace

WordAtCursor wordAtCursor(const QString &line, int cursor)
{
    WordAtCursor word;
    bool expectProgram = true;
    bool inWord = false;
    for (int i = 0; i < cursor; ++i) {
        const QChar c = line[i];
        const bool isEscaped = i > 0 && line[i - 1] == u'\\';
        if (!isEscaped && QStringView(u"|;&(").contains(c)) {
            expectProgram = true;
            inWord = false;
        } else if (c.isSpace() && !isEscaped) {
            if (inWord)
                expectProgram = false;
            inWord = false;
        } else if (!inWord) {
            inWord = true;
            word.start = i;
        }
    }
    if (!inWord)
        word.start = cursor;
    word.text = line.mid(word.start, cursor - word.start);
    word.isProgram = expectProgram;
    return word;
}

QStringList completionsOf(const WordAtCursor &word, const QString &directory)
{
    const QString typed = unescaped(word.text);
    QStringList found;
    if (word.isProgram && !typed.contains(u'/')) {
        if (!typed.isEmpty())
            found = programsLike(typed);
    } else {
        found = filesLike(typed, directory);
    }
    found.sort();
    if (found.size() > kMost)
        found.resize(kMost);
    for (QString &name : found)
        name = name.startsWith(QLatin1String("~/")) ? u'~' + escaped(name.mid(1)) : escaped(name);
    return found;
}

QString commonPrefix(const QStringList &words)
{
    QString prefix = words.value(0);
    for (const QString &word : words) {
        qsizetype same = 0;
        while (same < prefix.size() && same < word.size() && prefix[same] == word[same])
            ++same;
        prefix.truncate(same);
    }
    return prefix;
}

} // namespace ui
