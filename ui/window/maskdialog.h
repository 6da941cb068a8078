#pragma once

#include "pipecore/session/masking.h"

#include <QDialog>

class QCheckBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QTreeWidget;

namespace ui
{

/// Asks what to mask in the output of commands that start from now on, and shows what that comes to: names
/// and patterns, never a value.
class MaskDialog : public QDialog
{
    Q_OBJECT
public:
    explicit MaskDialog(QWidget *parent);
    void accept() override;

private:
    pipecore::MaskOptions entered() const;
    void preview();

    QCheckBox *m_secrets;
    QLineEdit *m_variables;
    QPlainTextEdit *m_patterns;
    QTreeWidget *m_preview;
    QLabel *m_problem;
    QDialogButtonBox *m_buttons;
};

} // namespace ui
