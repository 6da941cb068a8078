#include "app/windowcommand.h"

#include "app/commands.h"
#include "app/messages.h"
#include "app/savefiles.h"
#include "app/signalwatch.h"
#include "app/stats.h"
#include "app/streams.h"
#include "pipecore/session/sessionstore.h"
#include "ui/base/icons.h"
#include "ui/base/priority.h"
#include "ui/base/stallmeter.h"
#include "ui/base/theme.h"
#include "ui/desktop/singleinstance.h"
#include "ui/session/sessionpage.h"
#include "ui/share/sessionshare.h"
#include "ui/view/outputview.h"
#include "ui/window/mainwindow.h"

#include <QDir>
#include <QFileInfo>
#include <QPointer>
#include <QSettings>

#include <algorithm>
#include <map>
#include <optional>

namespace app
{

using namespace pipecore;

namespace
{

// What this process alone has under such a name; a shell writes <(COMMAND) so, in a command's arguments too.
bool isOwn(const QString &path)
{
    return path == QLatin1String("/dev/stdin") || path.startsWith(QLatin1String("/dev/fd/")) ||
           path.startsWith(QLatin1String("/proc/self/fd/"));
}

/// What the command line asks the window to do: a command to run, or sessions to open.
class GivenWork : public QObject
{
public:
    using Sessions = std::map<QString, std::unique_ptr<Session>>;

    /// `started`: what is read already of what the options name.
    GivenWork(ui::MainWindow *window, const Options &options, Sessions started)
        : m_window(window), m_options(options), m_started(std::move(started))
    {
        connect(window, &ui::MainWindow::opened, this, &GivenWork::opened);
    }

    void start()
    {
        if (!m_options.command.isEmpty()) {
            if (ui::SessionPage *page = m_window->run(m_options.command, m_options.keep)) {
                for (const UploadTarget &target : m_options.uploads)
                    page->addUpload(target);
                if (m_options.serve)
                    share(page);
                watch(page);
            }
        }
        m_toOpen = m_options.paths.size();
        for (const QString &path : m_options.paths) {
            if (const auto started = m_started.extract(path))
                opened(m_window->add(std::move(started.mapped()), {}));
            else if (m_options.follow || isStream(path))
                opened(m_window->run(Command::reading(path, m_options.follow)));
            else
                m_window->open(path);
        }
    }

    /// The first one that is still there.
    ui::SessionPage *page() const
    {
        const auto there =
            std::find_if(m_pages.begin(), m_pages.end(), [](const auto &page) { return !page.isNull(); });
        return there == m_pages.end() ? nullptr : there->data();
    }

private:
    void share(ui::SessionPage *page) const
    {
        if (page->share()->start(m_options.share))
            say(QStringLiteral("serving %1").arg(page->share()->server()->link()));
        else
            page->showError(page->share()->problem());
    }

    void watch(ui::SessionPage *page)
    {
        m_pages.emplace_back(page);
        connect(page, &ui::SessionPage::done, this, [this, page] { pageDone(page); });
    }

    void opened(ui::SessionPage *page)
    {
        if (m_toOpen == 0)
            return; // somebody opened one by hand
        --m_toOpen;
        if (page)
            watch(page);
    }

    void pageDone(ui::SessionPage *page)
    {
        if (!m_saved && !m_options.saveFiles.isEmpty()) {
            m_saved = true;
            for (const QString &file : m_options.saveFiles)
                page->save(file);
            return; // done() comes once more
        }
        const bool allDone = std::all_of(m_pages.begin(), m_pages.end(),
                                         [](const auto &given) { return given.isNull() || given->isDone(); });
        if (m_options.exitWhenDone && allDone && m_toOpen == 0)
            m_window->close();
    }

