#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace ui
{

class SessionPage;

/// The line at the bottom: how the session in view stands, in figures.
class StatusLine : public QWidget
{
    Q_OBJECT
public:
    explicit StatusLine(QWidget *parent = nullptr);
    /// Shows `page`, or nothing when it is null.
    void show(const SessionPage *page);
    /// A word about something else under way; empty: none.
    void setActivity(const QString &text);

signals:
    void followRequested(bool follow);

private:
    QLabel *m_icon, *m_state, *m_elapsed, *m_bytes, *m_rows, *m_rate, *m_masked, *m_activity;
    QToolButton *m_follow;
    QString m_iconKey;
};

} // namespace ui
