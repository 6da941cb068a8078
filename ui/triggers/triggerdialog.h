#pragma once

#include "ui/triggers/triggerrules.h"

#include <QDialog>

class QLabel;
class QTableWidget;

namespace ui
{

/// Where triggers are made: a pattern in each row, and what it does. They are kept once they are accepted.
class TriggerDialog : public QDialog
{
    Q_OBJECT
public:
    explicit TriggerDialog(QWidget *parent = nullptr);

    void accept() override;

private:
    std::vector<Trigger> shown() const;
    void addTrigger(const Trigger &trigger);
    void removeTrigger();
    /// Whether they can be used; says what is wrong.
    bool check();

    QTableWidget *m_triggers;
    QLabel *m_problem;
};

} // namespace ui
