#include "ui/window/runcontrols.h"

#include "ui/base/background.h"
#include "ui/run/commanddialog.h"
#include "ui/session/sessionpage.h"
#include "ui/window/actions.h"
#include "ui/window/autosave.h"
#include "ui/window/masksettings.h"
#include "ui/window/retention.h"

#include <QMessageBox>
#include <QPointer>
#include <QSet>

namespace ui
{

using pipecore::Command;
using pipecore::SavedCommand;
using pipecore::SavedCommands;
using pipecore::SessionRecord;
using pipecore::SessionStore;

namespace
{

constexpr size_t kMostOfHistory = 500;

struct KnownCommands {
    std::vector<CommandPalette::Entry> entries;
    QString problem;
};

// What masks a command that is saved in these words: a session does not keep that.
pipecore::MaskOptions masksOf(const std::vector<SavedCommand> &saved, const Command &command)
{
    pipecore::MaskOptions masks;
    for (const SavedCommand &one : saved)
        if (one.command.words() == command.words())
            masks = joined(masks, one.masks);
    return masks;
}

// Looks at the disk.
KnownCommands knownCommands(const SavedCommands &saved)
{
    KnownCommands known;
    std::vector<SavedCommand> all;
    if (auto list = saved.list())
        all = std::move(*list);
    else
        known.problem = list.error();
    for (const SavedCommand &command : all)
        known.entries.push_back({command});
    QSet<QString> seen;
    const std::vector<SessionRecord> records = SessionStore().list();
    for (auto record = records.rbegin(); record != records.rend() && known.entries.size() < kMostOfHistory;
         ++record) {
        const Command &command = record->command;
        if (command.source != Command::Source::Program || command.isEmpty())
            continue;
        const QString key = command.directory + u'\n' + command.text();
        if (!seen.contains(key))
            known.entries.push_back({{QString(), command, masksOf(all, command)}});
        seen.insert(key);
    }
    return known;
}

} // namespace

RunControls::RunControls(Actions *actions, Pages pages, Current current, Run run, QWidget *window)
    : QObject(window), m_pages(std::move(pages)), m_current(std::move(current)), m_run(std::move(run)),
      m_window(window), m_saved(SessionStore().home())
{
    connect(actions->runFromHistory, &QAction::triggered, this, &RunControls::showPalette);
    connect(actions->retention, &QAction::triggered, this, &RunControls::chooseRetention);
    connect(actions->runWithChanges, &QAction::triggered, this, [this] {
        const SessionPage *page = m_current();
        if (!page || page->record().command.source != Command::Source::Program)
            return;
        SavedCommand command{QString(), page->record().command, page->masks(), page->uploadProfile()};
        command.command.directory = page->record().directory;
        runWithChanges(command);
    });
}

void RunControls::runWithChanges(const SavedCommand &command)
{
    auto *dialog = new CommandDialog(command, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &CommandDialog::saveRequested, this, &RunControls::save);
    connect(dialog, &CommandDialog::runRequested, this, [this](const SavedCommand &entered) {
        if (!entered.name.isEmpty())
            save(entered);
        m_run(entered);
    });
    dialog->open();
}

void RunControls::runAgain(const Command &command, bool withChanges)
{
    runInBackground(
        this,
        [saved = m_saved, command] {
            const auto all = saved.list();
            return SavedCommand{QString(), command, all ? masksOf(*all, command) : pipecore::MaskOptions()};
        },
        [this, withChanges](const SavedCommand &again) {
            if (withChanges)
                runWithChanges(again);
            else
                m_run(again);
        });
}

void RunControls::save(const SavedCommand &command)
{
    runInBackground(
        this, [saved = m_saved, command] { return saved.save(command); },
        [this](const tl::expected<void, QString> &done) {
            if (!done)
                QMessageBox::warning(m_window, tr("Save"), done.error());
        });
}

void RunControls::showPalette()
{
    auto *palette = new CommandPalette(m_window);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    connect(palette, &CommandPalette::runRequested, this, m_run);
    connect(palette, &CommandPalette::changeRequested, this, &RunControls::runWithChanges);
    connect(palette, &CommandPalette::removeRequested, this, [this](const QString &name) {
        runInBackground(
            this, [saved = m_saved, name] { return saved.remove(name); },
            [this](const tl::expected<void, QString> &done) {
                if (!done)
                    QMessageBox::warning(m_window, tr("Forget"), done.error());
            });
    });
    palette->open();
    runInBackground(
        palette, [saved = m_saved] { return knownCommands(saved); },
        [this, palette](const KnownCommands &known) {
            palette->setEntries(known.entries);
            if (!known.problem.isEmpty())
                QMessageBox::warning(m_window, tr("Saved commands"), known.problem);
        });
}

void RunControls::chooseRetention()
{
    RetentionDialog dialog(m_window);
    if (dialog.exec() != QDialog::Accepted)
        return;
    setRetentionSettings(dialog.entered());
    dialog.enteredAutosave().store();
    applyRetention();
}

void RunControls::autosave(SessionPage *page)
{
    const AutosaveSettings settings = AutosaveSettings::load();
    const SessionRecord &record = page->record();
    if (!settings.on || record.command.source != Command::Source::Program || !record.result->started())
        return;
    runInBackground(
        m_window, // the copy is made also when the tab or the window is gone
        [recording = page->recording(), record, path = settings.pathFor(record)] {
            return saveCopy(recording, record, path);
        },
        [page = QPointer<SessionPage>(page)](const QString &error) {
            if (page && !error.isEmpty())
                page->showError(tr("No copy was saved: %1").arg(error));
        });
}

void RunControls::applyRetention()
{
    const pipecore::Retention keep = retentionSettings();
    if (keep == pipecore::Retention())
        return;
    QStringList shown;
    for (const SessionPage *page : m_pages())
        shown << page->record().id;
    runInBackground(
        this, [keep, shown] { return SessionStore().retain(keep, shown); }, [](const QStringList &) {});
}

} // namespace ui
