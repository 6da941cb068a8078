#pragma once

#include <QAction>
#include <QActionGroup>
#include <QObject>

#include <vector>

class QMenu;
class QMenuBar;

namespace ui
{

class SignalMenu;

/// All that one can do in the window, with its names, shortcuts and menus, in one place.
class Actions : public QObject
{
    Q_OBJECT
public:
    explicit Actions(QObject *parent);

    QAction *run, *runFromHistory, *runWithChanges, *retention, *stop, *restart, *focusCommand,
        *chooseDirectory, *atTerminal, *takeInput, *showScreen, *masking;
    QAction *open, *saveAs, *upload, *share, *closeTab, *quit;
    QAction *copy, *selectAll, *saveSelection;
    QAction *find, *findNext, *findPrevious, *onlyMatches, *filterPane, *goToRow;
    QAction *problems, *nextProblem, *previousProblem;
    QAction *toggleMark, *noteMark, *nextMark, *previousMark;
    QAction *follow, *goToStart, *zoomIn, *zoomOut, *zoomReset, *nextTab, *previousTab;
    QAction *commandList, *showBeside, *mergeRunning, *replay;
    QAction *notify, *triggers, *restoreTabs, *singleInstance;
    QAction *cycleMode, *modeText, *modeRaw, *modeHex, *wrapOff, *wrapCharacter, *wrapWord;
    QAction *lineNumbers, *streamMarks, *timesOff, *timesClock, *timesStart, *timesRow;
    QAction *nextGap, *toggleFrames, *encoding, *editorCommand, *highlights;
    QAction *themeSystem, *themeLight, *themeDark;
    QAction *shortcuts, *about;

    void fillMenus(QMenuBar *bar);
    /// There once the menus are.
    SignalMenu *signalMenu = nullptr;
    QMenu *recentMenu = nullptr;
    /// Draws the icons in the colours of the palette.
    void drawIcons(const QPalette &palette);
    /// Those with a shortcut, for the list of them.
    const std::vector<QAction *> &all() const { return m_all; }

private:
    void addOptions();
    void group(const std::vector<QAction *> &actions);
    QAction *add(const QString &text, const QKeySequence &shortcut = {}, const QString &tip = {});

    std::vector<QAction *> m_all;
};

} // namespace ui
