#include "ui/triggers/triggerdialog.h"

#include "ui/base/tableitems.h"
#include "ui/base/theme.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace ui
{

namespace
{

enum Column { Pattern, FirstFlag, Columns = FirstFlag + 6 };

constexpr bool Trigger::*kFlags[] = {&Trigger::isRegex, &Trigger::matchCase, &Trigger::mark,
                                     &Trigger::notify,  &Trigger::sound,     &Trigger::stop};

} // namespace

TriggerDialog::TriggerDialog(QWidget *parent)
    : QDialog(parent), m_triggers(new QTableWidget(0, Columns, this)), m_problem(new QLabel(this))
{
    setWindowTitle(tr("Triggers"));
    resize(760, 380);
    auto *layout = new QVBoxLayout(this);
    auto *explanation =
        new QLabel(tr("What is done when a row of a running command matches, as it comes. A trigger tells of "
                      "it once in a few seconds, with the number of rows."),
                   this);
    explanation->setWordWrap(true);
    layout->addWidget(explanation);
    m_triggers->setHorizontalHeaderLabels({tr("Pattern"), tr("Regex"), tr("Case"), tr("Mark the row"),
                                           tr("Notify"), tr("Sound"), tr("Stop the command")});
    m_triggers->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_triggers->horizontalHeader()->setSectionResizeMode(Pattern, QHeaderView::Stretch);
    m_triggers->verticalHeader()->hide();
    m_triggers->setAccessibleName(tr("Triggers"));
    layout->addWidget(m_triggers, 1);
    auto *below = new QHBoxLayout;
    layout->addLayout(below);
    const auto addButton = [&](const QString &text, auto slot) {
        auto *button = new QPushButton(text, this);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, slot);
        below->addWidget(button);
    };
    addButton(tr("&Add a trigger"), [this] {
        if (static_cast<size_t>(m_triggers->rowCount()) < triggers::kMost)
            addTrigger({{}, false, false, true, true, false, false});
    });
    addButton(tr("&Remove the trigger"), [this] { removeTrigger(); });
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    below->addWidget(m_problem, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &TriggerDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &TriggerDialog::reject);
    layout->addWidget(buttons);
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, MeaningColors::of(palette).failure);
    m_problem->setPalette(palette);
    for (const Trigger &trigger : triggers::read())
        addTrigger(trigger);
    connect(m_triggers, &QTableWidget::cellChanged, this, &TriggerDialog::check);
    check();
}

void TriggerDialog::addTrigger(const Trigger &trigger)
{
    const QSignalBlocker silent(m_triggers);
    const int row = m_triggers->rowCount();
    m_triggers->insertRow(row);
    m_triggers->setItem(row, Pattern, new QTableWidgetItem(trigger.pattern));
    int column = FirstFlag;
    for (const auto flag : kFlags)
        m_triggers->setItem(row, column++, checkItem(trigger.*flag));
    if (trigger.pattern.isEmpty())
        m_triggers->editItem(m_triggers->item(row, Pattern));
}

void TriggerDialog::removeTrigger()
{
    m_triggers->removeRow(m_triggers->currentRow());
    check();
}

std::vector<Trigger> TriggerDialog::shown() const
{
    std::vector<Trigger> shown;
    for (int row = 0; row < m_triggers->rowCount(); ++row) {
        Trigger trigger;
        trigger.pattern = m_triggers->item(row, Pattern)->text();
        int column = FirstFlag;
        for (const auto flag : kFlags)
            trigger.*flag = m_triggers->item(row, column++)->checkState() == Qt::Checked;
        if (!trigger.pattern.isEmpty())
            shown.push_back(trigger);
    }
    return shown;
}

bool TriggerDialog::check()
{
    m_problem->setText(triggers::problemIn(shown()));
    return m_problem->text().isEmpty();
}

void TriggerDialog::accept()
{
    if (!check())
        return;
    triggers::write(shown());
    QDialog::accept();
}

} // namespace ui
