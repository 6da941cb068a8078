#pragma once

#include "pipecore/search/triggerscan.h"
#include "ui/triggers/triggerrules.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace ui
{

class SessionPage;

/// Looks at the rows of a running command as they come, and does what triggers ask for. The rows are looked
/// at in a thread of the pool, and told of at most once in a while for each trigger, with their number.
/// Belongs to the page.
class TriggerWatch : public QObject
{
    Q_OBJECT
public:
    static constexpr size_t kMostMarks = 1000; ///< set by triggers in one output

    /// Where it goes to.
    struct Outlets {
        std::function<void(const QString &summary, const QString &text)> notify;
        std::function<void()> sound;
        qint64 quietMs = 5000; ///< between two times for one trigger
        static Outlets ofTheDesktop();
    };
    explicit TriggerWatch(SessionPage *page, Outlets outlets = Outlets::ofTheDesktop());

    /// Those in force from here on: for rows that come later, or, the first time, for all of the command's.
    void setTriggers(const std::vector<Trigger> &triggers);

private:
    struct State {
        Trigger trigger;
        qint64 untold = 0; // rows
        QString text;      // of the last of them
        qint64 toldAt = 0; // by m_clock
        bool wasTold = false;
    };
    struct Looked;
    void look();
    void take(const Looked &looked);
    void tell(State &state);
    void stopCommand(const State &state);

    SessionPage *const m_page;
    const Outlets m_outlets;
    std::vector<State> m_states;
    std::shared_ptr<pipecore::TriggerScan> m_scan;
    QTimer m_timer;
    QElapsedTimer m_clock;
    bool m_wereSet = false;  // once: later ones are for later rows
    qint64 m_endBefore = -1; // at the last look
    bool m_wasStill = false; // the last look took also the row without an end
    bool m_looking = false;
    bool m_stopped = false;
    size_t m_marks = 0;
    std::vector<std::pair<size_t, qint64>> m_toMark; // triggers, and rows by their starts, not indexed yet
    int m_generation = 0;
};

} // namespace ui
