#include "ui/window/shortcutsdialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace ui
{

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
            add(action->text().remove(u'&').remove(u'…'),
                QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText));
    add(tr("In the command line: the commands before"), tr("Up, Down"));
    add(tr("In the command line: complete a program or file"), tr("Tab"));
    add(tr("In the output: scroll"), tr("Arrows, PgUp, PgDown, Space, Home, End"));
    add(tr("In the output: select"), tr("Shift with these"));
    add(tr("In the output: select nothing"), tr("Esc"));
    add(tr("In the output: zoom"), tr("Ctrl+wheel"));
    list->resizeColumnToContents(1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(list);
    layout->addWidget(buttons);
}

} // namespace ui
