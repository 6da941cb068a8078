#include "ui/run/signalmenu.h"

#include "pipecore/run/runresult.h"

#include <csignal>

namespace ui
{

SignalMenu::SignalMenu(QWidget *parent) : QMenu(tr("Send a si&gnal"), parent)
{
    const auto add = [this](QMenu *menu, const QString &text, int number) {
        menu->addAction(QStringLiteral("%1\t%2").arg(text, pipecore::signalName(number)), this,
                        [this, number] { emit chosen(number); });
    };
    add(this, tr("&Interrupt"), SIGINT);
    add(this, tr("&Hang up"), SIGHUP);
    add(this, tr("&Terminate"), SIGTERM);
    add(this, tr("&Kill"), SIGKILL);
    addSeparator();
    add(this, tr("&Suspend"), SIGSTOP);
    add(this, tr("&Continue"), SIGCONT);
    addSeparator();
    QMenu *others = addMenu(tr("&Others"));
    for (const int number : {SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGABRT, SIGTSTP, SIGWINCH, SIGPIPE})
        add(others, QString::number(number), number);
}

} // namespace ui
