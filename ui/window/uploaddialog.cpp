#include "ui/window/uploaddialog.h"

#include "ui/base/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>

namespace ui
{

using pipecore::UploadMode;
using pipecore::UploadTarget;

namespace
{

constexpr int kMostAddresses = 15;
const QString kAddressesKey = QStringLiteral("upload/addresses");
const QString kModeKey = QStringLiteral("upload/mode");
const QString kMethodKey = QStringLiteral("upload/method");

} // namespace

UploadDialog::UploadDialog(bool isRunning, QWidget *parent)
    : QDialog(parent), m_url(new QComboBox(this)), m_mode(new QComboBox(this)), m_method(new QComboBox(this)),
      m_token(new QLineEdit(this)), m_headers(new QPlainTextEdit(this)),
      m_atEnd(new QRadioButton(tr("When the command has &ended"), this)),
      m_now(new QRadioButton(tr("&Now, what there is so far"), this)), m_problem(new QLabel(this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel, this))
{
    setWindowTitle(tr("Upload the output"));
    m_url->setEditable(true);
    m_url->setInsertPolicy(QComboBox::NoInsert);
    m_url->setMinimumWidth(420);
    m_url->addItems(QSettings().value(kAddressesKey).toStringList());
    m_url->setCurrentIndex(m_url->count() > 0 ? 0 : -1);
    m_url->lineEdit()->setPlaceholderText(QStringLiteral("https://host/path/output.log"));
    const std::pair<UploadMode, QString> modes[] = {
        {UploadMode::Whole, tr("Whole file, in one request")},
        {UploadMode::Form, tr("Form with the file in a field (multipart)")},
        {UploadMode::Tus, tr("tus: live, resumable")},
        {UploadMode::Append, tr("Append: live, PATCH with Content-Range (GitLab)")},
        {UploadMode::Batch, tr("Batches of records: live, for log collectors")},
        {UploadMode::Stream, tr("Stream: live, one chunked request")},
    };
    for (const auto &[mode, text] : modes)
        m_mode->addItem(text, pipecore::modeName(mode));
    m_mode->setCurrentIndex(std::max(0, m_mode->findData(QSettings().value(kModeKey))));
    m_method->addItems({tr("Usual for the mode"), QStringLiteral("PUT"), QStringLiteral("POST")});
    m_method->setCurrentIndex(std::max(0, m_method->findText(QSettings().value(kMethodKey).toString())));
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setPlaceholderText(tr("Sent as \"Authorization: Bearer …\"; not kept"));
    m_headers->setPlaceholderText(tr("One a line, as in\nX-Build: 42"));
    m_headers->setTabChangesFocus(true);
    m_headers->setFixedHeight(m_headers->fontMetrics().height() * 4);
    (isRunning ? m_atEnd : m_now)->setChecked(true);
    m_problem->setWordWrap(true);
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, MeaningColors::of(palette).failure);
    m_problem->setPalette(palette);
    QPushButton *upload = m_buttons->addButton(tr("&Upload"), QDialogButtonBox::AcceptRole);
    upload->setDefault(true);

    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Address"), m_url);
    form->addRow(tr("M&ode"), m_mode);
    form->addRow(tr("&Method"), m_method);
    form->addRow(tr("&Token"), m_token);
    form->addRow(tr("&Headers"), m_headers);
    if (isRunning) {
        form->addRow(tr("Start"), m_atEnd);
        form->addRow(QString(), m_now);
    } else {
        m_atEnd->hide();
        m_now->hide();
    }
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &UploadDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_url, &QComboBox::editTextChanged, this, &UploadDialog::check);
    connect(m_headers, &QPlainTextEdit::textChanged, this, &UploadDialog::check);
    connect(m_mode, &QComboBox::currentIndexChanged, this, &UploadDialog::modeChosen);
    modeChosen();
    check();
}

UploadMode UploadDialog::mode() const
{
    return pipecore::modeFromName(m_mode->currentData().toString()).value_or(UploadMode::Whole);
}

// tus and append have their own methods, and a live upload has no other moment to start than now.
void UploadDialog::modeChosen()
{
    m_target.mode = mode();
    m_method->setEnabled(mode() != UploadMode::Tus && mode() != UploadMode::Append);
    m_atEnd->setEnabled(!m_target.isLive());
    m_now->setEnabled(!m_target.isLive());
}

// Says what is wrong while it is typed, but not before anything was.
void UploadDialog::check()
{
    QString problem;
    const QString address = m_url->currentText().trimmed();
    const auto url = UploadTarget::parseUrl(address);
    if (!url)
        problem = url.error();
    else
        m_target.url = *url;
    m_target.headers.clear();
    const QStringList lines = m_headers->toPlainText().split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        const auto header = UploadTarget::parseHeader(line);
        if (header)
            m_target.headers << *header;
        else if (problem.isEmpty())
            problem = header.error();
    }
    m_problem->setText(address.isEmpty() ? QString() : problem);
    for (QAbstractButton *button : m_buttons->buttons())
        if (m_buttons->buttonRole(button) == QDialogButtonBox::AcceptRole)
            button->setEnabled(problem.isEmpty());
}

void UploadDialog::accept()
{
    m_target.method = m_method->isEnabled() && m_method->currentIndex() > 0
                          ? m_method->currentText().toLatin1()
                          : QByteArray();
    m_target.token = m_token->text().toUtf8();
    m_target.start = m_now->isChecked() ? UploadTarget::Start::Now : UploadTarget::Start::AtEnd;
    // A name and password in an address are a secret: it is kept without.
    const QString address = m_target.url.toString(QUrl::RemoveUserInfo);
    QStringList addresses = QSettings().value(kAddressesKey).toStringList();
    addresses.removeAll(address);
    addresses.prepend(address);
    while (addresses.size() > kMostAddresses)
        addresses.removeLast();
    QSettings().setValue(kAddressesKey, addresses);
    QSettings().setValue(kModeKey, m_mode->currentData());
    QSettings().setValue(kMethodKey, m_method->currentIndex() > 0 ? m_method->currentText() : QString());
    QDialog::accept();
}

} // namespace ui
