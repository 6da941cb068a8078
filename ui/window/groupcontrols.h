#pragma once

#include "pipecore/session/grouprun.h"
#include "pipecore/session/mergedsource.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace ui
{

class SessionPage;

/// Runs groups of commands in the window: a tab for each command, and one in front with the rows of all.
class GroupControls : public QObject
{
    Q_OBJECT
public:
    struct Host {
        /// Runs a command by a name, in the tab of `instead` if that is there.
        std::function<SessionPage *(const pipecore::Group::Member &member, SessionPage *instead)> run;
        std::function<SessionPage *(const std::shared_ptr<pipecore::MergedInputs> &inputs,
                                    const QString &title)>
            runMerged;
        std::function<void(const QString &)> showProblem;
        /// The tab with all rows; null: the group could not be started.
        std::function<void(SessionPage *)> opened;
    };
    GroupControls(Host host, QObject *parent);
    ~GroupControls() override;

    /// Reads the file, and starts what it says.
    void open(const QString &path);
    /// Stops all groups; nothing of them is started any more.
    void stopAll();
    /// Behind stopAll(): `page` ends without more, as its group stops it in its turn, or has the rows of one.
    bool isStopping(const SessionPage *page) const;

private:
    struct Running;
    void start(pipecore::Group group);
    static QString text(const pipecore::GroupRun &run);

    const Host m_host;
    std::vector<std::unique_ptr<Running>> m_groups;
};

} // namespace ui
