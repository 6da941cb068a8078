#include "app/commands.h"
#include "app/messages.h"
#include "app/uploadreport.h"
#include "pipecore/net/upload/upload.h"
#include "pipecore/session/opensession.h"

#include <QCoreApplication>

#include <memory>
#include <vector>

namespace app
{

using namespace pipecore;

namespace
{

// What an upload that was left off had, and what is given anew for it.
UploadState renewed(UploadState state, const UploadTarget &given)
{
    UploadTarget &target = state.target;
    if (!given.token.isEmpty()) {
        target.token = given.token;
        target.tokenVariable = given.tokenVariable;
    }
    if (!given.tokenEntry.isEmpty())
        target.tokenEntry = given.tokenEntry;
    target.headers += given.headers;
    target.attempts = given.attempts;
    target.timeoutMs = given.timeoutMs;
    return state;
}

tl::expected<std::vector<UploadState>, QString> leftOff(const Recording &recording, const UploadTarget &given)
{
    if (recording.record().state == SessionRecord::State::Running)
        return tl::unexpected(
            QStringLiteral("session %1 is still running, and uploads itself").arg(recording.record().id));
    std::vector<UploadState> unfinished;
    QStringList done;
    for (const UploadState &state : UploadState::readAll(recording.folder())) {
        if (state.isDone)
            done << state.target.displayUrl();
        else
            unfinished.push_back(renewed(state, given));
    }
    if (!unfinished.empty())
        return unfinished;
    if (!done.isEmpty())
        return tl::unexpected(
            QStringLiteral("session %1 was uploaded to %2 already; give a URL to do it again")
                .arg(recording.record().id, done.join(QStringLiteral(" and "))));
    return tl::unexpected(
        QStringLiteral("session %1 has no upload that was left off; give a URL").arg(recording.record().id));
}

} // namespace

int uploadSession(const Options &options)
{
    const auto opened = openSession(options.sessions.front());
    if (!opened) {
        say(opened.error());
        return kRunnelFailed;
    }
    const Recording::Ptr &recording = *opened;
    const UploadTarget &given = options.uploads.front();
    NetworkThread network;
    std::vector<std::unique_ptr<Upload>> uploads;
    if (!given.url.isEmpty()) {
        uploads.push_back(std::make_unique<Upload>(given, recording, &network));
    } else {
        const auto states = leftOff(*recording, given);
        if (!states) {
            say(states.error());
            return kRunnelFailed;
        }
        for (const UploadState &state : *states) {
            if (!state.incomplete.isEmpty())
                say(QStringLiteral("upload to %1: %2 was not kept; if the server refuses, give it again")
                        .arg(state.target.displayUrl(), state.incomplete.join(QStringLiteral(" and "))));
            uploads.push_back(std::make_unique<Upload>(state, recording, &network));
        }
    }
    size_t left = uploads.size();
    bool allWell = true;
    std::vector<std::unique_ptr<UploadReport>> reports;
    for (const auto &upload : uploads) {
        reports.push_back(std::make_unique<UploadReport>(upload.get(), QString(), options.quiet));
        QObject::connect(reports.back().get(), &UploadReport::ended, [&](bool well) {
            allWell = allWell && well;
            if (--left == 0)
                QCoreApplication::exit(allWell ? 0 : kRunnelFailed);
        });
        upload->resume(); // nothing, for one that has begun
    }
    return QCoreApplication::exec();
}

} // namespace app
