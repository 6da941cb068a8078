#include "ui/running/runninglist.h"

#include "ui/running/runningdelegate.h"

#include <QContextMenuEvent>
#include <QMenu>

namespace ui
{

RunningList::RunningList(RunningModel::Pages pages, RunningModel::Current current, QWidget *parent)
    : QListView(parent), m_model(new RunningModel(std::move(pages), current, this)),
      m_current(std::move(current))
{
    setModel(m_model);
    setItemDelegate(new RunningDelegate(m_model, this));
    setAccessibleName(tr("Running and recent commands"));
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    connect(this, &QListView::clicked, this, [this](const QModelIndex &index) {
        SessionPage *page = m_model->entry(index.row()).page;
        if (selectionModel()->selectedRows().size() == 1 && page)
            emit pageChosen(page);
    });
    connect(this, &QListView::activated, this, [this](const QModelIndex &index) {
        const RunningModel::Entry &entry = m_model->entry(index.row());
        choose(entry.page, entry.id);
    });
}

void RunningList::refresh()
{
    if (!isVisible())
        return;
    m_model->refresh();
    const int row = m_model->rowOf(m_current());
    if (row >= 0 && selectionModel()->selectedRows().size() <= 1)
        setCurrentIndex(m_model->index(row));
}

void RunningList::choose(SessionPage *page, const QString &id)
{
    if (page)
        emit pageChosen(page);
    else
        emit openRequested(id);
}

std::vector<SessionPage *> RunningList::selectedPages() const
{
    std::vector<SessionPage *> pages;
    for (const QModelIndex &index : selectionModel()->selectedRows())
        if (SessionPage *page = m_model->entry(index.row()).page)
            pages.push_back(page);
    return pages;
}

void RunningList::showEvent(QShowEvent *event)
{
    QListView::showEvent(event);
    m_model->setLive(true);
}

void RunningList::hideEvent(QHideEvent *event)
{
    QListView::hideEvent(event);
    m_model->setLive(false);
}

// While the menu is open the rows change, and so do the pages: a command of a group starts again in a new
// one.
void RunningList::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    if (!index.isValid())
        return;
    std::vector<QPointer<SessionPage>> pages;
    for (SessionPage *selected : selectedPages())
        pages.emplace_back(selected);
    const QPointer<SessionPage> page = m_model->entry(index.row()).page;
    const QString id = m_model->entry(index.row()).id;
    QMenu menu(this);
    menu.addAction(tr("&Show"), this, [this, page, id] { choose(page, id); });
    if (page) {
        menu.addAction(tr("Show &beside"), this, [this, page] {
            if (page)
                emit besideRequested(page);
        });
        QAction *merge = menu.addAction(tr("Show these &merged"), this, [this, pages] {
            std::vector<SessionPage *> there(pages.begin(), pages.end());
            std::erase(there, nullptr);
            emit mergeRequested(there);
        });
        merge->setEnabled(pages.size() > 1);
        menu.addSeparator();
        QAction *stop = menu.addAction(tr("S&top"), this, [page] {
            if (page)
                page->stop();
        });
        stop->setEnabled(page->isRunning());
    }
    menu.exec(event->globalPos());
}

} // namespace ui
