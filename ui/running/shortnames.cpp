#include "ui/running/shortnames.h"

#include "ui/session/sessionpage.h"

#include <algorithm>

namespace ui
{

namespace
{

constexpr qsizetype kLongest = 16;

} // namespace

// The program without its folder; a number tells those of one name apart.
QStringList shortNames(const QStringList &commands)
{
    QStringList names;
    qsizetype width = 0;
    for (const QString &command : commands) {
        const QString program = command.simplified().section(u' ', 0, 0);
        const QString base = program.section(u'/', -1, -1, QString::SectionSkipEmpty).left(kLongest);
        QString name = base;
        for (int number = 2; names.contains(name); ++number)
            name = QStringLiteral("%1.%2").arg(base).arg(number);
        names << name;
        width = std::max(width, name.size());
    }
    for (QString &name : names)
        name = name.leftJustified(width);
    return names;
}

QStringList shortNames(const std::vector<SessionPage *> &pages)
{
    QStringList commands;
    for (const SessionPage *page : pages)
        commands << page->title();
    return shortNames(commands);
}

} // namespace ui
