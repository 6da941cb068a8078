#pragma once

#include "pipecore/session/replayclock.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace ui
{

class TerminalView;

/// Plays a recording again as it came, on a terminal's screen: at some speed, from any moment on, without its
/// long pauses.
class ReplayPane : public QWidget
{
    Q_OBJECT
public:
    explicit ReplayPane(pipecore::Recording::Ptr recording, QWidget *parent = nullptr);
    ~ReplayPane() override;

    void setCellFont(const QFont &font);
    bool isPlaying() const { return m_timer.isActive(); }
    void setPlaying(bool playing);
    const pipecore::ReplayClock &clock() const { return m_clock; }
    const TerminalView *screen() const { return m_screen; }

signals:
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void tick();
    void seek(qint64 position);
    void showPosition();
    void fillChoices();

    const pipecore::Recording::Ptr m_recording;
    pipecore::ReplayClock m_clock;
    TerminalView *m_screen;
    QToolButton *m_play;
    QSlider *m_slider;
    QLabel *m_time;
    QComboBox *m_speed;
    QComboBox *m_idle;
    QTimer m_timer;
    QElapsedTimer m_since; // the last tick
};

} // namespace ui
