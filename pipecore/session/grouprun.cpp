#include "pipecore/session/grouprun.h"

#include "pipecore/session/rowwatch.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace pipecore
{

namespace
{

constexpr std::chrono::milliseconds kQuiet{200}; // after a change, as editors write in several steps

QStringList filesOf(const QStringList &patterns)
{
    QStringList files;
    for (const QString &pattern : patterns) {
        const QFileInfo path(pattern);
        if (path.exists())
            files << pattern;
        const QDir folder(path.path());
        for (const QString &name : folder.entryList({path.fileName()}, QDir::Files))
            files << folder.filePath(name);
        if (folder.exists())
            files << folder.path(); // tells of files that come anew, also in the place of others
    }
    files.removeDuplicates();
    return files;
}

// What the watched files are by now: a folder tells also of changes that are nothing to us.
QStringList fingerprint(const QStringList &patterns)
{
    QStringList prints;
    for (const QString &file : filesOf(patterns)) {
        const QFileInfo info(file);
        if (info.isFile())
            prints << QStringLiteral("%1 %2 %3")
                          .arg(file)
                          .arg(info.size())
                          .arg(info.lastModified().toMSecsSinceEpoch());
    }
    return prints;
}

} // namespace

GroupRun::GroupRun(Group group, Start start, QObject *parent)
    : GroupRun(std::move(group), std::move(start), Delays(), parent)
{
}

GroupRun::GroupRun(Group group, Start start, Delays delays, QObject *parent)
    : QObject(parent), m_group(std::move(group)), m_start(std::move(start)), m_delays(delays),
      m_members(m_group.members.size())
{
    m_nextStart.setSingleShot(true);
    connect(&m_nextStart, &QTimer::timeout, this, &GroupRun::startWhatCan);
}

GroupRun::~GroupRun() = default;

void GroupRun::start()
{
    for (size_t i = 0; i < m_members.size(); ++i)
        watchFiles(i);
    startWhatCan();
}

bool GroupRun::isOver(size_t member) const
{
    const State state = m_members[member].state;
    return state == State::Ended || state == State::Blocked;
}

bool GroupRun::hasEnded() const
{
    for (size_t i = 0; i < m_members.size(); ++i) {
        const bool mayStartAnew = m_members[i].files && m_members[i].state == State::Ended && !m_stopping;
        if (!isOver(i) || mayStartAnew)
            return false;
    }
    return true;
}

void GroupRun::setState(size_t member, State state)
{
    m_members[member].state = state;
    emit changed(member);
}

// A member without a pattern is ready once it was started, and one that did its work and ended well stays
// ready for those that depend on it.
void GroupRun::startWhatCan()
{
    const auto isReady = [this](size_t member) {
        const Running &one = m_members[member];
        return one.state == State::Ready || (one.state == State::Ended && one.endedWell);
    };
    if (m_nextStart.isActive())
        return;
    for (bool moved = true; moved && !m_stopping;) {
        moved = false;
        for (size_t i = 0; i < m_members.size(); ++i) {
            if (m_members[i].state != State::Waiting)
                continue;
            const auto &needed = m_group.members[i].dependsOn;
            const bool blocked = std::any_of(needed.begin(), needed.end(),
                                             [&](size_t other) { return isOver(other) && !isReady(other); });
            if (blocked) {
                setState(i, State::Blocked);
            } else if (std::all_of(needed.begin(), needed.end(), isReady)) {
                return startMember(i);
            }
            moved |= m_members[i].state != State::Waiting;
        }
    }
    startWhatIsDue();
    if (hasEnded() && !std::exchange(m_endTold, true))
        emit ended();
}

// After all that can start for the first time, so that none of these waits for one that fails again and
// again; who has waited longest comes first.
void GroupRun::startWhatIsDue()
{
    const auto isEarlier = [](const Running &a, const Running &b) {
        return a.dueSince && (!b.dueSince || *a.dueSince < *b.dueSince);
    };
    const auto due = std::min_element(m_members.begin(), m_members.end(), isEarlier);
    if (!m_stopping && due != m_members.end() && due->dueSince && due->state == State::Delayed)
        startMember(static_cast<size_t>(due - m_members.begin()));
}

void GroupRun::startMember(size_t member)
{
    Running &one = m_members[member];
    one.timer.reset();
    one.isToStartAnew = false;
    one.dueSince.reset();
    one.startedAt = std::chrono::steady_clock::now();
    one.session = m_start(member);
    const auto taken =
        std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - one.startedAt);
    m_nextStart.start(std::max(m_delays.between, 8 * taken));
    if (!one.session)
        return setState(member, State::Ended);
    connect(one.session, &Session::ended, this, [this, member] { sessionEnded(member); });
    if (m_group.members[member].ready.isEmpty())
        return setState(member, State::Ready);
    one.readyWatch =
        std::make_unique<RowWatch>(one.session->recording()->capture(), m_group.members[member].ready);
    connect(one.readyWatch.get(), &RowWatch::found, this, [this, member] {
        if (m_members[member].state != State::Starting)
            return;
        setState(member, State::Ready);
        startWhatCan();
    });
    setState(member, State::Starting);
}

