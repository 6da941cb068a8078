#include "ui/window/desktopcontrols.h"

#include "ui/base/background.h"
#include "ui/desktop/notifier.h"
#include "ui/desktop/singleinstance.h"
#include "ui/session/sessionpage.h"
#include "ui/window/actions.h"

#include "pipecore/session/sessionstore.h"

#include <QFileInfo>
#include <QMenu>
#include <QSettings>

namespace ui
{

namespace
{

constexpr qsizetype kMostRecent = 10;
const QString kRecentKey = QStringLiteral("files/recent");
const QString kTabsKey = QStringLiteral("window/tabs");
const QString kRestoreKey = QStringLiteral("window/restoreTabs");
const QString kNotifyKey = QStringLiteral("commands/notify");

} // namespace

DesktopControls::DesktopControls(Actions *actions, Pages pages, Open open, QWidget *window)
    : QObject(window), m_actions(actions), m_pages(std::move(pages)), m_open(std::move(open))
{
    auto *notifier = new Notifier(m_pages, window);
    const QSettings settings;
    actions->notify->setChecked(settings.value(kNotifyKey, true).toBool());
    notifier->setOn(actions->notify->isChecked());
    connect(actions->notify, &QAction::toggled, notifier, [notifier](bool on) {
        QSettings().setValue(kNotifyKey, on);
        notifier->setOn(on);
    });
    actions->restoreTabs->setChecked(settings.value(kRestoreKey, true).toBool());
    connect(actions->restoreTabs, &QAction::toggled, this,
            [](bool on) { QSettings().setValue(kRestoreKey, on); });
    actions->singleInstance->setChecked(SingleInstance::isWanted());
    connect(actions->singleInstance, &QAction::toggled, this, &SingleInstance::setWanted);
    connect(actions->recentMenu, &QMenu::aboutToShow, this, &DesktopControls::fillRecent);
    fillRecent();
}

void DesktopControls::fillRecent()
{
    QMenu *menu = m_actions->recentMenu;
    menu->clear();
    for (const QString &path : QSettings().value(kRecentKey).toStringList())
        menu->addAction(QString(path).replace(u'&', QStringLiteral("&&")), this,
                        [this, path] { m_open(path); });
    menu->setEnabled(!menu->isEmpty());
}

void DesktopControls::fileOpened(const QString &path)
{
    QStringList recent = QSettings().value(kRecentKey).toStringList();
    const QString absolute = QFileInfo(path).absoluteFilePath();
    recent.removeAll(absolute);
    recent.prepend(absolute);
    QSettings().setValue(kRecentKey, recent.mid(0, kMostRecent));
    fillRecent();
}

void DesktopControls::rememberTabs() const
{
    QStringList tabs;
    for (const SessionPage *page : m_pages()) {
        const auto &recording = *page->recording();
        if (!recording.plainFile().isEmpty())
            tabs << QFileInfo(recording.plainFile()).absoluteFilePath();
        else if (page->record().command.source != pipecore::Command::Source::Merged)
            tabs << page->record().id;
    }
    QSettings().setValue(kTabsKey, tabs);
}

void DesktopControls::restoreTabs()
{
    if (!m_actions->restoreTabs->isChecked())
        return;
    // What is gone since then is nobody's fault: it is left out without a word.
    runInBackground(
        this,
        [tabs = QSettings().value(kTabsKey).toStringList()] {
            QStringList there;
            for (const QString &tab : tabs)
                if (tab.startsWith(u'/') ? QFileInfo::exists(tab)
                                         : pipecore::SessionStore().find(tab).has_value())
                    there << tab;
            return there;
        },
        [this](const QStringList &there) {
            for (const QString &tab : there)
                m_open(tab);
        });
}

} // namespace ui
