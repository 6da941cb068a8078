#include "ui/window/connectionfields.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace ui
{

using pipecore::UploadTarget;

namespace
{

// An absolute path: an upload may be resumed from another folder. What is wrong; empty: nothing.
QString readFile(QString &to, const QLineEdit *field)
{
    const QString path = field->text().trimmed();
    const QFileInfo file(path);
    to = path.isEmpty() ? QString() : file.absoluteFilePath();
    return path.isEmpty() || (file.isFile() && file.isReadable())
               ? QString()
               : ConnectionFields::tr("There is no readable file %1.").arg(path);
}

QLayout *beside(std::initializer_list<QWidget *> widgets)
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    for (QWidget *widget : widgets)
        row->addWidget(widget, qobject_cast<QLineEdit *>(widget) ? 1 : 0);
    return row;
}

} // namespace

ConnectionFields::ConnectionFields(QWidget *parent)
    : QWidget(parent), m_user(new QLineEdit(this)), m_password(secretField(tr("password"))),
      m_userVariable(variableField()), m_authorities(new QLineEdit(this)), m_certificate(new QLineEdit(this)),
      m_key(new QLineEdit(this)), m_keyPassword(secretField(tr("none needed"))),
      m_keyPasswordVariable(variableField()), m_pin(new QLineEdit(this)), m_proxy(new QComboBox(this))
{
    m_user->setPlaceholderText(tr("name"));
    m_userVariable->setToolTip(tr("The environment's variable that has both, as name:password"));
    m_authorities->setPlaceholderText(tr("The system's"));
    m_certificate->setPlaceholderText(tr("None"));
    m_key->setPlaceholderText(tr("In the certificate's file"));
    m_pin->setPlaceholderText(tr("sha256//… of the server's public key; any"));
    m_pin->setToolTip(tr("As curl's --pinnedpubkey; it is asked for besides a valid certificate"));
    m_proxy->setEditable(true);
    m_proxy->setInsertPolicy(QComboBox::NoInsert);
    m_proxy->addItems({QStringLiteral("system"), QStringLiteral("none")});
    m_proxy->setToolTip(tr("system, none, http://HOST:PORT or socks5://HOST:PORT"));

    const std::pair<QWidget *, const char *> names[] = {{m_user, "user"},
                                                        {m_password, "password"},
                                                        {m_userVariable, "userVariable"},
                                                        {m_authorities, "authorities"},
                                                        {m_certificate, "certificate"},
                                                        {m_key, "key"},
                                                        {m_keyPassword, "keyPassword"},
                                                        {m_keyPasswordVariable, "keyPasswordVariable"},
                                                        {m_pin, "pin"},
                                                        {m_proxy, "proxy"}};
    for (const auto &[field, name] : names)
        field->setObjectName(QLatin1String(name));

    auto *form = new QFormLayout(this);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const auto addRow = [this, form](const QString &text, QWidget *first, QLayout *row) {
        auto *label = new QLabel(text, this);
        label->setBuddy(first); // a row of several fields has none by itself
        form->addRow(label, row);
    };
    addRow(tr("Basic &user"), m_user, beside({m_user, m_password, m_userVariable}));
    form->addRow(tr("Author&ities"), fileRow(m_authorities, tr("Certificate authorities to trust (PEM)")));
    form->addRow(tr("Certi&ficate"), fileRow(m_certificate, tr("Client certificate (PEM)")));
    form->addRow(tr("Its ke&y"), fileRow(m_key, tr("Private key (PEM)")));
    addRow(tr("Key's pass&word"), m_keyPassword, beside({m_keyPassword, m_keyPasswordVariable}));
    form->addRow(tr("Server's pi&n"), m_pin);
    form->addRow(tr("Pro&xy"), m_proxy);

    for (QLineEdit *field : findChildren<QLineEdit *>())
        connect(field, &QLineEdit::textChanged, this, &ConnectionFields::changed);
}

