#include "ui/desktop/notifier.h"

#include "pipecore/text/humanize.h"
#include "ui/session/sessionpage.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QFile>
#include <QStandardPaths>
#include <QWidget>

#include <algorithm>

namespace ui
{

namespace
{

constexpr int kLookInterval = 500; // ms
constexpr qsizetype kLongestTitle = 80;

} // namespace

Notifier::Notifier(Pages pages, QWidget *window, Limits limits)
    : QObject(window), m_pages(std::move(pages)), m_window(window), m_limits(limits)
{
    m_clock.start();
    m_timer.setInterval(kLookInterval);
    connect(&m_timer, &QTimer::timeout, this, &Notifier::look);
}

void Notifier::setOn(bool on)
{
    if (on)
        m_timer.start();
    else
        m_timer.stop();
    m_memory.clear();
}

void Notifier::look()
{
    const std::vector<SessionPage *> pages = m_pages();
    std::erase_if(m_memory, [&](const auto &memory) {
        return std::find(pages.begin(), pages.end(), memory.first) == pages.end();
    });
    const bool isLookedAt = m_window->isActiveWindow();
    for (const SessionPage *page : pages) {
        Memory &memory = m_memory[page];
        const bool running = page->isRunning();
        const qint64 bytes = page->recording()->capture()->end();
        const QString title = page->title().left(kLongestTitle);
        if (bytes != memory.bytes || running != memory.wasRunning) {
            memory.grewAt = m_clock.elapsed();
            memory.isSilenceTold = false;
        }
        memory.bytes = bytes;
        if (std::exchange(memory.wasRunning, running) && !running && !isLookedAt &&
            page->record().duration() >= m_limits.longMs) {
            const RunSummary summary = page->summary();
            send(title,
                 tr("%1 after %2").arg(summary.text, pipecore::formatDuration(page->record().duration())));
        } else if (running && bytes > 0 && !memory.isSilenceTold && !isLookedAt &&
                   m_clock.elapsed() - memory.grewAt >= m_limits.silentMs) {
            memory.isSilenceTold = true;
            send(title, tr("has written nothing for %1").arg(pipecore::formatDuration(m_limits.silentMs)));
        }
    }
}

// Looking for a bus where there is none may start one, and takes its time.
bool Notifier::hasBus()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") ||
           QFile::exists(folder + QStringLiteral("/bus"));
}

// The text may hold markup, as the service has it; ours has none.
void Notifier::send(const QString &summary, const QString &text)
{
    if (!hasBus())
        return;
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
    call << QStringLiteral("Runnel") << 0U << QStringLiteral("org.runnel.Runnel") << summary
         << text.toHtmlEscaped() << QStringList()
         << QVariantMap{{QStringLiteral("desktop-entry"), QStringLiteral("org.runnel.Runnel")}} << -1;
    QDBusConnection::sessionBus().send(call);
}

} // namespace ui
