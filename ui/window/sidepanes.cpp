#include "ui/window/sidepanes.h"

#include "ui/running/besidepane.h"
#include "ui/running/runninglist.h"
#include "ui/window/actions.h"
#include "ui/window/sessiontabs.h"

#include <QDockWidget>
#include <QMainWindow>
#include <QSettings>
#include <QSplitter>

namespace ui
{

namespace
{

constexpr int kLeastWidth = 200;
const QString kShownKey = QStringLiteral("window/commandList");

} // namespace

SidePanes::SidePanes(Actions *actions, SessionTabs *tabs, QSplitter *splitter, QMainWindow *window)
    : QObject(window), m_tabs(tabs), m_splitter(splitter), m_dock(new QDockWidget(tr("Commands"), window)),
      m_list(new RunningList([tabs] { return tabs->pages(); }, [tabs] { return tabs->current(); }, m_dock))
{
    m_dock->setObjectName(QStringLiteral("commands"));
    m_dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable);
    m_dock->setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    m_dock->setWidget(m_list);
    m_dock->setVisible(QSettings().value(kShownKey, false).toBool());
    window->addDockWidget(Qt::LeftDockWidgetArea, m_dock);
    window->resizeDocks({m_dock}, {260}, Qt::Horizontal);
    actions->commandList->setChecked(m_dock->isVisibleTo(window));
    connect(actions->commandList, &QAction::toggled, m_dock, [this](bool on) {
        m_dock->setVisible(on);
        QSettings().setValue(kShownKey, on);
    });
    connect(m_dock->toggleViewAction(), &QAction::triggered, actions->commandList, &QAction::setChecked);
    connect(actions->showBeside, &QAction::triggered, this, [this] {
        if (SessionPage *page = m_tabs->current())
            showBeside(page);
    });
    connect(actions->mergeRunning, &QAction::triggered, this, [this] {
        std::vector<SessionPage *> pages = m_tabs->runningPages();
        std::erase_if(pages, [](const SessionPage *page) {
            return page->record().command.source == pipecore::Command::Source::Merged;
        });
        emit mergeRequested(pages);
    });
    connect(m_list, &RunningList::pageChosen, m_tabs, [this](SessionPage *page) {
        m_tabs->setCurrentWidget(page);
        page->setFocus();
    });
    connect(m_list, &RunningList::openRequested, this, &SidePanes::openRequested);
    connect(m_list, &RunningList::mergeRequested, this, &SidePanes::mergeRequested);
    connect(m_list, &RunningList::besideRequested, this, &SidePanes::showBeside);
}

void SidePanes::refresh()
{
    m_list->refresh();
}

void SidePanes::setCellFont(const QFont &font)
{
    m_font = font;
    if (m_beside)
        m_beside->setCellFont(font);
}

void SidePanes::showBeside(SessionPage *page)
{
    if (!m_beside) {
        m_beside = new BesidePane;
        m_splitter->addWidget(m_beside);
        m_splitter->setCollapsible(0, false);
        m_tabs->setMinimumWidth(kLeastWidth); // what is in them would like more
        m_beside->setMinimumWidth(kLeastWidth);
        m_splitter->setStretchFactor(0, 1);
        m_splitter->setStretchFactor(1, 1);
        connect(m_beside, &BesidePane::closed, m_beside, &QWidget::hide);
    }
    m_beside->setCellFont(m_font);
    m_beside->setPage(page);
    const bool isNew = m_beside->isHidden() || m_splitter->sizes().value(1) == 0;
    m_beside->show();
    if (!isNew)
        return;
    const auto halve = [this] { m_splitter->setSizes({m_splitter->width() / 2, m_splitter->width() / 2}); };
    halve();
    QMetaObject::invokeMethod(m_splitter, halve, Qt::QueuedConnection); // once it knows of the new one
}

} // namespace ui
