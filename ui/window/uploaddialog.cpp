#include "ui/window/uploaddialog.h"

#include "ui/base/theme.h"
#include "ui/window/connectionfields.h"
#include "ui/window/probeview.h"
#include "ui/window/profilerow.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace ui
{

using pipecore::UploadFormat;
using pipecore::UploadMode;
using pipecore::UploadTarget;

namespace
{

constexpr int kMostAddresses = 15;
const QString kAddressesKey = QStringLiteral("upload/addresses");
const QString kModeKey = QStringLiteral("upload/mode");
const QString kMethodKey = QStringLiteral("upload/method");

} // namespace

UploadDialog::UploadDialog(bool isRunning, pipecore::NetworkThread *network, QWidget *parent)
    : QDialog(parent), m_network(network), m_form(new QFormLayout), m_extras(new QFormLayout),
      m_tabs(new QTabWidget(this)), m_profile(new ProfileRow(this)), m_url(new QComboBox(this)),
      m_mode(new QComboBox(this)), m_method(new QComboBox(this)), m_format(new QComboBox(this)),
      m_gzip(new QCheckBox(tr("&Compress the batches (gzip)"), this)),
      m_deleteOnCancel(new QCheckBox(tr("If it is cancelled, have the server &delete it"), this)),
      m_field(new QLineEdit(this)), m_token(new QLineEdit(this)), m_tokenVariable(new QLineEdit(this)),
      m_headers(linesField(tr("One a line, as in\nX-Build: 42"))),
      m_fields(linesField(tr("One a line, as in\nretention=30d"))), m_connection(new ConnectionFields(this)),
      m_atEnd(new QRadioButton(tr("When the command has &ended"), this)),
      m_now(new QRadioButton(tr("&Now, what there is so far"), this)), m_problem(new QLabel(this)),
      m_findings(new ProbeView(this)), m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel, this)),
      m_test(m_buttons->addButton(tr("&Test"), QDialogButtonBox::ActionRole)),
      m_upload(m_buttons->addButton(tr("&Upload"), QDialogButtonBox::AcceptRole))
{
    setWindowTitle(tr("Upload the output"));
    m_url->setObjectName(QStringLiteral("address"));
    m_mode->setObjectName(QStringLiteral("mode"));
    m_token->setObjectName(QStringLiteral("token"));
    m_tokenVariable->setObjectName(QStringLiteral("tokenVariable"));
    m_headers->setObjectName(QStringLiteral("headers"));
    m_fields->setObjectName(QStringLiteral("fields"));
    m_problem->setObjectName(QStringLiteral("problem"));
    m_findings->setObjectName(QStringLiteral("findings"));
    m_test->setObjectName(QStringLiteral("test"));
    m_upload->setObjectName(QStringLiteral("upload"));
    m_test->setToolTip(tr("Ask the server whether an upload would work; nothing is left there"));
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
    m_field->setText(m_target.fieldName);
    m_token->setEchoMode(QLineEdit::Password);
    m_tokenVariable->setPlaceholderText(tr("or the variable that has it"));
    m_tokenVariable->setFixedWidth(
        m_tokenVariable->fontMetrics().horizontalAdvance(m_tokenVariable->placeholderText()) + 24);
    (isRunning ? m_atEnd : m_now)->setChecked(true);
    m_problem->setWordWrap(true);
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, MeaningColors::of(palette).failure);
    m_problem->setPalette(palette);
    m_upload->setDefault(true);
    makeRows(isRunning);

    connect(m_buttons, &QDialogButtonBox::accepted, this, &UploadDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_test, &QPushButton::clicked, this, &UploadDialog::test);
    connect(m_profile, &ProfileRow::targetChosen, this, &UploadDialog::show);
    connect(m_profile, &ProfileRow::presetChosen, this, [this](const pipecore::UploadPreset &preset) {
        show(preset.target);
        m_url->lineEdit()->setPlaceholderText(preset.address);
        m_url->setToolTip(preset.hint);
    });
    connect(m_profile, &ProfileRow::keepRequested, this, [this](const QString &name) {
        if (read().isEmpty())
            m_profile->keep(name, m_target);
    });
    connect(m_profile, &ProfileRow::kept, this, [this](const UploadTarget &target) {
        m_tokenEntry = target.tokenEntry;
        m_token->clear();
        check();
    });
    connect(m_profile, &ProfileRow::failed, this, &UploadDialog::complain);
    connect(m_url, &QComboBox::editTextChanged, this, &UploadDialog::check);
    connect(m_connection, &ConnectionFields::changed, this, &UploadDialog::check);
    for (QPlainTextEdit *edit : {m_headers, m_fields})
        connect(edit, &QPlainTextEdit::textChanged, this, &UploadDialog::check);
    for (QLineEdit *edit : {m_field, m_token, m_tokenVariable})
        connect(edit, &QLineEdit::textChanged, this, &UploadDialog::check);
    for (QComboBox *box : {m_method, m_format})
        connect(box, &QComboBox::currentIndexChanged, this, &UploadDialog::check);
    connect(m_mode, &QComboBox::currentIndexChanged, this, &UploadDialog::modeChosen);
    modeChosen();
    m_url->setFocus();
}

