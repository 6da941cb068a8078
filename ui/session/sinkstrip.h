#pragma once

#include <QColor>
#include <QWidget>

#include <functional>
#include <vector>

class QLabel;
class QMenu;
class QProgressBar;
class QToolButton;

namespace ui
{

/// Where a session's bytes go, as it stands now.
struct SinkFigures {
    enum class Tone { Quiet, Busy, Good, Bad, Waiting };
    QString name;
    QString icon;
    qint64 produced = 0;
    qint64 sent = 0;
    qint64 acknowledged = 0;
    Tone tone = Tone::Quiet;
    QString state;      ///< a few words
    QString detail;     ///< all there is to say
    QString actionText; ///< what the button does; empty: there is none
};

/// One line: a sink's name, how far it has come, its state, and what can be done about it.
class SinkRow : public QWidget
{
    Q_OBJECT
public:
    /// `fillMenu`, when there is one, fills the menu of what else can be done each time it is opened.
    SinkRow(std::function<SinkFigures()> look, std::function<void()> action,
            std::function<void(QMenu *)> fillMenu, QWidget *parent = nullptr);
    void refresh();

private:
    const std::function<SinkFigures()> m_look;
    QString m_iconKey;
    QLabel *m_icon, *m_name, *m_figures, *m_state;
    QProgressBar *m_bar;
    QToolButton *m_button, *m_more;
};

/// The sinks of a session, one below the other.
class SinkStrip : public QWidget
{
    Q_OBJECT
public:
    explicit SinkStrip(QWidget *parent = nullptr);
    /// `look` tells the figures whenever they are shown again; `action` is what the row's button does;
    /// `fillMenu` fills its menu.
    void add(std::function<SinkFigures()> look, std::function<void()> action = {},
             std::function<void(QMenu *)> fillMenu = {});
    void refresh();

private:
    std::vector<SinkRow *> m_rows;
};

} // namespace ui
