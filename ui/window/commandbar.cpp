#include "ui/window/commandbar.h"

#include "ui/base/icons.h"
#include "ui/window/commandline.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QSettings>
#include <QToolButton>

namespace ui
{

namespace
{

constexpr qsizetype kMostDirectories = 12;
const QString kRecentKey = QStringLiteral("commands/directories");

QString shortened(const QString &directory)
{
    const QString home = QDir::homePath();
    QString text = directory;
    if (text == home || text.startsWith(home + u'/'))
        text.replace(0, home.size(), QStringLiteral("~"));
    return text;
}

} // namespace

CommandBar::CommandBar(QAction *run, QAction *stop, QAction *restart, QWidget *parent)
    : QWidget(parent), m_recent(QSettings().value(kRecentKey).toStringList()), m_line(new CommandLine(this)),
      m_directoryButton(new QToolButton(this))
{
    m_directoryButton->setPopupMode(QToolButton::InstantPopup);
    m_directoryButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_directoryButton->setMenu(new QMenu(m_directoryButton));
    m_directoryButton->setFocusPolicy(Qt::TabFocus);
    m_directoryButton->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    connect(m_directoryButton->menu(), &QMenu::aboutToShow, this, &CommandBar::fillDirectoryMenu);
    connect(m_line, &QLineEdit::returnPressed, this, &CommandBar::runRequested);
    connect(m_line, &QLineEdit::textChanged, this, &CommandBar::commandTextChanged);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 6, 8, 6);
    layout->setSpacing(6);
    layout->addWidget(m_directoryButton);
    layout->addWidget(m_line, 1);
    layout->addWidget(button(run));
    layout->addWidget(button(stop));
    layout->addWidget(button(restart));
    const int height = m_line->sizeHint().height() + 4;
    for (QWidget *child : findChildren<QWidget *>(Qt::FindDirectChildrenOnly))
        child->setFixedHeight(height);
    setDirectory(QDir::currentPath());
}

QToolButton *CommandBar::button(QAction *action)
{
    auto *button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void CommandBar::addToggle(QAction *action)
{
    QToolButton *toggle = button(action);
    toggle->setToolButtonStyle(Qt::ToolButtonTextOnly);
    toggle->setFixedHeight(m_line->height());
    auto *row = static_cast<QHBoxLayout *>(layout());
    row->insertWidget(row->indexOf(m_line) + ++m_toggles, toggle);
}

QString CommandBar::commandText() const
{
    return m_line->text();
}

void CommandBar::setCommandText(const QString &line)
{
    m_line->setText(line);
}

void CommandBar::remember(const QString &line)
{
    m_line->remember(line);
    m_recent.removeAll(m_directory);
    m_recent.prepend(m_directory);
    if (m_recent.size() > kMostDirectories)
        m_recent.removeLast();
    QSettings().setValue(kRecentKey, m_recent);
}

void CommandBar::setDirectory(const QString &directory)
{
    m_directory = directory;
    m_line->setDirectory(directory);
    const QString text = shortened(directory);
    m_directoryButton->setText(m_directoryButton->fontMetrics().elidedText(text, Qt::ElideLeft, 180) +
                               QStringLiteral("  ▾"));
    m_directoryButton->setToolTip(tr("Where the command runs: %1").arg(directory));
    m_directoryButton->setAccessibleName(m_directoryButton->toolTip());
    m_directoryButton->setIcon(icon(QStringLiteral("folder"), palette().color(QPalette::ButtonText)));
}

void CommandBar::focusCommand()
{
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

void CommandBar::chooseDirectory()
{
    const QString chosen = QFileDialog::getExistingDirectory(this, tr("Where the command runs"), m_directory);
    if (!chosen.isEmpty())
        setDirectory(chosen);
}

void CommandBar::fillDirectoryMenu()
{
    QMenu *menu = m_directoryButton->menu();
    menu->clear();
    menu->addAction(tr("&Choose…"), this, &CommandBar::chooseDirectory);
    menu->addSeparator();
    QStringList offered = m_recent;
    for (const QString &always : {QDir::currentPath(), QDir::homePath()})
        if (!offered.contains(always))
            offered << always;
    for (const QString &directory : offered)
        menu->addAction(shortened(directory), this, [this, directory] { setDirectory(directory); });
}

} // namespace ui
