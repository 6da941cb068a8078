#include "ui/window/actions.h"

#include "ui/base/icons.h"
#include "ui/base/theme.h"
#include "ui/run/signalmenu.h"

#include <QMenuBar>

namespace ui
{

Actions::Actions(QObject *parent) : QObject(parent)
{
    run = add(tr("&Run"), tr("Ctrl+R"), tr("Run the command (Enter in the command line)"));
    runFromHistory =
        add(tr("Run from the &history…"), tr("Ctrl+P"), tr("Find a command that was saved or run before"));
    runWithChanges = add(tr("Run again with &changes…"), tr("Ctrl+Shift+E"),
                         tr("Run the command of this tab in another way, or save it by a name"));
    retention = add(tr("What is &kept…"), {}, tr("How many sessions are kept, and for how long"));
    stop = add(tr("&Stop"), tr("Ctrl+."), tr("Ask the command to end; once more: end it at once"));
    restart = add(tr("R&estart"), tr("Ctrl+Shift+R"), tr("Run the command of this tab again, in its place"));
    restart->setShortcuts({QKeySequence(tr("Ctrl+Shift+R")), QKeySequence(tr("F5"))});
    focusCommand = add(tr("Go to the &command line"), tr("Ctrl+L"));
    chooseDirectory = add(tr("&Working directory…"), tr("Ctrl+D"));
    atTerminal =
        add(tr("At a &terminal"), tr("Ctrl+Shift+T"),
            tr("The command sees a terminal: colours and questions as there; remembered for each command"));
    atTerminal->setCheckable(true);
    atTerminal->setIconText(tr("Terminal"));
    takeInput = add(tr("With &input"), tr("Ctrl+Shift+I"),
                    tr("Type what the command reads, below its output; remembered for each command"));
    takeInput->setCheckable(true);
    takeInput->setIconText(tr("Input"));
    showScreen = add(tr("The terminal's s&creen"), tr("Ctrl+Shift+O"),
                     tr("Show the screen of a command at a terminal, or all of its output"));
    showScreen->setCheckable(true);
    masking = add(tr("&Masking…"), {}, tr("What of a command's output is never shown, kept or sent"));

    open = add(tr("&Open…"), QKeySequence::Open, tr("Open a session file or a log"));
    saveAs =
        add(tr("&Save as…"), QKeySequence::Save, tr("Save the session, its output or its text to a file"));
    upload = add(tr("&Upload…"), tr("Ctrl+Shift+U"), tr("Send the output to a URL"));
    share = add(tr("S&hare…"), tr("Ctrl+Shift+H"), tr("Let others watch the output in a browser"));
    closeTab = add(tr("&Close tab"), QKeySequence::Close);
    quit = add(tr("&Quit"), tr("Ctrl+Q"));

    copy = add(tr("&Copy"), QKeySequence::Copy);
    selectAll = add(tr("Select &all"), QKeySequence::SelectAll);
    saveSelection = add(tr("Save se&lection…"), tr("Ctrl+Shift+S"));
    find = add(tr("&Find…"), QKeySequence::Find, tr("Find in the output"));
    find->setShortcuts({QKeySequence(tr("Ctrl+F"))});
    findNext = add(tr("Find &next"), tr("F3"));
    findPrevious = add(tr("Find &previous"), tr("Shift+F3"));
    onlyMatches = add(tr("&Only rows that match"), tr("Ctrl+Shift+F"), tr("Show only the rows that match"));
    filterPane = add(tr("Fi&lter pane"), tr("Ctrl+Shift+L"),
                     tr("Show the rows that match some terms in a pane below the output"));
    goToRow = add(tr("&Go to…"), tr("Ctrl+G"), tr("Go to a row, by its number, a percentage or a time"));

    problems = add(tr("Pro&blems"), tr("Ctrl+Shift+M"), tr("List the errors and warnings in the output"));
    nextProblem = add(tr("Ne&xt problem"), tr("F8"));
    previousProblem = add(tr("Pre&vious problem"), tr("Shift+F8"));
    toggleMark = add(tr("&Mark"), tr("Ctrl+F2"), tr("Mark the row with the caret, or take its mark away"));
    noteMark =
        add(tr("Mark with a n&ote…"), tr("Ctrl+Shift+F2"), tr("Mark the row with the caret, and say why"));
    nextMark = add(tr("&Next mark"), tr("F2"));
    previousMark = add(tr("&Previous mark"), tr("Shift+F2"));

    follow = add(tr("&Follow the end"), tr("Ctrl+End"), tr("Keep the end in view"));
    follow->setCheckable(true);
    goToStart = add(tr("Go to the &start"), tr("Ctrl+Home"));
    addOptions();
    zoomIn = add(tr("Zoom &in"), QKeySequence::ZoomIn);
    zoomIn->setShortcuts({QKeySequence(tr("Ctrl++")), QKeySequence(tr("Ctrl+="))});
    zoomOut = add(tr("Zoom &out"), QKeySequence::ZoomOut);
    zoomReset = add(tr("&Normal size"), tr("Ctrl+0"));
    nextTab = add(tr("&Next tab"), tr("Ctrl+PgDown"));
    nextTab->setShortcuts({QKeySequence(tr("Ctrl+PgDown")), QKeySequence(tr("Ctrl+Tab"))});
    previousTab = add(tr("&Previous tab"), tr("Ctrl+PgUp"));
    previousTab->setShortcuts({QKeySequence(tr("Ctrl+PgUp")), QKeySequence(tr("Ctrl+Shift+Tab"))});

    commandList =
        add(tr("List of &commands"), tr("Ctrl+B"), tr("What runs and ran, with its figures, at the side"));
    commandList->setCheckable(true);
    showBeside =
        add(tr("Show &beside"), tr("Ctrl+Shift+B"), tr("A second view of this output beside the tabs"));
    mergeRunning = add(tr("Show what runs &merged"), tr("Ctrl+Alt+M"),
                       tr("The rows of all commands that run, in the order of time, with their names"));
    replay = add(tr("Re&play"), tr("Ctrl+Shift+Y"), tr("Show the output again as it came"));
    replay->setCheckable(true);
    notify = add(tr("Tell of &ends and silence"), {},
                 tr("By the desktop's notifications, when a long command ends or falls silent and the window "
                    "is not in "
                    "use"));
    triggers = add(tr("&Triggers…"), tr("Ctrl+Shift+J"),
                   tr("Mark, tell, sound or stop when a row of a running command matches"));
    restoreTabs = add(tr("Open with the last &tabs"));
    singleInstance =
        add(tr("One &window for all"), {}, tr("Commands and files given later open in this window"));
    for (QAction *setting : {notify, restoreTabs, singleInstance})
        setting->setCheckable(true);
    themeSystem = add(tr("As the &desktop"));
    themeLight = add(tr("&Light"));
    themeDark = add(tr("D&ark"));
    group({themeSystem, themeLight, themeDark});
    shortcuts = add(tr("&Keyboard shortcuts"), tr("F1"));
    about = add(tr("&About Runnel"));
}

void Actions::addOptions()
{
    cycleMode = add(tr("Te&xt, raw, hex in turn"), tr("F6"),
                    tr("Show the same place with its escapes, as numbers, as text"));
    modeText = add(tr("&Text"));
    modeRaw = add(tr("&Raw, with its escapes"));
    modeHex = add(tr("&Hex"));
    group({modeText, modeRaw, modeHex});
    wrapOff = add(tr("&Off"), tr("Ctrl+Shift+1"));
    wrapCharacter = add(tr("By &character"), tr("Ctrl+Shift+2"));
    wrapWord = add(tr("By &word"), tr("Ctrl+Shift+3"));
    group({wrapOff, wrapCharacter, wrapWord});
    lineNumbers = add(tr("&Line numbers"), tr("F11"));
    lineNumbers->setCheckable(true);
    streamMarks = add(tr("&Mark rows from stderr"), tr("Shift+F11"));
    streamMarks->setCheckable(true);
    timesOff = add(tr("&None"), tr("Ctrl+Alt+0"));
    timesClock = add(tr("By the &clock"), tr("Ctrl+Alt+1"));
    timesStart = add(tr("Since the &start"), tr("Ctrl+Alt+2"));
    timesRow = add(tr("Since the &row before"), tr("Ctrl+Alt+3"));
    group({timesOff, timesClock, timesStart, timesRow});
    nextGap =
        add(tr("Next &gap in time…"), tr("Ctrl+Shift+G"), tr("Go to the next row that came after a pause"));
    toggleFrames = add(tr("States of a &progress line"), tr("Ctrl+Shift+P"),
                       tr("Show all that the line with the caret showed, or its last state again"));
    encoding = add(tr("&Encoding…"));
    highlights = add(tr("&Highlight rules…"), tr("Ctrl+Shift+K"), tr("Give what matters colours of its own"));
    editorCommand = add(tr("Editor for &files…"));
}

void Actions::group(const std::vector<QAction *> &actions)
{
    auto *group = new QActionGroup(this);
    for (QAction *action : actions) {
        action->setCheckable(true);
        group->addAction(action);
    }
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
    file->addActions({open, saveAs, upload, share});
    file->addSeparator();
    recentMenu = file->addMenu(tr("Open &recent"));
    file->addSeparator();
    file->addActions({retention, restoreTabs, singleInstance});
    file->addSeparator();
    file->addActions({closeTab, quit});
    QMenu *command = bar->addMenu(tr("&Command"));
    command->addActions({run, runFromHistory, stop, restart, runWithChanges});
    signalMenu = new SignalMenu(command);
    command->addMenu(signalMenu);
    command->addSeparator();
    command->addActions({atTerminal, takeInput, showScreen});
    command->addSeparator();
    command->addActions({focusCommand, chooseDirectory, masking, notify, triggers});
    QMenu *edit = bar->addMenu(tr("&Edit"));
    edit->addActions({copy, selectAll, saveSelection});
    edit->addSeparator();
    edit->addActions({find, findNext, findPrevious, onlyMatches, filterPane, goToRow});
    edit->addSeparator();
    edit->addActions({problems, nextProblem, previousProblem});
    edit->addSeparator();
    edit->addMenu(tr("&Marks"))->addActions({toggleMark, noteMark, nextMark, previousMark});
    edit->addSeparator();
    edit->addAction(editorCommand);
    QMenu *view = bar->addMenu(tr("&View"));
    view->addActions({follow, replay, goToStart, nextGap});
    view->addSeparator();
    QMenu *mode = view->addMenu(tr("Sho&w as"));
    mode->addActions({cycleMode, modeText, modeRaw, modeHex});
    mode->addSeparator();
    mode->addAction(encoding);
    view->addMenu(tr("&Wrap long lines"))->addActions({wrapOff, wrapCharacter, wrapWord});
    view->addMenu(tr("&Time of arrival"))->addActions({timesOff, timesClock, timesStart, timesRow});
    view->addActions({lineNumbers, streamMarks, toggleFrames, highlights});
    view->addSeparator();
    view->addActions({zoomIn, zoomOut, zoomReset});
    QMenu *theme = view->addMenu(tr("&Theme"));
    theme->addActions({themeSystem, themeLight, themeDark});
    view->addSeparator();
    view->addActions({commandList, showBeside, mergeRunning});
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
    share->setIcon(icon(QStringLiteral("share"), text));
    closeTab->setIcon(icon(QStringLiteral("close"), text));
    follow->setIcon(icon(QStringLiteral("follow"), text));
}

} // namespace ui
