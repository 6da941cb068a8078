#include "ui/run/commanddialog.h"

#include "pipecore/net/upload/profiles.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui
{

using pipecore::Command;
using pipecore::SavedCommand;

namespace
{

QPlainTextEdit *linesField(const QString &text, const QString &hint, QWidget *parent)
{
    auto *field = new QPlainTextEdit(text, parent);
    field->setPlaceholderText(hint);
    field->setTabChangesFocus(true);
    field->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    field->setFixedHeight(field->fontMetrics().lineSpacing() * 4);
    return field;
}

QStringList linesOf(const QPlainTextEdit *field)
{
    return field->toPlainText().split(u'\n', Qt::SkipEmptyParts);
}

} // namespace

CommandDialog::CommandDialog(const SavedCommand &saved, QWidget *parent)
    : QDialog(parent), m_before(saved), m_name(new QLineEdit(saved.name, this)),
      m_command(new QLineEdit(saved.command.text(), this)),
      m_directory(new QLineEdit(saved.command.directory, this)),
      m_terminal(new QCheckBox(tr("At a &terminal"), this)),
      m_input(new QCheckBox(tr("With a line for &input"), this)),
      m_merge(new QCheckBox(tr("stderr together with st&dout"), this)), m_upload(new QComboBox(this)),
      m_problem(new QLabel(this)), m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel, this))
{
    setWindowTitle(tr("Run with changes"));
    QStringList variables;
    for (const auto &[name, value] : saved.command.environment)
        variables << name + u'=' + value;
    m_environment =
        linesField(variables.join(u'\n'), tr("NAME=value, one a line, on top of Runnel's own"), this);
    m_masks = linesField(saved.masks.patterns.join(u'\n'),
                         tr("Patterns of what is never shown or kept, one a line"), this);
    m_command->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_command->setMinimumWidth(460);
    m_directory->setPlaceholderText(tr("Runnel's own"));
    m_name->setPlaceholderText(tr("a name, to save it and find it with Ctrl+P"));
    m_terminal->setChecked(saved.command.terminal);
    m_input->setChecked(saved.command.openInput);
    m_merge->setChecked(saved.command.mergeStreams);
    m_upload->addItem(tr("nowhere"), QString());
    QStringList profiles = pipecore::Profiles().names();
    if (!saved.uploadProfile.isEmpty() && !profiles.contains(saved.uploadProfile))
        profiles << saved.uploadProfile; // was removed since: what is missing is told when it runs
    for (const QString &name : profiles)
        m_upload->addItem(name, name);
    m_upload->setCurrentIndex(std::max(0, m_upload->findData(saved.uploadProfile)));
    m_upload->setToolTip(tr("Profiles are kept in the upload dialog."));
    m_problem->setWordWrap(true);
    auto *choose = new QToolButton(this);
    choose->setText(tr("…"));
    choose->setAccessibleName(tr("Choose the directory"));
    auto *where = new QHBoxLayout;
    where->addWidget(m_directory, 1);
    where->addWidget(choose);
    auto *form = new QFormLayout;
    form->addRow(tr("&Command"), m_command);
    auto *whereLabel = new QLabel(tr("&Directory"), this);
    whereLabel->setBuddy(m_directory);
    form->addRow(whereLabel, where);
    form->addRow(tr("&Environment"), m_environment);
    form->addRow(tr("Mode"), m_terminal);
    form->addRow(QString(), m_input);
    form->addRow(QString(), m_merge);
    form->addRow(tr("&Mask"), m_masks);
    form->addRow(tr("&Upload to"), m_upload);
    form->addRow(tr("&Save as"), m_name);
    m_run = m_buttons->addButton(tr("&Run"), QDialogButtonBox::AcceptRole);
    m_save = m_buttons->addButton(tr("Sa&ve"), QDialogButtonBox::ActionRole);
    m_run->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addWidget(m_buttons);
    connect(choose, &QToolButton::clicked, this, &CommandDialog::chooseDirectory);
    for (QLineEdit *field : {m_name, m_command, m_directory})
        connect(field, &QLineEdit::textChanged, this, &CommandDialog::check);
    connect(m_environment, &QPlainTextEdit::textChanged, this, &CommandDialog::check);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_buttons, &QDialogButtonBox::accepted, this, [this] {
        emit runRequested(entered());
        accept();
    });
    connect(m_save, &QPushButton::clicked, this, [this] {
        emit saveRequested(entered());
        accept();
    });
    m_command->setFocus();
    check();
}

SavedCommand CommandDialog::entered() const
{
    SavedCommand saved = m_before;
    saved.name = m_name->text().trimmed();
    Command &command = saved.command;
    // Unchanged, the words stay as they are: what a person reads may be quoted in another way.
    if (const QString line = m_command->text().trimmed(); line != m_before.command.text()) {
        const Command typed = Command::fromLine(line);
        command.program = typed.program;
        command.arguments = typed.arguments;
        command.isShellLine = typed.isShellLine;
        command.source = Command::Source::Program;
    }
    command.directory = m_directory->text().trimmed();
    command.environment.clear();
    for (const QString &line : linesOf(m_environment))
        command.environment.emplace_back(line.section(u'=', 0, 0).trimmed(), line.section(u'=', 1));
    command.terminal = m_terminal->isChecked();
    command.openInput = m_input->isChecked() && !command.terminal;
    command.mergeStreams = m_merge->isChecked();
    saved.masks.patterns = linesOf(m_masks);
    saved.uploadProfile = m_upload->currentData().toString();
    return saved;
}

void CommandDialog::check()
{
    QString problem;
    const QString directory = m_directory->text().trimmed();
    for (const QString &line : linesOf(m_environment))
        if (line.indexOf(u'=') < 1)
            problem = tr("\"%1\" is not NAME=value.").arg(line);
    if (!directory.isEmpty() && !QFileInfo(directory).isDir())
        problem = tr("%1 is no directory.").arg(directory);
    if (m_command->text().trimmed().isEmpty())
        problem = tr("There is no command yet.");
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_run->setEnabled(problem.isEmpty());
    m_save->setEnabled(problem.isEmpty() && !m_name->text().trimmed().isEmpty());
}

void CommandDialog::chooseDirectory()
{
    const QString chosen =
        QFileDialog::getExistingDirectory(this, tr("Where the command runs"), m_directory->text());
    if (!chosen.isEmpty())
        m_directory->setText(chosen);
}

} // namespace ui
