#include "ui/window/groupcontrols.h"

#include "ui/base/background.h"
#include "ui/session/sessionpage.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>

namespace ui
{

using pipecore::Group;
using pipecore::GroupRun;

struct GroupControls::Running {
    std::vector<QPointer<SessionPage>> pages; // one a member; null before its first start
    QPointer<SessionPage> merged;
    std::shared_ptr<pipecore::MergedInputs> inputs = std::make_shared<pipecore::MergedInputs>();
    std::unique_ptr<GroupRun> run;
    QTimer tell; // of its state: members that start come one after the other
};

namespace
{

constexpr int kTellInterval = 200; // ms

} // namespace

GroupControls::GroupControls(Host host, QObject *parent) : QObject(parent), m_host(std::move(host)) {}

GroupControls::~GroupControls() = default;

void GroupControls::open(const QString &path)
{
    runInBackground(
        this, [path] { return Group::read(path); },
        [this](const tl::expected<Group, QString> &group) {
            if (group)
                return start(*group);
            m_host.opened(nullptr);
            m_host.showProblem(group.error());
        });
}

void GroupControls::start(Group group)
{
    m_groups.push_back(std::make_unique<Running>());
    Running *running = m_groups.back().get();
    running->pages.resize(group.members.size());
    running->merged = m_host.runMerged(running->inputs, group.name);
    m_host.opened(running->merged);
    if (running->merged) { // whose rows nobody sees need not be kept open
        const auto inputs = running->inputs;
        connect(running->merged->session(), &pipecore::Session::ended, this, [inputs] { inputs->close(); });
        connect(running->merged, &QObject::destroyed, this, [inputs] { inputs->close(); });
    }
    qsizetype width = 0;
    for (const Group::Member &member : group.members)
        width = std::max(width, member.name.size());
    const auto startMember = [this, running, width](size_t index) -> pipecore::Session * {
        const Group::Member &member = running->run->group().members[index];
        SessionPage *page = m_host.run(member, running->pages[index]);
        running->pages[index] = page;
        if (!page)
            return nullptr;
        running->inputs->add({member.name.leftJustified(width), page->recording()});
        return page->session();
    };
    running->run = std::make_unique<GroupRun>(std::move(group), startMember);
    GroupRun *run = running->run.get();
    running->tell.setSingleShot(true);
    running->tell.setInterval(kTellInterval);
    connect(run, &GroupRun::changed, &running->tell, [running] {
        if (!running->tell.isActive())
            running->tell.start();
    });
    connect(&running->tell, &QTimer::timeout, this, [running, run] {
        if (!running->merged || run->hasEnded())
            return;
        running->merged->showState(text(*run), tr("Stop all"), [run] { run->stop(); });
    });
    connect(run, &GroupRun::ended, this, [running, run] {
        running->inputs->close();
        if (running->merged)
            running->merged->showNote(text(*run));
    });
    QTimer::singleShot(0, run, &GroupRun::start); // the tab that was made is to be seen first
}

void GroupControls::stopAll()
{
    for (const auto &running : m_groups)
        running->run->stop();
}

bool GroupControls::isStopping(const SessionPage *page) const
{
    return std::any_of(m_groups.begin(), m_groups.end(), [page](const auto &running) {
        const bool isMember =
            std::find(running->pages.begin(), running->pages.end(), page) != running->pages.end();
        return running->merged == page || (isMember && !running->run->hasEnded());
    });
}

QString GroupControls::text(const GroupRun &run)
{
    QStringList words;
    for (size_t i = 0; i < run.group().members.size(); ++i) {
        QString state;
        switch (run.state(i)) {
        case GroupRun::State::Waiting:
            state = tr("waits");
            break;
        case GroupRun::State::Starting:
            state = tr("starts");
            break;
        case GroupRun::State::Ready:
            state = tr("runs");
            break;
        case GroupRun::State::Delayed:
            state = tr("starts again soon");
            break;
        case GroupRun::State::Ended:
            state = tr("ended");
            break;
        case GroupRun::State::Blocked:
            state = tr("was not started");
            break;
        }
        if (run.restarts(i) > 0)
            state += tr(" (restarted: %1)").arg(run.restarts(i));
        words << QStringLiteral("%1 %2").arg(run.group().members[i].name, state);
    }
    return words.join(QStringLiteral(" · "));
}

} // namespace ui
