#include "ui/highlight/highlightdialog.h"

#include "ui/base/background.h"
#include "ui/base/tableitems.h"
#include "ui/base/theme.h"
#include "ui/highlight/highlighter.h"

#include <QColorDialog>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace ui
{

namespace
{

enum Column { Pattern, Regex, Case, Row, Text, Background, Columns };

void setColor(QTableWidgetItem *item, const QColor &color)
{
    item->setData(Qt::UserRole, color);
    item->setBackground(color.isValid() ? QBrush(color) : QBrush());
    item->setText(color.isValid() ? color.name() : HighlightDialog::tr("as it is"));
    item->setForeground(color.isValid() ? QBrush(color.lightness() < 128 ? Qt::white : Qt::black) : QBrush());
}

QTableWidgetItem *colorItem(const QColor &color)
{
    auto *item = new QTableWidgetItem;
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    setColor(item, color);
    return item;
}

} // namespace

HighlightDialog::HighlightDialog(QWidget *parent)
    : QDialog(parent), m_sets(new QComboBox(this)), m_rules(new QTableWidget(0, Columns, this)),
      m_problem(new QLabel(this))
{
    setWindowTitle(tr("Highlight rules"));
    resize(720, 420);
    auto *layout = new QVBoxLayout(this);
    auto *line = new QHBoxLayout;
    layout->addLayout(line);
    auto *label = new QLabel(tr("&Set in use:"), this);
    label->setBuddy(m_sets);
    line->addWidget(label);
    line->addWidget(m_sets, 1);
    const auto addButton = [this](QLayout *to, const QString &text, auto slot) {
        auto *button = new QPushButton(text, this);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, slot);
        to->addWidget(button);
    };
    addButton(line, tr("&New…"), [this] { addSet(); });
    addButton(line, tr("&Delete"), [this] { removeSet(); });
    addButton(line, tr("&Import…"), [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Import highlight rules"));
        if (!file.isEmpty())
            importFile(file);
    });
    addButton(line, tr("&Export…"), [this] {
        const QString file = QFileDialog::getSaveFileName(this, tr("Export highlight rules"),
                                                          m_name + QStringLiteral(".json"));
        if (!file.isEmpty())
            exportFile(file);
    });
    m_rules->setHorizontalHeaderLabels(
        {tr("Pattern"), tr("Regex"), tr("Case"), tr("Whole row"), tr("Text"), tr("Background")});
    m_rules->horizontalHeader()->setSectionResizeMode(Pattern, QHeaderView::Stretch);
    for (const int column : {Regex, Case, Row})
        m_rules->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    m_rules->verticalHeader()->hide();
    m_rules->setAccessibleName(tr("Rules of the set"));
    layout->addWidget(m_rules, 1);
    auto *below = new QHBoxLayout;
    layout->addLayout(below);
    addButton(below, tr("&Add a rule"), [this] {
        if (m_name.isEmpty())
            addSet();
        if (!m_name.isEmpty())
            addRule({{}, false, false, false, {}, QColor(0xffe28a)});
    });
    addButton(below, tr("&Remove the rule"), [this] { removeRule(); });
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    below->addWidget(m_problem, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &HighlightDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &HighlightDialog::reject);
    layout->addWidget(buttons);

    m_sets->addItem(tr("None"), QString());
    for (const QString &name : highlightsets::names())
        m_sets->addItem(name, name);
    connect(m_rules, &QTableWidget::cellDoubleClicked, this, &HighlightDialog::chooseColor);
    connect(m_rules, &QTableWidget::cellChanged, this, &HighlightDialog::check);
    connect(m_sets, &QComboBox::currentIndexChanged, this,
            [this] { switchTo(m_sets->currentData().toString()); });
    m_sets->setCurrentIndex(std::max(0, m_sets->findData(highlightsets::current())));
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, MeaningColors::of(palette).failure);
    m_problem->setPalette(palette);
}

void HighlightDialog::switchTo(const QString &name)
{
    if (!m_name.isEmpty()) {
        std::erase_if(m_changed, [this](const HighlightSet &set) { return set.name == m_name; });
        m_changed.push_back(shown());
    }
    const auto changed = std::find_if(m_changed.begin(), m_changed.end(),
                                      [&](const HighlightSet &set) { return set.name == name; });
    m_name = name;
    fill(name.isEmpty() ? HighlightSet() : changed != m_changed.end() ? *changed : highlightsets::read(name));
}

void HighlightDialog::fill(const HighlightSet &set)
{
    m_rules->setRowCount(0);
    for (const HighlightRule &rule : set.rules)
        addRule(rule);
    check();
}

