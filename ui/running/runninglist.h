#pragma once

#include "ui/running/runningmodel.h"
#include "ui/session/sessionpage.h"

#include <QListView>

namespace ui
{

/// The list at the side: what runs and ran, with its state, how long it took, how much it writes and uses,
/// and what has happened that nobody has looked at yet.
class RunningList : public QListView
{
    Q_OBJECT
public:
    RunningList(RunningModel::Pages pages, RunningModel::Current current, QWidget *parent = nullptr);

    RunningModel *runningModel() const { return m_model; }
    /// To be called when tabs come or go, or another one comes into view.
    void refresh();

signals:
    void pageChosen(ui::SessionPage *page);
    void openRequested(const QString &id);
    void besideRequested(ui::SessionPage *page);
    void mergeRequested(const std::vector<ui::SessionPage *> &pages);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    std::vector<SessionPage *> selectedPages() const;
    void choose(SessionPage *page, const QString &id);

    RunningModel *m_model;
    const RunningModel::Current m_current;
};

} // namespace ui
