#include "ui/window/maskdialog.h"

#include "ui/base/theme.h"
#include "ui/window/masksettings.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace ui
{

using pipecore::MaskOptions;
using pipecore::MaskPlan;

MaskDialog::MaskDialog(QWidget *parent)
    : QDialog(parent), m_secrets(new QCheckBox(tr("Values of &variables that look secret"), this)),
      m_variables(new QLineEdit(this)), m_patterns(new QPlainTextEdit(this)),
      m_preview(new QTreeWidget(this)), m_problem(new QLabel(this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    setWindowTitle(tr("Masking"));
    const MaskOptions masks = maskSettings();
    m_secrets->setChecked(masks.secretVariables);
    m_secrets->setToolTip(
        tr("Names with TOKEN, SECRET, PASSWORD, API_KEY, CREDENTIAL, PRIVATE and their like"));
    m_variables->setText(masks.variables.join(u' '));
    m_variables->setPlaceholderText(tr("Names, as in DEPLOY_HOST"));
    m_patterns->setPlainText(masks.patterns.join(u'\n'));
    m_patterns->setPlaceholderText(tr("Regular expressions, one a line, as in\nghp_[A-Za-z0-9]{36}"));
    m_patterns->setTabChangesFocus(true);
    m_patterns->setFixedHeight(m_patterns->fontMetrics().height() * 5);
    m_preview->setHeaderLabels({tr("What"), tr("Masked")});
    m_preview->setRootIsDecorated(false);
    m_preview->setMinimumSize(520, 150);
    m_preview->header()->setStretchLastSection(true);
    m_problem->setWordWrap(true);
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, MeaningColors::of(palette).failure);
    m_problem->setPalette(palette);

    auto *about =
        new QLabel(tr("Masked text is replaced by *** before it is shown, kept, saved or sent. It cannot be "
                      "brought back. This holds for commands that start from now on."),
                   this);
    about->setWordWrap(true);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Mask"), m_secrets);
    form->addRow(tr("&Also the values of"), m_variables);
    form->addRow(tr("&Patterns"), m_patterns);
    form->addRow(tr("What that is now"), m_preview);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(about);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addWidget(m_buttons);
    connect(m_secrets, &QCheckBox::toggled, this, &MaskDialog::preview);
    connect(m_variables, &QLineEdit::textChanged, this, &MaskDialog::preview);
    connect(m_patterns, &QPlainTextEdit::textChanged, this, &MaskDialog::preview);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &MaskDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    preview();
}

MaskOptions MaskDialog::entered() const
{
    static const QRegularExpression between(QStringLiteral("[\\s,$]+"));
    return {m_secrets->isChecked(), m_variables->text().split(between, Qt::SkipEmptyParts),
            m_patterns->toPlainText().split(u'\n', Qt::SkipEmptyParts)};
}

void MaskDialog::preview()
{
    const MaskOptions masks = entered();
    const MaskOptions present = withoutMissing(masks);
    const auto plan = MaskPlan::make(present, {});
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(plan.has_value());
    m_problem->setVisible(!plan);
    m_problem->setText(plan ? QString() : plan.error());
    if (!plan)
        return;
    m_preview->clear();
    const auto add = [this](const QString &what, const QString &how) {
        new QTreeWidgetItem(m_preview, {what, how});
    };
    for (const MaskPlan::Variable &variable : plan->variables)
        add(variable.name, variable.objection.isEmpty()
                               ? tr("yes, also in base64, percent-encoded and in JSON")
                               : tr("no: its value %1").arg(variable.objection));
    for (const QString &name : masks.variables)
        if (!present.variables.contains(name))
            add(name, tr("no: there is no such variable here"));
    for (const QString &pattern : plan->patterns)
        add(pattern, tr("yes, what matches"));
    if (m_preview->topLevelItemCount() == 0)
        add(tr("Nothing"), {});
    m_preview->resizeColumnToContents(0);
}

void MaskDialog::accept()
{
    setMaskSettings(entered());
    QDialog::accept();
}

} // namespace ui