void HighlightDialog::addRule(const HighlightRule &rule)
{
    const QSignalBlocker silent(m_rules);
    const int row = m_rules->rowCount();
    m_rules->insertRow(row);
    m_rules->setItem(row, Pattern, new QTableWidgetItem(rule.pattern));
    m_rules->setItem(row, Regex, checkItem(rule.isRegex));
    m_rules->setItem(row, Case, checkItem(rule.matchCase));
    m_rules->setItem(row, Row, checkItem(rule.wholeRow));
    m_rules->setItem(row, Text, colorItem(rule.text));
    m_rules->setItem(row, Background, colorItem(rule.background));
    if (rule.pattern.isEmpty())
        m_rules->editItem(m_rules->item(row, Pattern));
}

void HighlightDialog::removeRule()
{
    m_rules->removeRow(m_rules->currentRow());
    check();
}

HighlightSet HighlightDialog::shown() const
{
    HighlightSet set{m_name, {}};
    for (int row = 0; row < m_rules->rowCount(); ++row) {
        const auto isChecked = [&](int column) {
            return m_rules->item(row, column)->checkState() == Qt::Checked;
        };
        const HighlightRule rule{m_rules->item(row, Pattern)->text(),
                                 isChecked(Regex),
                                 isChecked(Case),
                                 isChecked(Row),
                                 m_rules->item(row, Text)->data(Qt::UserRole).value<QColor>(),
                                 m_rules->item(row, Background)->data(Qt::UserRole).value<QColor>()};
        if (!rule.pattern.isEmpty() && set.rules.size() < HighlightSet::kMostRules)
            set.rules.push_back(rule);
    }
    return set;
}

// A second time on the same colour takes it away.
void HighlightDialog::chooseColor(int row, int column)
{
    if (column != Text && column != Background)
        return;
    QTableWidgetItem *item = m_rules->item(row, column);
    const auto before = item->data(Qt::UserRole).value<QColor>();
    const QColor color = QColorDialog::getColor(before.isValid() ? before : QColor(0xffe28a), this);
    if (color.isValid())
        setColor(item, color == before ? QColor() : color);
}

void HighlightDialog::addSet()
{
    const QString name =
        QInputDialog::getText(this, tr("New set"), tr("Name of the new set of rules:")).simplified().left(80);
    if (name.isEmpty())
        return;
    m_removed.removeAll(name);
    if (m_sets->findData(name) < 0)
        m_sets->addItem(name, name);
    m_sets->setCurrentIndex(m_sets->findData(name));
}

void HighlightDialog::removeSet()
{
    if (m_name.isEmpty())
        return;
    const QString name = m_name;
    m_removed << name;
    m_name.clear();
    m_sets->removeItem(m_sets->findData(name));
    std::erase_if(m_changed, [&](const HighlightSet &set) { return set.name == name; });
}

void HighlightDialog::check()
{
    const auto made = Highlighter::make(shown());
    m_problem->setText(made ? QString() : made.error());
}

void HighlightDialog::importFile(const QString &path)
{
    const auto read = [path]() -> tl::expected<HighlightSet, QString> {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return tl::unexpected(tr("Cannot read %1: %2.").arg(path, file.errorString()));
        return HighlightSet::fromFile(file.read(2 << 20));
    };
    runInBackground(this, read, [this](const tl::expected<HighlightSet, QString> &set) {
        if (!set)
            return m_problem->setText(set.error());
        HighlightSet taken = *set;
        if (taken.name.isEmpty())
            taken.name = tr("Imported");
        m_removed.removeAll(taken.name);
        std::erase_if(m_changed, [&](const HighlightSet &known) { return known.name == taken.name; });
        m_changed.push_back(taken);
        if (m_name == taken.name)
            return fill(taken);
        if (m_sets->findData(taken.name) < 0)
            m_sets->addItem(taken.name, taken.name);
        m_sets->setCurrentIndex(m_sets->findData(taken.name));
    });
}

void HighlightDialog::exportFile(const QString &path)
{
    const auto write = [path, bytes = shown().toFile()]() -> QString {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            return tr("Cannot write %1: %2.").arg(path, file.errorString());
        return {};
    };
    runInBackground(this, write, [this](const QString &error) { m_problem->setText(error); });
}

void HighlightDialog::accept()
{
    if (const auto made = Highlighter::make(shown()); !made)
        return check();
    for (const QString &name : m_removed)
        highlightsets::remove(name);
    for (const HighlightSet &set : m_changed)
        highlightsets::write(set);
    if (!m_name.isEmpty())
        highlightsets::write(shown());
    highlightsets::setCurrent(m_name);
    QDialog::accept();
}

} // namespace ui
