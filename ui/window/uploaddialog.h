#pragma once

#include "pipecore/net/upload/uploadtarget.h"

#include <QDialog>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QRadioButton;

namespace ui
{

/// Asks where and how to upload. Addresses are remembered; a token never is.
class UploadDialog : public QDialog
{
    Q_OBJECT
public:
    /// `isRunning`: the command has not ended, so that there is a choice of when.
    UploadDialog(bool isRunning, QWidget *parent);

    pipecore::UploadTarget target() const { return m_target; }
    void accept() override;

private:
    void check();
    void modeChosen();
    pipecore::UploadMode mode() const;

    pipecore::UploadTarget m_target;
    QComboBox *m_url;
    QComboBox *m_mode;
    QComboBox *m_method;
    QLineEdit *m_token;
    QPlainTextEdit *m_headers;
    QRadioButton *m_atEnd;
    QRadioButton *m_now;
    QLabel *m_problem;
    QDialogButtonBox *m_buttons;
};

} // namespace ui
