#include "tests/text/tmuxscreen.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>

using namespace pipecore;

namespace
{

constexpr int kPatience = 60'000; // ms

// Gives the terminal the bytes as they are, and asks it for the cursor's place behind them: once that was
// answered, it has taken all. Answers to what the bytes asked for come before that one.
const QString kScript = QStringLiteral("stty raw -echo; cat '%1'; printf '\\033[6n'; i=0; "
                                       "while [ $i -lt %2 ]; do IFS= read -r -d R answer; i=$((i+1)); done; "
                                       "tmux -L %3 wait-for -S shown; exec sleep 1000");

} // namespace

TmuxScreen::TmuxScreen(TerminalSize size) : m_size(size)
{
    QFile configuration(m_folder.filePath(QStringLiteral("conf")));
    if (configuration.open(QIODevice::WriteOnly))
        configuration.write("set -g status off\nset -g default-terminal screen-256color\n"
                            "set -g remain-on-exit on\nset -g history-limit 10\n");
    configuration.close();
    call({QStringLiteral("-f"), configuration.fileName(), QStringLiteral("new-session"), QStringLiteral("-d"),
          QStringLiteral("-x"), QString::number(size.columns), QStringLiteral("-y"),
          QString::number(size.rows), QStringLiteral("sleep 1000")});
}

TmuxScreen::~TmuxScreen()
{
    call({QStringLiteral("kill-server")});
}

bool TmuxScreen::isInstalled()
{
    return !QStandardPaths::findExecutable(QStringLiteral("tmux")).isEmpty();
}

std::optional<QByteArray> TmuxScreen::call(const QStringList &words)
{
    QProcess tmux;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("TMUX_TMPDIR"), m_folder.path());
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    environment.remove(QStringLiteral("TMUX"));
    tmux.setProcessEnvironment(environment);
    tmux.start(QStringLiteral("tmux"),
               QStringList{QStringLiteral("-u"), QStringLiteral("-L"), QStringLiteral("runnel")} + words);
    if (!tmux.waitForFinished(kPatience) || tmux.exitCode() != 0)
        return {};
    return tmux.readAllStandardOutput();
}

std::optional<ShownScreen> TmuxScreen::show(const QByteArray &bytes)
{
    QFile file(m_folder.filePath(QStringLiteral("bytes")));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        return {};
    file.close();
    const QString script =
        kScript.arg(file.fileName()).arg(bytes.count("\x1b[6n") + 1).arg(QStringLiteral("runnel"));
    QFile program(m_folder.filePath(QStringLiteral("feed")));
    if (!program.open(QIODevice::WriteOnly) || program.write(script.toUtf8()) < 0)
        return {};
    program.close();
    if (!call({QStringLiteral("respawn-pane"), QStringLiteral("-k"),
               QStringLiteral("exec bash '%1'").arg(program.fileName())}) ||
        !call({QStringLiteral("wait-for"), QStringLiteral("shown")}))
        return {};
    const auto rows = call(
        {QStringLiteral("capture-pane"), QStringLiteral("-p"), QStringLiteral("-e"), QStringLiteral("-N")});
    const auto cursor = call(
        {QStringLiteral("display-message"), QStringLiteral("-p"), QStringLiteral("#{cursor_x} #{cursor_y}")});
    if (!rows || !cursor)
        return {};
    // The rows, with their sequences, on a screen: line graphics come as SO and SI put them.
    QByteArray drawn("\x1b)0");
    const QList<QByteArray> lines = rows->split('\n');
    for (int row = 0; row < m_size.rows && row < lines.size(); ++row)
        drawn += "\x1b[" + QByteArray::number(row + 1) + "H" + lines[row];
    ShownScreen shown = shownByUs(drawn, m_size);
    const QList<QByteArray> place = cursor->trimmed().split(' ');
    shown.cursorColumn = place.value(0).toInt();
    shown.cursorRow = place.value(1).toInt();
    return shown;
}