    ui::MainWindow *const m_window;
    const Options &m_options;
    Sessions m_started;
    std::vector<QPointer<ui::SessionPage>> m_pages;
    qsizetype m_toOpen = 0;
    bool m_saved = false;
};

// Qt would abort.
bool hasDisplay()
{
    const auto isSet = [](const char *name) { return !qEnvironmentVariableIsEmpty(name); };
    return isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") || isSet("QT_QPA_PLATFORM");
}

// For each path that means nothing that is there: what is wrong.
QStringList notToBeFound(const QStringList &paths)
{
    QStringList problems;
    for (const QString &path : paths) {
        if (path == QLatin1String("-") || QFileInfo::exists(path))
            continue;
        if (const auto record = SessionStore().find(path); !record)
            problems << (path.contains(u'/') || path.contains(u'.')
                             ? QStringLiteral("%1: no such file").arg(path)
                             : record.error());
    }
    return problems;
}

// Whether another Runnel's window can do all that is asked for. It only opens paths, and has none of what
// this process has open.
bool canBePassedOn(const Options &options)
{
    return options.uploads.empty() && options.saveFiles.isEmpty() && options.masks.isEmpty() &&
           options.keep && !options.serve && !options.exitWhenDone && !options.follow &&
           options.statsFile.isEmpty() && options.command.environment.empty() &&
           std::none_of(options.paths.begin(), options.paths.end(),
                        [](const QString &path) { return isStream(path) || isOwn(path); }) &&
           std::none_of(options.command.arguments.begin(), options.command.arguments.end(), isOwn);
}

Command fromHere(Command command)
{
    command.directory =
        QDir(command.directory.isEmpty() ? QDir::currentPath() : command.directory).absolutePath();
    return command;
}

QStringList absolute(QStringList paths)
{
    for (QString &path : paths)
        if (QFileInfo::exists(path))
            path = QFileInfo(path).absoluteFilePath();
    return paths;
}

} // namespace

int runWindow(int &argc, char **argv, const Options &options)
{
    if (!canSave(options.saveFiles))
        return kRunnelFailed;
    const QStringList missing = options.follow ? QStringList() : notToBeFound(options.paths);
    for (const QString &problem : missing)
        say(problem);
    if (!missing.isEmpty() && missing.size() == options.paths.size())
        return kRunnelFailed;
    if (!hasDisplay()) {
        say(QStringLiteral("there is no display for a window; \"runnel run -- COMMAND\" needs none"));
        return kRunnelFailed;
    }
    QApplication::setOrganizationName(QStringLiteral("runnel"));
    QApplication::setApplicationName(QStringLiteral("runnel"));
    GivenWork::Sessions started = startReading(options);
    ui::MeasuredApplication application(argc, argv);
    ui::runBeforeOthers();
    QApplication::setApplicationVersion(QStringLiteral(RUNNEL_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.runnel.Runnel"));
    QApplication::setWindowIcon(ui::programIcon());
    ui::applyTheme(static_cast<ui::Theme>(QSettings().value(QStringLiteral("view/theme"), 0).toInt()));

    if (ui::SingleInstance::isWanted() && canBePassedOn(options) &&
        ui::SingleInstance::passOn({fromHere(options.command), absolute(options.paths)}))
        return 0;
    NetworkThread network;
    bool statsFailed = false;
    {
        ui::MainWindow window(&network);
        SignalWatch signalWatch;
        QObject::connect(&signalWatch, &SignalWatch::received, &window, &ui::MainWindow::closeWhenStopped);
        window.setMasks(options.masks);
        window.show();
        GivenWork given(&window, options, std::move(started));
        given.start();
        std::optional<ui::SingleInstance> instance;
        if (ui::SingleInstance::isWanted()) {
            instance.emplace();
            if (!instance->problem().isEmpty())
                say(instance->problem());
            QObject::connect(&*instance, &ui::SingleInstance::requested, &window,
                             [&window](const ui::SingleInstance::Request &request) {
                                 window.comeBack();
                                 if (!request.command.isEmpty())
                                     window.run(request.command);
                                 for (const QString &path : request.paths)
                                     window.open(path);
                             });
        }
        if (options.command.isEmpty() && options.paths.isEmpty())
            window.restoreTabs();
        QApplication::exec();
        if (!options.statsFile.isEmpty() && given.page()) {
            QJsonObject stats =
                collectStats(*given.page()->recording(), given.page()->seconds(), given.page()->uploads());
            stats.insert(QStringLiteral("first_paint_ms"), window.firstPaint());
            stats.insert(QStringLiteral("frames"), given.page()->view()->frames());
            stats.insert(QStringLiteral("stall_ms"), application.stalls());
            statsFailed = !writeStats(options.statsFile, stats);
        }
    }
    return statsFailed ? kRunnelFailed : 0;
}

} // namespace app
