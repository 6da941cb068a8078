#include "ui/window/retention.h"

#include "ui/window/autosave.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QVBoxLayout>

namespace ui
{

namespace
{

constexpr qint64 kMegabyte = 1'000'000;
const QString kSessionsKey = QStringLiteral("retention/sessions");
const QString kDaysKey = QStringLiteral("retention/days");
const QString kBytesKey = QStringLiteral("retention/bytes");

QSpinBox *limitField(qint64 value, const QString &suffix, QWidget *parent)
{
    auto *field = new QSpinBox(parent);
    field->setRange(0, 10'000'000);
    field->setSpecialValueText(RetentionDialog::tr("no limit"));
    field->setSuffix(suffix);
    field->setGroupSeparatorShown(true);
    field->setValue(static_cast<int>(value));
    return field;
}

} // namespace

pipecore::Retention retentionSettings()
{
    const QSettings settings;
    return {settings.value(kSessionsKey, 0).toLongLong(), settings.value(kDaysKey, 0).toLongLong(),
            settings.value(kBytesKey, 0).toLongLong()};
}

void setRetentionSettings(const pipecore::Retention &keep)
{
    QSettings settings;
    settings.setValue(kSessionsKey, keep.sessions);
    settings.setValue(kDaysKey, keep.days);
    settings.setValue(kBytesKey, keep.bytes);
}

RetentionDialog::RetentionDialog(QWidget *parent) : QDialog(parent), m_autosave(new AutosaveFields(this))
{
    setWindowTitle(tr("What is kept"));
    const pipecore::Retention keep = retentionSettings();
    m_sessions = limitField(keep.sessions, {}, this);
    m_days = limitField(keep.days, tr(" days"), this);
    m_megabytes = limitField(keep.bytes / kMegabyte, tr(" MB"), this);
    auto *words =
        new QLabel(tr("The oldest sessions beyond these limits are removed for good, when Runnel starts and "
                      "when a command ends. Pinned ones, and those in a tab, stay."),
                   this);
    words->setWordWrap(true);
    auto *form = new QFormLayout;
    form->addRow(tr("At most so many &sessions"), m_sessions);
    form->addRow(tr("Not &older than"), m_days);
    form->addRow(tr("Output of all at &most"), m_megabytes);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(words);
    layout->addLayout(form);
    layout->addWidget(m_autosave);
    layout->addWidget(buttons);
    connect(m_autosave, &AutosaveFields::changed, this,
            [this, buttons] { buttons->button(QDialogButtonBox::Ok)->setEnabled(m_autosave->isValid()); });
}

pipecore::Retention RetentionDialog::entered() const
{
    return {m_sessions->value(), m_days->value(), m_megabytes->value() * kMegabyte};
}

AutosaveSettings RetentionDialog::enteredAutosave() const
{
    return m_autosave->entered();
}

} // namespace ui
