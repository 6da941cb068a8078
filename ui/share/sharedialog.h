#pragma once

#include <QDialog>
#include <QTimer>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QTreeWidget;

namespace ui
{

class QrCode;
class SessionShare;

/// Starts and stops the sharing of one session, and shows its link and who watches, while it is open.
class ShareDialog : public QDialog
{
    Q_OBJECT
public:
    /// `share` outlives the dialog.
    ShareDialog(SessionShare *share, const QString &title, QWidget *parent = nullptr);

private:
    void startOrStop();
    void copyLink();
    void disconnectSelected();
    void refresh();
    void showViewers();

    SessionShare *const m_share;
    QLabel *m_summary;
    QWidget *m_settings;
    QCheckBox *m_public;
    QSpinBox *m_port;
    QLabel *m_publicHint;
    QPushButton *m_startStop;
    QWidget *m_linkPart;
    QLineEdit *m_link;
    QPushButton *m_copy;
    QrCode *m_code;
    QLabel *m_viewersTitle;
    QTreeWidget *m_viewers;
    QPushButton *m_disconnect;
    QTimer m_tick;
};

} // namespace ui
