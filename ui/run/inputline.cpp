#include "ui/run/inputline.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

namespace ui
{

namespace
{

constexpr qsizetype kMostSent = 200;

} // namespace

InputLine::InputLine(QWidget *parent)
    : QWidget(parent), m_line(new QLineEdit(this)), m_password(new QToolButton(this)),
      m_end(new QToolButton(this))
{
    m_line->setPlaceholderText(tr("Input for the command; Enter sends it"));
    m_line->setAccessibleName(tr("Input"));
    m_line->installEventFilter(this);
    connect(m_line, &QLineEdit::returnPressed, this, [this] { send(true); });

    auto *sendButton = new QToolButton(this);
    sendButton->setText(tr("Send"));
    sendButton->setToolTip(tr("Send the line (Enter)"));
    sendButton->setPopupMode(QToolButton::MenuButtonPopup);
    connect(sendButton, &QToolButton::clicked, this, [this] { send(true); });
    auto *menu = new QMenu(sendButton);
    menu->addAction(tr("Send without a &newline\tCtrl+Enter"), this, [this] { send(false); });
    sendButton->setMenu(menu);

    m_password->setText(tr("Password"));
    m_password->setToolTip(tr("Do not show what is typed, and do not remember it"));
    m_password->setCheckable(true);
    connect(m_password, &QToolButton::toggled, this, &InputLine::setPassword);
    m_end->setText(tr("End"));
    m_end->setToolTip(tr("The end of the input (Ctrl+D in the line)"));
    connect(m_end, &QToolButton::clicked, this, &InputLine::endRequested);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(6);
    layout->addWidget(m_line, 1);
    for (QToolButton *button : {sendButton, m_password, m_end}) {
        button->setFocusPolicy(Qt::TabFocus);
        button->setFixedHeight(m_line->sizeHint().height());
        layout->addWidget(button);
    }
    setFocusProxy(m_line);
}

void InputLine::setForTerminal(bool terminal)
{
    m_forTerminal = terminal;
}

void InputLine::close(const QString &reason)
{
    empty();
    m_line->setPlaceholderText(reason);
    setEnabled(false);
}

void InputLine::send(bool newline)
{
    const QString text = m_line->text();
    QByteArray bytes = text.toUtf8();
    if (newline)
        bytes += m_forTerminal ? '\r' : '\n';
    if (bytes.isEmpty())
        return;
    if (!m_password->isChecked() && !text.isEmpty() && (m_sent.isEmpty() || m_sent.back() != text))
        m_sent << text;
    if (m_sent.size() > kMostSent)
        m_sent.removeFirst();
    m_position = m_sent.size();
    m_typed.clear();
    empty();
    m_password->setChecked(false); // one password is rarely followed by another
    emit sendRequested(bytes);
}

// clear() could be undone: a password would come back, and to be read.
void InputLine::empty()
{
    m_line->setText({});
}

void InputLine::walk(int by)
{
    if (m_password->isChecked())
        return;
    if (m_position == m_sent.size())
        m_typed = m_line->text();
    m_position = std::clamp<qsizetype>(m_position + by, 0, m_sent.size());
    m_line->setText(m_position == m_sent.size() ? m_typed : m_sent[m_position]);
}

void InputLine::setPassword(bool on)
{
    m_line->setEchoMode(on ? QLineEdit::Password : QLineEdit::Normal);
    m_line->setFocus();
}

bool InputLine::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isEnd = key->key() == Qt::Key_D && key->modifiers() == Qt::ControlModifier;
    if (event->type() == QEvent::ShortcutOverride) { // the window has other uses for it
        event->setAccepted(isEnd);
        return isEnd;
    }
    if (isEnd) {
        if (!m_line->text().isEmpty())
            send(false);
        emit endRequested();
        return true;
    }
    switch (key->key()) {
    case Qt::Key_Up:
        walk(-1);
        return true;
    case Qt::Key_Down:
        walk(1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (key->modifiers() & Qt::ControlModifier) {
            send(false);
            return true;
        }
        return false;
    default:
        return false;
    }
}

} // namespace ui
