#include "ui/replay/replaypane.h"

#include "pipecore/text/humanize.h"
#include "ui/base/icons.h"
#include "ui/terminal/terminalview.h"

#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui
{

namespace
{

constexpr int kTick = 5; // ms
constexpr qint64 kStep = 5000;
constexpr double kSpeeds[] = {0.25, 0.5, 1, 2, 4, 8, 16, 64};
constexpr qint64 kIdleLimits[] = {0, 500, 1000, 2000, 5000};

QToolButton *toolButton(const QString &tip, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

ReplayPane::ReplayPane(pipecore::Recording::Ptr recording, QWidget *parent)
    : QWidget(parent), m_recording(std::move(recording)), m_clock(m_recording),
      m_screen(new TerminalView(m_recording->capture(), m_recording->record().command.terminalSize, this)),
      m_play(toolButton(tr("Play or pause (space)"), this)), m_slider(new QSlider(Qt::Horizontal, this)),
      m_time(new QLabel(this)), m_speed(new QComboBox(this)), m_idle(new QComboBox(this))
{
    const bool atTerminal = m_recording->record().command.terminal;
    m_screen->startReplay(atTerminal);
    m_screen->setFocusPolicy(Qt::NoFocus);
    setFocusPolicy(Qt::StrongFocus);
    fillChoices();
    m_slider->setRange(
        0, static_cast<int>(std::min<qint64>(m_clock.duration(), std::numeric_limits<int>::max())));
    m_slider->setAccessibleName(tr("Time"));
    m_slider->setPageStep(kStep);
    m_slider->setFocusPolicy(Qt::NoFocus);
    QToolButton *close = toolButton(tr("End the replay"), this);
    close->setIcon(icon(QStringLiteral("close"), palette().color(QPalette::PlaceholderText)));
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(8, 3, 8, 3);
    bar->addWidget(m_play);
    bar->addWidget(m_slider, 1);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_time, m_speed, m_idle, close})
        bar->addWidget(widget);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_screen, 1);
    layout->addLayout(bar);
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kTick);
    connect(&m_timer, &QTimer::timeout, this, &ReplayPane::tick);
    connect(m_play, &QToolButton::clicked, this, [this] { setPlaying(!isPlaying()); });
    connect(m_slider, &QSlider::valueChanged, this, &ReplayPane::seek);
    connect(close, &QToolButton::clicked, this, &ReplayPane::closed);
    setPlaying(true);
    showPosition();
}

ReplayPane::~ReplayPane()
{
    delete m_screen; // before the recording
}

void ReplayPane::fillChoices()
{
    for (const double speed : kSpeeds)
        m_speed->addItem(QStringLiteral("%1×").arg(speed), speed);
    m_speed->setCurrentIndex(m_speed->findText(QStringLiteral("1×")));
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setToolTip(m_speed->accessibleName());
    for (const qint64 limit : kIdleLimits)
        m_idle->addItem(limit == 0 ? tr("Pauses as they were")
                                   : tr("Pauses of %1 at most").arg(pipecore::formatDuration(limit)),
                        limit);
    m_idle->setAccessibleName(tr("Pauses"));
    for (QComboBox *box : {m_speed, m_idle})
        box->setFocusPolicy(Qt::NoFocus);
    connect(m_speed, &QComboBox::currentIndexChanged, this,
            [this] { m_clock.setSpeed(m_speed->currentData().toDouble()); });
    connect(m_idle, &QComboBox::currentIndexChanged, this,
            [this] { m_clock.setIdleLimit(m_idle->currentData().toLongLong()); });
}

void ReplayPane::setCellFont(const QFont &font)
{
    m_screen->setCellFont(font);
}

void ReplayPane::setPlaying(bool playing)
{
    if (playing && m_clock.isAtEnd())
        m_clock.setPosition(0);
    m_since.start();
    if (playing)
        m_timer.start();
    else
        m_timer.stop();
    m_play->setIcon(
        icon(playing ? QStringLiteral("pause") : QStringLiteral("run"), palette().color(QPalette::Text)));
}

void ReplayPane::tick()
{
    m_clock.advance(static_cast<double>(m_since.nsecsElapsed()) / 1e6);
    m_since.start();
    showPosition();
    if (m_clock.isAtEnd())
        setPlaying(false);
}

void ReplayPane::seek(qint64 position)
{
    if (position == m_clock.position())
        return;
    m_clock.setPosition(position);
    m_since.start();
    showPosition();
}

void ReplayPane::showPosition()
{
    m_screen->showUpTo(m_clock.offset());
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(static_cast<int>(m_clock.position()));
    m_time->setText(QStringLiteral("%1 / %2").arg(pipecore::formatDuration(m_clock.position()),
                                                  pipecore::formatDuration(m_clock.duration())));
}

void ReplayPane::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Space:
        return setPlaying(!isPlaying());
    case Qt::Key_Left:
        return seek(std::max<qint64>(0, m_clock.position() - kStep));
    case Qt::Key_Right:
        return seek(std::min(m_clock.duration(), m_clock.position() + kStep));
    case Qt::Key_Home:
        return seek(0);
    case Qt::Key_End:
        return seek(m_clock.duration());
    case Qt::Key_Escape:
        emit closed();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace ui
