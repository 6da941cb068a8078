#include "app/streams.h"

#include "pipecore/session/session.h"
#include "pipecore/session/sessionstore.h"
#include "ui/window/masksettings.h"

#include <QFileInfo>

namespace app
{

using namespace pipecore;

bool isStream(const QString &path)
{
    const QFileInfo file(path);
    return path == QLatin1String("-") || (file.exists() && !file.isFile() && !file.isDir());
}

std::map<QString, std::unique_ptr<Session>> startReading(const Options &options)
{
    std::map<QString, std::unique_ptr<Session>> started;
    if (options.follow)
        return started;
    Session::Options how;
    how.masks = ui::masksWith(options.masks);
    for (const QString &path : options.paths) {
        if (started.count(path) != 0 || !isStream(path))
            continue;
        auto session = Session::create(SessionStore(), Command::reading(path, false), how);
        if (!session)
            continue;
        (*session)->start();
        started.emplace(path, std::move(*session));
    }
    return started;
}

} // namespace app
