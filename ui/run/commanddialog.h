#pragma once

#include "pipecore/session/savedcommands.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace ui
{

/// Asks how a command is to be run: what, where, with which environment, in which mode, and what gets its
/// output; and by which name it is to be saved, if at all.
class CommandDialog : public QDialog
{
    Q_OBJECT
public:
    /// Begins with what `saved` says; its name may be empty.
    CommandDialog(const pipecore::SavedCommand &saved, QWidget *parent);

    pipecore::SavedCommand entered() const;

signals:
    void runRequested(const pipecore::SavedCommand &command);
    void saveRequested(const pipecore::SavedCommand &command);

private:
    void check();
    void chooseDirectory();

    const pipecore::SavedCommand m_before;
    QLineEdit *m_name;
    QLineEdit *m_command;
    QLineEdit *m_directory;
    QPlainTextEdit *m_environment;
    QCheckBox *m_terminal;
    QCheckBox *m_input;
    QCheckBox *m_merge;
    QPlainTextEdit *m_masks;
    QComboBox *m_upload;
    QLabel *m_problem;
    QDialogButtonBox *m_buttons;
    QPushButton *m_run;
    QPushButton *m_save;
};

} // namespace ui
