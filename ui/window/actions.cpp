#include "ui/window/actions.h"

#include "ui/base/icons.h"
#include "ui/base/theme.h"

#include <QMenuBar>

namespace ui
{

Actions::Actions(QObject *parent) : QObject(parent)
{
    run = add(tr("&Run"), tr("Ctrl+R"), tr("Run the command (Enter in the command line)"));
    stop = add(tr("&Stop"), tr("Ctrl+."), tr("Ask the command to end; once more: end it at once"));
    restart = add(tr("R&estart"), tr("Ctrl+Shift+R"), tr("Run the command of this tab again, in its place"));
    restart->setShortcuts({QKeySequence(tr("Ctrl+Shift+R")), QKeySequence(tr("F5"))});
    focusCommand = add(tr("Go to the &command line"), tr("Ctrl+L"));
    chooseDirectory = add(tr("&Working directory…"), tr("Ctrl+D"));
    masking = add(tr("&Masking…"), {}, tr("What of a command's output is never shown, kept or sent"));

    open = add(tr("&Open…"), QKeySequence::Open, tr("Open a session file or a log"));
    saveAs =
        add(tr("&Save as…"), QKeySequence::Save, tr("Save the session, its output or its text to a file"));
    upload = add(tr("&Upload…"), tr("Ctrl+Shift+U"), tr("Send the output to a URL"));
    closeTab = add(tr("&Close tab"), QKeySequence::Close);
    quit = add(tr("&Quit"), tr("Ctrl+Q"));

    copy = add(tr("&Copy"), QKeySequence::Copy);
    selectAll = add(tr("Select &all"), QKeySequence::SelectAll);
    saveSelection = add(tr("Save se&lection…"), tr("Ctrl+Shift+S"));

    follow = add(tr("&Follow the end"), tr("Ctrl+End"), tr("Keep the end in view"));
    follow->setCheckable(true);
    goToStart = add(tr("Go to the &start"), tr("Ctrl+Home"));
    lineNumbers = add(tr("&Line numbers"), tr("F11"));
    lineNumbers->setCheckable(true);
    zoomIn = add(tr("Zoom &in"), QKeySequence::ZoomIn);
    zoomIn->setShortcuts({QKeySequence(tr("Ctrl++")), QKeySequence(tr("Ctrl+="))});
    zoomOut = add(tr("Zoom &out"), QKeySequence::ZoomOut);
    zoomReset = add(tr("&Normal size"), tr("Ctrl+0"));
    nextTab = add(tr("&Next tab"), tr("Ctrl+PgDown"));
    nextTab->setShortcuts({QKeySequence(tr("Ctrl+PgDown")), QKeySequence(tr("Ctrl+Tab"))});
    previousTab = add(tr("&Previous tab"), tr("Ctrl+PgUp"));
    previousTab->setShortcuts({QKeySequence(tr("Ctrl+PgUp")), QKeySequence(tr("Ctrl+Shift+Tab"))});

    auto *themes = new QActionGroup(this);
    themeSystem = add(tr("As the &desktop"));
    themeLight = add(tr("&Light"));
    themeDark = add(tr("D&ark"));
    for (QAction *theme : {themeSystem, themeLight, themeDark}) {
        theme->setCheckable(true);
        themes->addAction(theme);
    }
    shortcuts = add(tr("&Keyboard shortcuts"), tr("F1"));
    about = add(tr("&About Runnel"));
}

QAction *Actions::add(const QString &text, const QKeySequence &shortcut, const QString &tip)
{
    auto *action = new QAction(text, this);
    action->setShortcut(shortcut);
    const QString plain = QString(text).remove(u'&').remove(u'…');
    const QString key = shortcut.toString(QKeySequence::NativeText);
    action->setToolTip((tip.isEmpty() ? plain : tip) +
                       (key.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(key)));
    m_all.push_back(action);
    return action;
}

void Actions::fillMenus(QMenuBar *bar)
{
    QMenu *file = bar->addMenu(tr("&File"));
    file->addActions({open, saveAs, upload});
    file->addSeparator();
    file->addActions({closeTab, quit});
    QMenu *command = bar->addMenu(tr("&Command"));
    command->addActions({run, stop, restart});
    command->addSeparator();
    command->addActions({focusCommand, chooseDirectory, masking});
    QMenu *edit = bar->addMenu(tr("&Edit"));
    edit->addActions({copy, selectAll, saveSelection});
    QMenu *view = bar->addMenu(tr("&View"));
    view->addActions({follow, goToStart, lineNumbers});
    view->addSeparator();
    view->addActions({zoomIn, zoomOut, zoomReset});
    QMenu *theme = view->addMenu(tr("&Theme"));
    theme->addActions({themeSystem, themeLight, themeDark});
    view->addSeparator();
    view->addActions({nextTab, previousTab});
    QMenu *help = bar->addMenu(tr("&Help"));
    help->addActions({shortcuts, about});
}

void Actions::drawIcons(const QPalette &palette)
{
    const QColor text = palette.color(QPalette::ButtonText);
    const MeaningColors colors = MeaningColors::of(palette);
    run->setIcon(icon(QStringLiteral("run"), colors.success));
    stop->setIcon(icon(QStringLiteral("stop"), colors.failure));
    restart->setIcon(icon(QStringLiteral("restart"), text));
    chooseDirectory->setIcon(icon(QStringLiteral("folder"), text));
    open->setIcon(icon(QStringLiteral("open"), text));
    saveAs->setIcon(icon(QStringLiteral("save"), text));
    upload->setIcon(icon(QStringLiteral("upload"), text));
    closeTab->setIcon(icon(QStringLiteral("close"), text));
    follow->setIcon(icon(QStringLiteral("follow"), text));
}

} // namespace ui
