#include "ui/window/triggercontrols.h"

#include "ui/session/sessionpage.h"
#include "ui/triggers/triggerdialog.h"
#include "ui/triggers/triggerwatch.h"
#include "ui/window/actions.h"

namespace ui
{

TriggerControls::TriggerControls(Actions *actions, Pages pages, QWidget *window)
    : QObject(window), m_pages(std::move(pages)), m_window(window)
{
    connect(actions->triggers, &QAction::triggered, this, &TriggerControls::choose);
}

void TriggerControls::apply(SessionPage *page)
{
    // What is merged has triggers of its own already.
    if (page->isRunning() && page->record().command.source != pipecore::Command::Source::Merged)
        (new TriggerWatch(page))->setTriggers(triggers::read());
}

void TriggerControls::choose()
{
    TriggerDialog dialog(m_window);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const std::vector<Trigger> set = triggers::read();
    for (SessionPage *page : m_pages())
        if (page->isRunning())
            for (TriggerWatch *watch :
                 page->findChildren<TriggerWatch *>(QString(), Qt::FindDirectChildrenOnly))
                watch->setTriggers(set);
}

} // namespace ui
