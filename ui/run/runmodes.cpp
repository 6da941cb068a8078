#include "ui/run/runmodes.h"

#include <QSettings>

namespace ui
{

namespace
{

constexpr qsizetype kMostLines = 500;
// Lines that are run in a special way: "ti" in front of each tells how. The newest last.
const QString kKey = QStringLiteral("commands/modes");

} // namespace

void RunModes::applyTo(pipecore::Command &command) const
{
    command.terminal = terminal;
    command.openInput = input && !terminal;
}

RunModes RunModes::of(const QString &line)
{
    for (const QString &known : QSettings().value(kKey).toStringList())
        if (known.size() > 2 && QStringView(known).mid(2) == line.trimmed())
            return {known[0] == u't', known[1] == u'i'};
    return {};
}

void RunModes::remember(const QString &line) const
{
    QStringList lines = QSettings().value(kKey).toStringList();
    erase_if(lines, [&](const QString &known) { return QStringView(known).mid(2) == line.trimmed(); });
    if (isSpecial())
        lines << QString(QChar(terminal ? u't' : u'-')) + QChar(input ? u'i' : u'-') + line.trimmed();
    while (lines.size() > kMostLines)
        lines.removeFirst();
    QSettings().setValue(kKey, lines);
}

RunModeSwitches::RunModeSwitches(QAction *terminal, QAction *input, QObject *parent)
    : QObject(parent), m_terminal(terminal), m_input(input)
{
    for (QAction *action : {terminal, input})
        connect(action, &QAction::triggered, this, [this] { m_followed = false; });
}

RunModes RunModeSwitches::modes() const
{
    return {m_terminal->isChecked(), m_input->isChecked()};
}

void RunModeSwitches::followLine(const QString &line)
{
    const RunModes known = RunModes::of(line);
    if (!known.isSpecial() && !m_followed)
        return;
    m_terminal->setChecked(known.terminal);
    m_input->setChecked(known.input);
    m_followed = known.isSpecial();
}

} // namespace ui