void GroupRun::sessionEnded(size_t member)
{
    Running &one = m_members[member];
    if (one.readyWatch)
        one.readyWatch.release()->deleteLater(); // this may run in its own signal
    using Restart = Group::Member::Restart;
    const auto &result = one.session->record().result;
    const bool failed = !result || !result->succeeded();
    one.endedWell = !failed;
    const Restart wanted = m_group.members[member].restart;
    const bool stoppedByHand = one.session->isStopping();
    if (!m_stopping && one.isToStartAnew) {
        restartLater(member, std::chrono::milliseconds(0));
    } else if (!m_stopping && !stoppedByHand && (!result || result->started()) &&
               (wanted == Restart::Always || (wanted == Restart::OnFailure && failed))) {
        const bool wasStable = std::chrono::steady_clock::now() - one.startedAt >= m_delays.stable;
        one.delay =
            one.delay.count() == 0 || wasStable ? m_delays.first : std::min(one.delay * 2, m_delays.most);
        restartLater(member, one.delay);
    } else {
        setState(member, State::Ended);
    }
    if (m_stopping)
        stopWhatCan();
    else
        startWhatCan();
}

void GroupRun::restartLater(size_t member, std::chrono::milliseconds delay)
{
    Running &one = m_members[member];
    one.dueSince.reset();
    one.timer = std::make_unique<QTimer>();
    one.timer->setSingleShot(true);
    connect(one.timer.get(), &QTimer::timeout, this, [this, member] {
        ++m_members[member].restarts;
        m_members[member].timer.release()->deleteLater(); // this is its own signal
        m_members[member].dueSince = std::chrono::steady_clock::now();
        startWhatCan();
    });
    one.timer->start(delay);
    setState(member, State::Delayed);
}

void GroupRun::watchFiles(size_t member)
{
    const QStringList patterns = m_group.members[member].watch;
    if (patterns.isEmpty())
        return;
    Running &one = m_members[member];
    one.files = std::make_unique<QFileSystemWatcher>(filesOf(patterns));
    auto *quiet = new QTimer(one.files.get());
    quiet->setSingleShot(true);
    quiet->setInterval(kQuiet);
    const auto known = std::make_shared<QStringList>(fingerprint(patterns));
    for (const auto signal : {&QFileSystemWatcher::fileChanged, &QFileSystemWatcher::directoryChanged})
        connect(one.files.get(), signal, quiet, [quiet] { quiet->start(); });
    connect(quiet, &QTimer::timeout, this, [this, member, patterns, known] {
        m_members[member].files->addPaths(filesOf(patterns)); // files that came, or came again
        const QStringList now = fingerprint(patterns);
        if (std::exchange(*known, now) != now)
            filesChanged(member);
    });
}

void GroupRun::filesChanged(size_t member)
{
    Running &one = m_members[member];
    if (m_stopping)
        return;
    if (one.session && one.session->state() != Session::State::Ended) {
        if (!std::exchange(one.isToStartAnew, true))
            one.session->stop();
    } else if (one.state == State::Delayed || one.state == State::Ended) {
        m_endTold = false;
        restartLater(member, std::chrono::milliseconds(0));
    }
}

void GroupRun::stop()
{
    if (std::exchange(m_stopping, true))
        return;
    stopWhatCan();
}

void GroupRun::stopWhatCan()
{
    for (size_t i = 0; i < m_members.size(); ++i) {
        Running &one = m_members[i];
        if (one.state == State::Delayed || one.state == State::Waiting) {
            one.timer.reset();
            setState(i, one.session ? State::Ended : State::Blocked);
        }
    }
    for (size_t i = 0; i < m_members.size(); ++i) {
        const Running &one = m_members[i];
        if (isOver(i) || !one.session || one.session->isStopping())
            continue;
        bool needed = false;
        for (size_t other = 0; other < m_members.size(); ++other) {
            const auto &needs = m_group.members[other].dependsOn;
            needed |= !isOver(other) && std::find(needs.begin(), needs.end(), i) != needs.end();
        }
        if (!needed)
            one.session->stop();
    }
    if (hasEnded() && !std::exchange(m_endTold, true))
        emit ended();
}

} // namespace pipecore
