#include "app/commands.h"
#include "app/grepsearch.h"
#include "app/messages.h"
#include "pipecore/session/opensession.h"
#include "pipecore/session/sessionstore.h"

#include <cerrno>
#include <cstring>

namespace app
{

using namespace pipecore;

int grepSessions(const Options &options)
{
    const GrepOptions &grep = options.grep;
    auto matcher = Matcher::create(grep.query);
    if (!matcher) {
        say(QStringLiteral("the pattern cannot be used: %1").arg(matcher.error().text));
        return kGrepTrouble;
    }
    QStringList where = options.sessions;
    if (where.isEmpty())
        for (const SessionRecord &record : SessionStore().list())
            where << record.id;
    const bool severalNames = options.sessions.isEmpty() || where.size() > 1;
    GrepOutput output(grep, grep.names == GrepOptions::When::Auto ? severalNames
                                                                  : grep.names == GrepOptions::When::Always);
    RowSearch search(std::move(*matcher), {});
    GrepSearch run(grep, search, output);
    bool trouble = false;
    bool selectedAny = false;
    for (const QString &session : where) {
        const auto recording = openSession(session);
        if (!recording) {
            say(recording.error());
            trouble = true;
            continue;
        }
        const QString &id = (*recording)->record().id;
        const bool isPath =
            !(*recording)->plainFile().isEmpty() || session.contains(u'/') || session.contains(u'.');
        const QString name = isPath ? session : id;
        const auto selected = run.run(**recording, name);
        if (!selected) {
            say(selected.error());
            trouble = true;
            continue;
        }
        if (grep.output == GrepOptions::Output::Count)
            output.count(name, *selected);
        if (grep.output == GrepOptions::Output::Names && *selected > 0)
            output.name(name);
        selectedAny = selectedAny || *selected > 0;
        if (output.hasFailed() || (selectedAny && grep.output == GrepOptions::Output::Nothing))
            break;
    }
    output.flush();
    if (output.hasFailed()) {
        if (output.errorCode() != EPIPE)
            say(QStringLiteral("cannot write: %1")
                    .arg(QString::fromLocal8Bit(std::strerror(output.errorCode()))));
        return kGrepTrouble;
    }
    if (run.gaveUp()) {
        say(QStringLiteral(
            "the pattern takes too many steps in some rows, which were taken as no match; make it "
            "simpler"));
        trouble = true;
    }
    if (selectedAny && grep.output == GrepOptions::Output::Nothing)
        return 0;
    return trouble ? kGrepTrouble : selectedAny ? 0 : 1;
}

} // namespace app
