#include "ui/session/messagebar.h"

#include "ui/base/icons.h"
#include "ui/base/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace ui
{

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_button(new QToolButton(this)),
      m_close(new QToolButton(this))
{
    setAutoFillBackground(true);
    setAccessibleName(tr("Message"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setFocusPolicy(Qt::ClickFocus);
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Hide this message"));
    m_close->setAccessibleName(m_close->toolTip());
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 6, 6);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_button);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_button, &QToolButton::clicked, this, [this] {
        if (const auto action = m_action)
            action();
    });
    hide();
}

void MessageBar::show(Kind kind, const QString &text, const QString &actionText, std::function<void()> action)
{
    m_kind = kind;
    m_action = std::move(action);
    m_text->setText(text);
    m_button->setText(actionText);
    m_button->setVisible(!actionText.isEmpty());
    dress();
    QFrame::show();
}

QString MessageBar::text() const
{
    return m_text->text();
}

void MessageBar::dress()
{
    const MeaningColors colors = MeaningColors::of(parentWidget()->palette());
    const QColor color = m_kind == Kind::Error     ? colors.failure
                         : m_kind == Kind::Warning ? colors.warning
                                                   : colors.running;
    QPalette own = parentWidget()->palette();
    const QColor window = own.color(QPalette::Window);
    const auto tint = [&](int a, int b) { return (a * 3 + b * 17) / 20; };
    own.setColor(QPalette::Window,
                 QColor(tint(color.red(), window.red()), tint(color.green(), window.green()),
                        tint(color.blue(), window.blue())));
    setPalette(own);
    m_icon->setPixmap(
        icon(m_kind == Kind::Note ? QStringLiteral("information") : QStringLiteral("warning"), color)
            .pixmap(16, 16));
    m_close->setIcon(icon(QStringLiteral("close"), own.color(QPalette::WindowText)));
}

void MessageBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange && !isHidden())
        dress();
}

} // namespace ui