QPlainTextEdit *UploadDialog::linesField(const QString &hint)
{
    auto *field = new QPlainTextEdit(this);
    field->setPlaceholderText(hint);
    field->setTabChangesFocus(true);
    field->setMinimumHeight(field->fontMetrics().height() * 4);
    return field;
}

// What every upload has is above the tabs, what most have in the first.
void UploadDialog::makeRows(bool isRunning)
{
    const auto beside = [](std::initializer_list<QWidget *> widgets) {
        auto *row = new QHBoxLayout;
        for (QWidget *widget : widgets)
            row->addWidget(widget, row->count() == 0 ? 1 : 0);
        return row;
    };
    const auto labelled = [this](const QString &text, QWidget *field) {
        auto *label = new QLabel(text, this);
        label->setBuddy(field); // a row of several fields has none by itself
        return label;
    };
    auto *where = new QFormLayout;
    for (QFormLayout *form : {where, m_form, m_extras})
        form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    where->addRow(tr("&Profile"), m_profile);
    where->addRow(tr("&Address"), m_url);
    m_form->addRow(tr("M&ode"), m_mode);
    m_form->addRow(tr("&Method"), m_method);
    m_form->addRow(tr("Fo&rmat"), m_format);
    m_form->addRow(QString(), m_gzip);
    m_form->addRow(tr("Form &field"), m_field);
    m_form->addRow(QString(), m_deleteOnCancel);
    m_form->addRow(labelled(tr("To&ken"), m_token), beside({m_token, m_tokenVariable}));
    m_extras->addRow(tr("&Headers"), m_headers);
    m_extras->addRow(tr("Form field&s"), m_fields);
    if (isRunning) {
        m_form->addRow(tr("Start"), m_atEnd);
        m_form->addRow(QString(), m_now);
    } else {
        m_atEnd->hide();
        m_now->hide();
    }
    auto *usual = new QWidget(m_tabs);
    usual->setLayout(m_form);
    auto *extras = new QWidget(m_tabs);
    extras->setLayout(m_extras);
    m_tabs->addTab(usual, QString());
    m_tabs->addTab(extras, QString());
    m_tabs->addTab(m_connection, QString());
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(where);
    layout->addWidget(m_tabs);
    layout->addWidget(m_problem);
    layout->addWidget(m_findings);
    layout->addWidget(m_buttons);
    layout->setSizeConstraint(QLayout::SetMinAndMaxSize); // it has the height of the rows that are shown
}

void UploadDialog::show(const UploadTarget &target)
{
    m_target = target;
    m_url->setCurrentText(target.url.toString());
    m_mode->setCurrentIndex(m_mode->findData(pipecore::modeName(target.mode)));
    m_method->setCurrentIndex(std::max(0, m_method->findText(QString::fromLatin1(target.method))));
    modeChosen(); // the formats to choose from
    m_format->setCurrentIndex(std::max(0, m_format->findData(pipecore::formatName(target.format))));
    m_gzip->setChecked(target.gzip);
    m_deleteOnCancel->setChecked(target.deleteOnCancel);
    m_field->setText(target.fieldName);
    m_tokenEntry = target.tokenEntry;
    m_token->clear();
    m_tokenVariable->setText(target.tokenVariable);
    QStringList headers;
    for (const auto &[name, value] : target.headers)
        headers << QString::fromLatin1(name) + QStringLiteral(": ") + QString::fromUtf8(value);
    m_headers->setPlainText(headers.join(u'\n'));
    QStringList fields;
    for (const auto &[name, value] : target.fields)
        fields << name + u'=' + value;
    m_fields->setPlainText(fields.join(u'\n'));
    m_connection->show(target);
    check();
}

UploadMode UploadDialog::mode() const
{
    return pipecore::modeFromName(m_mode->currentData().toString()).value_or(UploadMode::Whole);
}

// Each mode has its own options; a live upload has no other moment to start than now.
void UploadDialog::modeChosen()
{
    const UploadMode chosen = mode();
    m_target.mode = chosen;
    const bool hasFormat = chosen == UploadMode::Batch || chosen == UploadMode::Stream;
    const QString before = m_format->currentData().toString();
    {
        const QSignalBlocker quiet(m_format);
        m_format->clear();
        m_format->addItem(tr("Usual for the mode"), QString());
        m_format->addItem(tr("The bytes"), pipecore::formatName(UploadFormat::Raw));
        m_format->addItem(tr("Records, one a line (NDJSON)"), pipecore::formatName(UploadFormat::NdJson));
        if (chosen == UploadMode::Batch) {
            m_format->addItem(tr("Records, as a JSON array"), pipecore::formatName(UploadFormat::Json));
            m_format->addItem(tr("Grafana Loki"), pipecore::formatName(UploadFormat::Loki));
            m_format->addItem(tr("Elasticsearch, OpenSearch"),
                              pipecore::formatName(UploadFormat::Elasticsearch));
        }
        m_format->setCurrentIndex(std::max(0, m_format->findData(before)));
    }
    m_form->setRowVisible(m_method, chosen != UploadMode::Tus && chosen != UploadMode::Append);
    m_form->setRowVisible(m_format, hasFormat);
    m_form->setRowVisible(m_gzip, chosen == UploadMode::Batch);
    m_form->setRowVisible(m_field, chosen == UploadMode::Form);
    m_extras->setRowVisible(m_fields, chosen == UploadMode::Form);
    m_form->setRowVisible(m_deleteOnCancel, chosen == UploadMode::Tus);
    m_atEnd->setEnabled(!m_target.isLive());
    m_now->setEnabled(!m_target.isLive());
    check();
}

