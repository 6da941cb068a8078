#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <map>
#include <vector>

class QWidget;

namespace ui
{

class SessionPage;

/// Tells by the desktop's notifications (freedesktop.org, Desktop Notifications 1.2) when a command that took
/// long has ended, or one that wrote has fallen silent; not while its window has the focus. Without such a
/// service nothing happens.
class Notifier : public QObject
{
    Q_OBJECT
public:
    struct Limits {
        qint64 longMs = 10'000;   ///< of those that took less nobody needs to be told
        qint64 silentMs = 60'000; ///< without a byte
    };
    using Pages = std::function<std::vector<SessionPage *>()>;
    Notifier(Pages pages, QWidget *window, Limits limits);
    Notifier(Pages pages, QWidget *window) : Notifier(std::move(pages), window, Limits()) {}

    bool isOn() const { return m_timer.isActive(); }
    void setOn(bool on);

    /// Tells something at once, whether it is on or not; `text` is no markup.
    static void send(const QString &summary, const QString &text);

private:
    struct Memory {
        bool wasRunning = false;
        qint64 bytes = 0;
        qint64 grewAt = 0;
        bool isSilenceTold = false;
    };
    void look();
    static bool hasBus();

    const Pages m_pages;
    QWidget *const m_window;
    const Limits m_limits;
    std::map<const SessionPage *, Memory> m_memory;
    QTimer m_timer;
    QElapsedTimer m_clock;
};

} // namespace ui
