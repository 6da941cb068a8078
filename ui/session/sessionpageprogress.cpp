// How far the session of a SessionPage is.

#include "ui/session/messagebar.h"
#include "ui/session/savejob.h"
#include "ui/session/sessionpage.h"
#include "ui/session/sinkstrip.h"
#include "ui/view/outputview.h"

#include <algorithm>
#include <utility>

namespace ui
{

namespace
{

constexpr int kHiddenTickInterval = 400; // ms
constexpr qint64 kRateSpan = 500;        // ms that a rate is an average of

} // namespace

// Seconds since the start of the command, or since a recording was opened.
double SessionPage::age() const
{
    return m_session ? m_session->age() : static_cast<double>(m_clock.nsecsElapsed()) / 1e9;
}

void SessionPage::outputGrew()
{
    const auto &capture = m_recording->capture();
    if (capture->hasEnded() && m_recording->index().indexedEnd() == capture->end())
        m_seconds = age();
}

void SessionPage::tick()
{
    if (m_rateClock.isValid() && (m_rateClock.elapsed() >= kRateSpan || m_rate == 0)) {
        const qint64 bytes = m_recording->capture()->end();
        const double seconds = static_cast<double>(std::max<qint64>(1, m_rateClock.restart())) / 1000;
        m_rate = isRunning() ? static_cast<double>(bytes - m_rateBytes) / seconds : 0;
        m_rateBytes = bytes;
    }
    for (const SaveJob *job : m_saves)
        m_messages->show(MessageBar::Kind::Note,
                         tr("Saving to %1: %2 %").arg(job->path()).arg(job->percent()), tr("Cancel"), [this] {
                             for (SaveJob *running : m_saves)
                                 running->cancel();
                         });
    m_tick.setInterval(isVisible() ? kTickInterval : kHiddenTickInterval);
    if (isVisible())
        m_sinks->refresh();
    emit changed();
    if (!isSettled())
        return;
    m_tick.stop();
    if (!std::exchange(m_doneTold, true))
        emit done();
}

void SessionPage::settle()
{
    if (!m_recording->isIndexed()) // what takes long need not be asked for so often
        return m_settling.setInterval(std::min(2 * m_settling.interval(), kTickInterval));
    m_settling.stop();
    m_view->sourceGrew();
    tick();
}

bool SessionPage::isSending() const
{
    const bool uploading = std::any_of(m_uploads.begin(), m_uploads.end(),
                                       [](const auto &upload) { return !upload->status().isFinal(); });
    return uploading || !m_saves.empty();
}

bool SessionPage::isSettled() const
{
    return !isRunning() && !isSending() && m_recording->isIndexed() &&
           m_view->rows() == m_view->source().size();
}

bool SessionPage::isDone() const
{
    return m_doneTold;
}

} // namespace ui
