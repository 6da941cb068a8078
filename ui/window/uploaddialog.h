#pragma once

#include "pipecore/net/upload/uploadprobe.h"
#include "pipecore/net/upload/uploadtarget.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;
class QTabWidget;

namespace pipecore
{
class NetworkThread;
}

namespace ui
{

class ConnectionFields;
class ProbeView;
class ProfileRow;

/// Asks where and how to upload; a target can be kept under a name, and tried out. Addresses are remembered;
/// a token is only kept in the keychain, with its target.
class UploadDialog : public QDialog
{
    Q_OBJECT
public:
    /// `isRunning`: the command has not ended, so that there is a choice of when. `network` does the tests,
    /// and must outlive the dialog.
    UploadDialog(bool isRunning, pipecore::NetworkThread *network, QWidget *parent);

    pipecore::UploadTarget target() const { return m_target; }
    void accept() override;

private:
    QPlainTextEdit *linesField(const QString &hint);
    void makeRows(bool isRunning);
    void show(const pipecore::UploadTarget &target);
    void check();
    void modeChosen();
    /// Fills in m_target, apart from what variables have. What is wrong; empty: nothing.
    QString read();
    QString missing();
    void test();
    void complain(const QString &text);
    pipecore::UploadMode mode() const;

    pipecore::NetworkThread *const m_network;
    pipecore::UploadTarget m_target; ///< has what there is no field for, too
    QString m_tokenEntry;            ///< where the chosen profile has its token in the keychain
    QFormLayout *m_form, *m_extras;
    QTabWidget *m_tabs;
    ProfileRow *m_profile;
    QComboBox *m_url;
    QComboBox *m_mode;
    QComboBox *m_method;
    QComboBox *m_format;
    QCheckBox *m_gzip, *m_deleteOnCancel;
    QLineEdit *m_field;
    QLineEdit *m_token;
    QLineEdit *m_tokenVariable;
    QPlainTextEdit *m_headers, *m_fields;
    ConnectionFields *m_connection;
    QRadioButton *m_atEnd;
    QRadioButton *m_now;
    QLabel *m_problem;
    ProbeView *m_findings;
    QDialogButtonBox *m_buttons;
    QPushButton *m_test, *m_upload;
};

} // namespace ui
