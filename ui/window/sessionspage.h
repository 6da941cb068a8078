#pragma once

#include "pipecore/session/sessionstore.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QTreeWidget;

namespace ui
{

/// The kept sessions, the newest first, to be opened, run again or removed; and what to do when there are
/// none.
class SessionsPage : public QWidget
{
    Q_OBJECT
public:
    explicit SessionsPage(QWidget *parent = nullptr);
    /// Reads the list again, in a thread of the pool.
    void reload();

signals:
    void openRequested(const QString &id);
    void commandChosen(const pipecore::Command &command);
    /// It is to be run again, in another way.
    void changesRequested(const pipecore::Command &command);

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill(const std::vector<pipecore::SessionRecord> &records);
    void filter(const QString &words);
    void removeSelected();
    void setPinned(const QString &id, bool pinned);
    void showMenu(const QPoint &position);

    std::vector<pipecore::SessionRecord> m_records;
    QLineEdit *m_filter;
    QTreeWidget *m_list;
    QLabel *m_hint;
};

} // namespace ui
