#include "ui/window/statusline.h"

#include "pipecore/text/humanize.h"
#include "ui/base/icons.h"
#include "ui/session/sessionpage.h"
#include "ui/view/outputview.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace ui
{

StatusLine::StatusLine(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel(this)), m_state(new QLabel(this)), m_elapsed(new QLabel(this)),
      m_bytes(new QLabel(this)), m_rows(new QLabel(this)), m_rate(new QLabel(this)),
      m_masked(new QLabel(this)), m_activity(new QLabel(this)), m_follow(new QToolButton(this))
{
    setAccessibleName(tr("Status"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 2, 8, 3);
    layout->setSpacing(18);
    auto *state = new QHBoxLayout;
    state->setSpacing(6);
    state->addWidget(m_icon);
    state->addWidget(m_state);
    layout->addLayout(state);
    for (QLabel *label : {m_elapsed, m_bytes, m_rows, m_rate, m_masked})
        layout->addWidget(label);
    layout->addStretch(1);
    layout->addWidget(m_activity);
    layout->addWidget(m_follow);
    m_follow->setText(tr("Follow"));
    m_follow->setCheckable(true);
    m_follow->setAutoRaise(true);
    m_follow->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_follow->setToolTip(tr("Keep the end in view"));
    connect(m_follow, &QToolButton::clicked, this, &StatusLine::followRequested);
    show(nullptr);
}

void StatusLine::setActivity(const QString &text)
{
    m_activity->setText(text);
}

void StatusLine::show(const SessionPage *page)
{
    // Each once: to hide what was just shown lays the line out twice, with each look.
    const bool isFile = page && page->summary().kind == RunSummary::Kind::File;
    const bool isRunning = page && page->isRunning();
    for (QWidget *widget : {m_icon, m_state, m_bytes, m_rows})
        widget->setVisible(page != nullptr);
    m_elapsed->setVisible(page && !isFile);
    m_rate->setVisible(isRunning);
    m_masked->setVisible(page && page->masked() > 0);
    m_follow->setVisible(isRunning);
    if (!page)
        return;
    const RunSummary summary = page->summary();
    const QColor color = summary.color(palette());
    const QString iconKey = QString::number(static_cast<int>(summary.kind)) + color.name();
    if (iconKey != m_iconKey) {
        m_icon->setPixmap(summary.icon(palette()).pixmap(14, 14));
        m_follow->setIcon(icon(QStringLiteral("follow"), palette().color(QPalette::WindowText)));
    }
    m_iconKey = iconKey;
    m_state->setText(summary.text);
    m_state->setToolTip(summary.detail);
    m_elapsed->setText(pipecore::formatDuration(page->record().duration()));
    m_bytes->setText(pipecore::formatBytes(page->recording()->capture()->end()));
    const qint64 rows = page->recording()->index().rows();
    m_rows->setText(rows == 1 ? tr("1 row") : tr("%1 rows").arg(pipecore::formatCount(rows)));
    m_rate->setText(tr("%1/s").arg(pipecore::formatBytes(static_cast<qint64>(page->rate()))));
    m_masked->setText(tr("%1 masked").arg(pipecore::formatCount(page->masked())));
    m_masked->setToolTip(tr("*** stands for what must not be seen.") + u'\n' + page->maskText());
    m_follow->setChecked(page->view()->isFollowing());
}

} // namespace ui
