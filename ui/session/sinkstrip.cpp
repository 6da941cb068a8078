#include "ui/session/sinkstrip.h"

#include "pipecore/text/humanize.h"
#include "ui/base/icons.h"
#include "ui/base/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>

namespace ui
{

using pipecore::formatBytes;

namespace
{

QColor colorOf(SinkFigures::Tone tone, const QPalette &palette)
{
    const MeaningColors colors = MeaningColors::of(palette);
    switch (tone) {
    case SinkFigures::Tone::Busy:
        return colors.running;
    case SinkFigures::Tone::Good:
        return colors.success;
    case SinkFigures::Tone::Bad:
        return colors.failure;
    case SinkFigures::Tone::Waiting:
        return colors.warning;
    case SinkFigures::Tone::Quiet:
        break;
    }
    return colors.faint;
}

// A label that gives way, rather than make the window wider.
QLabel *shrinkingLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    return label;
}

void setColor(QLabel *label, const QColor &color)
{
    QPalette palette = label->palette();
    if (palette.color(QPalette::WindowText) == color)
        return;
    palette.setColor(QPalette::WindowText, color);
    label->setPalette(palette);
}

} // namespace

SinkRow::SinkRow(std::function<SinkFigures()> look, std::function<void()> action,
                 std::function<void(QMenu *)> fillMenu, QWidget *parent)
    : QWidget(parent), m_look(std::move(look)), m_icon(new QLabel(this)), m_name(new QLabel(this)),
      m_figures(new QLabel(this)), m_state(shrinkingLabel(this)), m_bar(new QProgressBar(this)),
      m_button(new QToolButton(this)), m_more(new QToolButton(this))
{
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(110, 8);
    m_button->setAutoRaise(true);
    m_more->setAutoRaise(true);
    m_more->setText(QStringLiteral("⋯"));
    m_more->setToolTip(tr("What can be done with this upload"));
    m_more->setAccessibleName(m_more->toolTip());
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setVisible(static_cast<bool>(fillMenu));
    if (fillMenu) {
        m_more->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
        auto *menu = new QMenu(m_more);
        m_more->setMenu(menu);
        connect(menu, &QMenu::aboutToShow, this, [menu, fillMenu = std::move(fillMenu)] {
            menu->clear();
            fillMenu(menu);
        });
    }
    m_name->setTextFormat(Qt::PlainText);
    m_figures->setTextFormat(Qt::PlainText);
    m_figures->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 2, 8, 2);
    layout->setSpacing(8);
    layout->addWidget(m_icon);
    layout->addWidget(m_name);
    layout->addWidget(m_bar);
    layout->addWidget(m_figures);
    layout->addWidget(m_state, 1);
    layout->addWidget(m_button);
    layout->addWidget(m_more);
    m_state->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    connect(m_button, &QToolButton::clicked, this, [action = std::move(action)] {
        if (action)
            action();
    });
    refresh();
}

void SinkRow::refresh()
{
    const SinkFigures figures = m_look();
    const QColor color = colorOf(figures.tone, parentWidget() ? parentWidget()->palette() : palette());
    const QString iconKey = figures.icon + color.name();
    if (iconKey != m_iconKey)
        m_icon->setPixmap(icon(figures.icon, color).pixmap(16, 16));
    m_iconKey = iconKey;
    m_name->setText(
        m_name->fontMetrics().elidedText(figures.name, Qt::ElideMiddle, std::max(60, width() / 3)));
    m_name->setToolTip(figures.name);
    const bool isMoving = figures.sent > 0 && figures.acknowledged < figures.produced;
    m_bar->setVisible(isMoving);
    m_bar->setValue(figures.produced > 0 ? static_cast<int>(figures.sent * 1000 / figures.produced) : 0);
    // The disk's three figures are one; an upload's are told apart until they are equal.
    m_figures->setText(figures.produced == figures.acknowledged
                           ? formatBytes(figures.acknowledged)
                           : tr("%1 produced · %2 sent · %3 acknowledged")
                                 .arg(formatBytes(figures.produced), formatBytes(figures.sent),
                                      formatBytes(figures.acknowledged)));
    m_state->setText(m_state->fontMetrics().elidedText(figures.state, Qt::ElideRight, m_state->width()));
    m_state->setToolTip(figures.detail.isEmpty() ? figures.state : figures.detail);
    setColor(m_state, color);
    m_button->setText(figures.actionText);
    m_button->setVisible(!figures.actionText.isEmpty());
    setAccessibleName(QStringLiteral("%1: %2, %3").arg(figures.name, m_figures->text(), figures.state));
}

SinkStrip::SinkStrip(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 3, 0, 3);
    layout->setSpacing(0);
}

void SinkStrip::add(std::function<SinkFigures()> look, std::function<void()> action,
                    std::function<void(QMenu *)> fillMenu)
{
    auto *row = new SinkRow(std::move(look), std::move(action), std::move(fillMenu), this);
    m_rows.push_back(row);
    layout()->addWidget(row);
}

void SinkStrip::refresh()
{
    for (SinkRow *row : m_rows)
        row->refresh();
}

} // namespace ui