QWidget *ConnectionFields::fileRow(QLineEdit *field, const QString &what)
{
    auto *choose = new QToolButton(this);
    choose->setText(tr("…"));
    choose->setAccessibleName(tr("Choose: %1").arg(what));
    field->setToolTip(what);
    connect(choose, &QToolButton::clicked, this, [this, field, what] {
        const QString path = QFileDialog::getOpenFileName(this, what, field->text());
        if (!path.isEmpty())
            field->setText(path);
    });
    auto *row = new QWidget(this);
    row->setLayout(beside({field, choose}));
    row->setFocusProxy(field);
    return row;
}

QLineEdit *ConnectionFields::secretField(const QString &hint)
{
    auto *field = new QLineEdit(this);
    field->setEchoMode(QLineEdit::Password);
    field->setPlaceholderText(hint);
    return field;
}

QLineEdit *ConnectionFields::variableField()
{
    auto *field = new QLineEdit(this);
    field->setPlaceholderText(tr("or a variable's name"));
    field->setToolTip(tr("The environment's variable that has it"));
    return field;
}

void ConnectionFields::show(const UploadTarget &target)
{
    const bool userIsTyped = target.userVariable.isEmpty() && !target.user.isEmpty();
    const QString user = userIsTyped ? QString::fromUtf8(target.user) : QString();
    m_user->setText(user.section(u':', 0, 0));
    m_password->setText(user.section(u':', 1));
    m_userVariable->setText(target.userVariable);
    m_authorities->setText(target.tls.authorities);
    m_certificate->setText(target.tls.certificate);
    m_key->setText(target.tls.key);
    m_keyPassword->setText(
        target.tls.keyPasswordVariable.isEmpty() ? QString::fromUtf8(target.tls.keyPassword) : QString());
    m_keyPasswordVariable->setText(target.tls.keyPasswordVariable);
    m_pin->setText(QString::fromLatin1(target.tls.pin));
    m_proxy->setEditText(target.proxy.isEmpty() ? m_proxy->itemText(0) : target.proxy);
}

QString ConnectionFields::read(UploadTarget &target) const
{
    const QString user = m_user->text().trimmed();
    target.userVariable = m_userVariable->text().trimmed();
    target.user.clear();
    if (!user.isEmpty() && !target.userVariable.isEmpty())
        return tr("Give a user's name or the variable that has name and password, not both.");
    if (user.isEmpty() && !m_password->text().isEmpty())
        return tr("The password has no user's name before it.");
    if (user.contains(u':'))
        return tr("A user's name cannot have a colon in Basic authentication.");
    if (!user.isEmpty())
        target.user = (user + u':' + m_password->text()).toUtf8();
    pipecore::TlsOptions &tls = target.tls;
    for (const auto &[to, field] : {std::pair(&tls.authorities, m_authorities),
                                    std::pair(&tls.certificate, m_certificate), std::pair(&tls.key, m_key)})
        if (const QString problem = readFile(*to, field); !problem.isEmpty())
            return problem;
    if (!tls.key.isEmpty() && tls.certificate.isEmpty())
        return tr("A key is of use with its certificate only.");
    tls.keyPasswordVariable =
        m_keyPassword->text().isEmpty() ? m_keyPasswordVariable->text().trimmed() : QString();
    tls.keyPassword = m_keyPassword->text().toUtf8();
    const QString pinText = m_pin->text().trimmed();
    const auto pin = pinText.isEmpty() ? QByteArray() : UploadTarget::parsePin(pinText);
    if (!pin)
        return pin.error();
    tls.pin = *pin;
    const auto proxy = UploadTarget::parseProxy(m_proxy->currentText());
    if (!proxy)
        return proxy.error();
    target.proxy = *proxy;
    return {};
}

bool ConnectionFields::hasAny() const
{
    for (const QLineEdit *field : {m_user, m_password, m_userVariable, m_authorities, m_certificate, m_key,
                                   m_keyPassword, m_keyPasswordVariable, m_pin})
        if (!field->text().isEmpty())
            return true;
    return m_proxy->currentText() != m_proxy->itemText(0);
}

} // namespace ui
