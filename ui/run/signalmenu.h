#pragma once

#include <QMenu>

namespace ui
{

/// The signals that one may send to a command, the usual ones by what they are for.
class SignalMenu : public QMenu
{
    Q_OBJECT
public:
    explicit SignalMenu(QWidget *parent = nullptr);

signals:
    void chosen(int signal);
};

} // namespace ui