QString UploadDialog::read()
{
    const auto url = UploadTarget::parseUrl(m_url->currentText().trimmed());
    if (!url)
        return url.error();
    m_target.url = *url;
    m_target.headers.clear();
    const QStringList lines = m_headers->toPlainText().split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        const auto header = UploadTarget::parseHeader(line);
        if (!header)
            return header.error();
        m_target.headers << *header;
    }
    m_target.fields.clear();
    const QStringList fields = m_fields->toPlainText().split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : m_extras->isRowVisible(m_fields) ? fields : QStringList()) {
        if (line.indexOf(u'=') < 1)
            return tr("\"%1\" is no form field; write it as name=value").arg(line);
        m_target.fields.emplace_back(line.section(u'=', 0, 0).trimmed(), line.section(u'=', 1));
    }
    if (const QString problem = m_connection->read(m_target); !problem.isEmpty())
        return problem;
    m_target.method = m_form->isRowVisible(m_method) && m_method->currentIndex() > 0
                          ? m_method->currentText().toLatin1()
                          : QByteArray();
    m_target.format =
        m_form->isRowVisible(m_format)
            ? pipecore::formatFromName(m_format->currentData().toString()).value_or(UploadFormat::Default)
            : UploadFormat::Default;
    m_target.gzip = m_form->isRowVisible(m_gzip) && m_gzip->isChecked();
    m_target.deleteOnCancel = m_form->isRowVisible(m_deleteOnCancel) && m_deleteOnCancel->isChecked();
    m_target.fieldName = m_field->text().isEmpty() ? UploadTarget().fieldName : m_field->text();
    m_target.tokenVariable = m_token->text().isEmpty() ? m_tokenVariable->text().trimmed() : QString();
    m_target.token = m_token->text().toUtf8();
    m_target.tokenEntry =
        m_target.token.isEmpty() && m_target.tokenVariable.isEmpty() ? m_tokenEntry : QString();
    m_target.start = m_now->isChecked() ? UploadTarget::Start::Now : UploadTarget::Start::AtEnd;
    return m_target.problem();
}

// What keeps the upload from being begun, though it could be kept as a profile.
QString UploadDialog::missing()
{
    const QStringList variables = m_target.readVariables();
    return variables.isEmpty() ? m_target.problem()
                               : tr("The environment has no variable %1, or it is empty.")
                                     .arg(variables.join(tr(" and no ")));
}

// Says what is wrong while it is typed, but not before anything was.
void UploadDialog::check()
{
    QString problem = read();
    m_profile->setKeepable(problem.isEmpty());
    if (problem.isEmpty())
        problem = missing();
    m_token->setPlaceholderText(m_tokenEntry.isEmpty() ? tr("Sent as \"Authorization: Bearer …\"")
                                                       : tr("In the keychain, as \"%1\"").arg(m_tokenEntry));
    const bool isUntouched = m_url->currentText().trimmed().isEmpty();
    m_problem->setText(isUntouched ? QString() : problem);
    m_problem->setVisible(!m_problem->text().isEmpty());
    m_findings->clear(); // they were of another target
    for (QPushButton *button : {m_upload, m_test})
        button->setEnabled(problem.isEmpty());
    const bool hasExtras = !m_target.headers.isEmpty() || !m_target.fields.isEmpty();
    const auto marked = [](const QString &title, bool has) { return has ? title + tr(" •") : title; };
    m_tabs->setTabText(0, tr("&How"));
    m_tabs->setTabText(1, marked(tr("Headers, fie&lds"), hasExtras));
    m_tabs->setTabText(2, marked(tr("&Connection"), m_connection->hasAny()));
}

void UploadDialog::test()
{
    if (!read().isEmpty() || !missing().isEmpty())
        return;
    m_findings->say(tr("Asking %1 …").arg(m_target.url.host()));
    m_test->setEnabled(false);
    auto *probe = new pipecore::UploadProbe(m_target);
    connect(probe, &pipecore::UploadProbe::done, this,
            [this, asked = m_target.url](const QList<pipecore::ProbeFinding> &findings) {
                m_test->setEnabled(read().isEmpty() && missing().isEmpty());
                if (asked == m_target.url && m_findings->isVisibleTo(this))
                    m_findings->show(findings);
            });
    probe->runIn(m_network);
}

void UploadDialog::complain(const QString &text)
{
    m_problem->setText(text);
    m_problem->show();
}

void UploadDialog::accept()
{
    if (!read().isEmpty() || !missing().isEmpty())
        return;
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
