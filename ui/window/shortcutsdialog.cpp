#include "ui/window/shortcutsdialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QMenu>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace ui
{

namespace
{

QString plain(QString text)
{
    return text.remove(u'&').remove(u'…');
}

template<typename Where> const Where *placeOf(const QAction *action)
{
    for (const QObject *object : action->associatedObjects())
        if (const auto *place = qobject_cast<const Where *>(object))
            return place;
    return nullptr;
}

// What stands in a submenu means little without that menu's name.
QString nameOf(const QAction *action)
{
    const auto *menu = placeOf<QMenu>(action);
    if (menu && placeOf<QMenu>(menu->menuAction()))
        return plain(menu->title()) + QStringLiteral(": ") + plain(action->text()).toLower();
    return plain(action->text());
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const std::vector<QAction *> &actions, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Keyboard shortcuts"));
    resize(QSize(680, 620).boundedTo(parent->size()));
    auto *list = new QTreeWidget(this);
    list->setHeaderLabels({tr("What"), tr("Keys")});
    list->setRootIsDecorated(false);
    list->header()->setStretchLastSection(false);
    list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    const auto add = [list](const QString &what, const QString &keys) {
        new QTreeWidgetItem(list, {what, keys});
    };
    for (const QAction *action : actions)
        if (!action->shortcut().isEmpty())
            add(nameOf(action), QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText));
    add(tr("In the command line: the commands before"), tr("Up, Down"));
    add(tr("In the command line: complete a program or file"), tr("Tab"));
    add(tr("In the output: scroll"), tr("Arrows, PgUp, PgDown, Space, Home, End"));
    add(tr("In the output: select"), tr("Shift with these"));
    add(tr("In the output: select nothing"), tr("Esc"));
    add(tr("In the output: zoom"), tr("Ctrl+wheel"));
    add(tr("On a terminal's screen: copy, paste"), tr("Ctrl+Shift+C, Ctrl+Shift+V"));
    add(tr("On a terminal's screen: scroll"), tr("Shift+PgUp, Shift+PgDown, Ctrl+Shift+Up, Ctrl+Shift+Down"));
    add(tr("On a terminal's screen: select where the command has the mouse"), tr("Shift with the mouse"));
    list->resizeColumnToContents(1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(list);
    layout->addWidget(buttons);
}

} // namespace ui
