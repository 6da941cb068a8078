#pragma once

#include <QDialog>

#include <vector>

class QAction;

namespace ui
{

/// All shortcuts in one list.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT
public:
    ShortcutsDialog(const std::vector<QAction *> &actions, QWidget *parent);
};

} // namespace ui
