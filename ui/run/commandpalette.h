#pragma once

#include "pipecore/session/savedcommands.h"

#include <QDialog>

#include <vector>

class QLineEdit;
class QListWidget;

namespace ui
{

/// Finds a command by a few of its letters: saved ones by name or command, then those that were run, the
/// newest first. Enter runs it, Shift+Enter lets one change it before.
class CommandPalette : public QDialog
{
    Q_OBJECT
public:
    struct Entry {
        pipecore::SavedCommand saved; ///< its name is empty: it is of the history
        QString title() const;
    };

    explicit CommandPalette(QWidget *parent);
    /// In the order in which they are shown when nothing is typed.
    void setEntries(std::vector<Entry> entries);

signals:
    void runRequested(const pipecore::SavedCommand &command);
    void changeRequested(const pipecore::SavedCommand &command);
    void removeRequested(const QString &name);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void show(const QString &pattern);
    const Entry *current() const;
    void choose(bool change);

    std::vector<Entry> m_entries;
    QLineEdit *m_pattern;
    QListWidget *m_list;
};

} // namespace ui
