#pragma once

#include "pipecore/session/grouprun.h"
#include "pipecore/session/sessionstore.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

/// A group that runs in a store of its own, with short delays. Its commands run in folder().
class RunningGroup
{
public:
    /// Of the text of a file that has this name.
    explicit RunningGroup(const QByteArray &text, const QString &name = QStringLiteral("x.group.toml"))
        : RunningGroup([&](const QString &) { return text; }, name)
    {
    }
    /// Of a text that knows the folder.
    template<typename Text>
    requires std::is_invocable_r_v<QByteArray, Text, QString>
    explicit RunningGroup(const Text &text, const QString &name = QStringLiteral("x.group.toml"))
        : store(m_home.path()),
          group(pipecore::Group::parse(text(m_home.path()), m_home.filePath(name)).value())
    {
        pipecore::GroupRun::Delays delays;
        delays.first = std::chrono::milliseconds(20);
        sessions.resize(group.members.size());
        earlier.resize(group.members.size());
        run.emplace(
            group, [this](size_t member) { return startSession(member); }, delays);
    }

    static bool waitFor(const std::function<bool()> &what) { return QTest::qWaitFor(what, kPatience); }
    bool waitForState(size_t member, pipecore::GroupRun::State state)
    {
        return waitFor([&] { return run->state(member) == state; });
    }
    bool hasEnded()
    {
        return waitFor([this] { return run->hasEnded(); });
    }
    QString folder() const { return m_home.path(); }
    /// What a member has written since it was started last.
    QByteArray output(size_t member) const
    {
        QFile file(sessions[member]->recording()->capture()->path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private:
    static constexpr int kPatience = 60'000; // ms, for a loaded machine

    pipecore::Session *startSession(size_t member)
    {
        if (onStart)
            onStart(member);
        started << group.members[member].name;
        if (sessions[member])
            earlier[member].push_back(std::move(sessions[member]));
        sessions[member] = pipecore::Session::create(store, group.members[member].command, {}).value();
        sessions[member]->start();
        return sessions[member].get();
    }

    QTemporaryDir m_home;

public:
    pipecore::SessionStore store;
    const pipecore::Group group;
    std::function<void(size_t member)> onStart; ///< before each start
    QStringList started;                        ///< names, each time
    std::vector<std::unique_ptr<pipecore::Session>> sessions;
    std::vector<std::vector<std::unique_ptr<pipecore::Session>>>
        earlier; ///< of each member, those that ended
    std::optional<pipecore::GroupRun> run;
};
