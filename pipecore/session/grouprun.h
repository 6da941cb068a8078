#pragma once

#include "pipecore/session/group.h"
#include "pipecore/session/session.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace pipecore
{

class RowWatch;

/// Runs the commands of a group: each once those that it depends on are ready, one after the other; again
/// when it failed, with a delay that doubles each time, or when a file of its was changed; and stops them in
/// the opposite order. Lives in one thread, and never blocks it.
class GroupRun : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Waiting,  ///< for those that it depends on
        Starting, ///< it runs, and is not ready yet
        Ready,
        Delayed, ///< it ended, and is started again in a while
        Ended,   ///< for good; its session tells how
        Blocked  ///< never started: something that it depends on has ended before it was ready, or cannot
                 ///< start
    };
    struct Delays {
        std::chrono::milliseconds first{500}; ///< before a restart
        std::chrono::milliseconds most{60'000};
        std::chrono::milliseconds stable{10'000}; ///< who ran so long starts anew at `first`
        /// Between two starts; more where a start takes long, as on a busy machine. Programs need most of the
        /// processors while they start: many at once would leave none to the window.
        std::chrono::milliseconds between{50};
    };

    /// `start` makes and starts the session of a member; null: it cannot. The session belongs to whoever made
    /// it; it may go once it has ended.
    using Start = std::function<Session *(size_t member)>;
    GroupRun(Group group, Start start, QObject *parent = nullptr);
    GroupRun(Group group, Start start, Delays delays, QObject *parent = nullptr);
    ~GroupRun() override;

    void start();
    /// Each once all that depend on it have ended. Nothing is started any more.
    void stop();

    const Group &group() const { return m_group; }
    State state(size_t member) const { return m_members[member].state; }
    int restarts(size_t member) const { return m_members[member].restarts; }
    /// Nothing of it runs, and nothing will; what watches files may as long as it is not stopped.
    bool hasEnded() const;

signals:
    void changed(size_t member);
    void ended();

private:
    struct Running {
        State state = State::Waiting;
        QPointer<Session> session;
        std::unique_ptr<RowWatch> readyWatch;
        std::unique_ptr<QFileSystemWatcher> files;
        std::chrono::milliseconds delay{0};
        std::chrono::steady_clock::time_point startedAt;
        int restarts = 0;
        bool endedWell = false;                                        // the last time
        bool isToStartAnew = false;                                    // it is being stopped for that
        std::optional<std::chrono::steady_clock::time_point> dueSince; // its delay is over
        std::unique_ptr<QTimer> timer;                                 // until the next start
    };
    void startWhatCan();
    void startMember(size_t member);
    void startWhatIsDue();
    void sessionEnded(size_t member);
    void restartLater(size_t member, std::chrono::milliseconds delay);
    void filesChanged(size_t member);
    void stopWhatCan();
    void setState(size_t member, State state);
    void watchFiles(size_t member);
    bool isOver(size_t member) const;

    const Group m_group;
    const Start m_start;
    const Delays m_delays;
    std::vector<Running> m_members;
    QTimer m_nextStart; // active: the last start is too near for another one
    bool m_stopping = false;
    bool m_endTold = false;
};

} // namespace pipecore
