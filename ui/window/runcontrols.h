#pragma once

#include "pipecore/session/savedcommands.h"
#include "pipecore/session/sessionstore.h"
#include "ui/run/commandpalette.h"

#include <QObject>

#include <functional>
#include <vector>

namespace ui
{

class Actions;
class SessionPage;

/// What was run before, or saved, and is run again: the palette, "run again with changes", and how much is
/// kept.
class RunControls : public QObject
{
    Q_OBJECT
public:
    using Pages = std::function<std::vector<SessionPage *>()>;
    using Current = std::function<SessionPage *()>;
    using Run = std::function<void(const pipecore::SavedCommand &)>;
    RunControls(Actions *actions, Pages pages, Current current, Run run, QWidget *window);

    /// Asks how to run `command`, beginning with what it says.
    void runWithChanges(const pipecore::SavedCommand &command);
    /// Runs what ran before, or asks how to; masked as a saved command of the same words is.
    void runAgain(const pipecore::Command &command, bool withChanges);
    /// Removes what is more than the user wants kept, in a thread of the pool.
    void applyRetention();
    /// Saves a copy of a command's output that has ended, if the user wants that.
    void autosave(SessionPage *page);

private:
    void showPalette();
    void save(const pipecore::SavedCommand &command);
    void chooseRetention();

    const Pages m_pages;
    const Current m_current;
    const Run m_run;
    QWidget *const m_window;
    const pipecore::SavedCommands m_saved;
};

} // namespace ui
