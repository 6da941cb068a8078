#include "app/windowcommand.h"

#include "app/commands.h"
#include "app/messages.h"
#include "app/signalwatch.h"
#include "app/stats.h"
#include "pipecore/session/savefile.h"
#include "ui/base/icons.h"
#include "ui/base/stallmeter.h"
#include "ui/base/theme.h"
#include "ui/session/sessionpage.h"
#include "ui/view/outputview.h"
#include "ui/window/mainwindow.h"

#include <QPointer>
#include <QSettings>

namespace app
{

using namespace pipecore;

namespace
{

/// A command given on the command line, and what is to happen around it.
class GivenCommand : public QObject
{
public:
    GivenCommand(ui::MainWindow *window, const Options &options) : m_window(window), m_options(options) {}

    void start()
    {
        m_page = m_window->run(m_options.command, m_options.keep);
        if (!m_page)
            return;
        for (const UploadTarget &target : m_options.uploads)
            m_page->addUpload(target);
        connect(m_page, &ui::SessionPage::done, this, [this] { whenDone(); });
    }

    ui::SessionPage *page() const { return m_page; }

private:
    void whenDone()
    {
        if (!m_saved) {
            m_saved = true;
            for (const QString &file : m_options.saveFiles)
                m_page->save(file);
            if (!m_options.saveFiles.isEmpty())
                return; // done() comes once more
        }
        if (m_options.exitWhenDone)
            m_window->close();
    }

    ui::MainWindow *const m_window;
    const Options &m_options;
    QPointer<ui::SessionPage> m_page;
    bool m_saved = false;
};

} // namespace

int runWindow(int &argc, char **argv, const Options &options)
{
    for (const QString &file : options.saveFiles) {
        if (const auto known = checkSaveEnding(file); !known) {
            say(known.error());
            return kRunnelFailed;
        }
    }
    ui::MeasuredApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("runnel"));
    QApplication::setApplicationName(QStringLiteral("runnel"));
    QApplication::setApplicationVersion(QStringLiteral(RUNNEL_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.runnel.Runnel"));
    QApplication::setWindowIcon(ui::programIcon());
    ui::applyTheme(static_cast<ui::Theme>(QSettings().value(QStringLiteral("view/theme"), 0).toInt()));

    NetworkThread network;
    bool statsFailed = false;
    {
        ui::MainWindow window(&network);
        SignalWatch signalWatch;
        QObject::connect(&signalWatch, &SignalWatch::received, &window, &ui::MainWindow::closeWhenStopped);
        window.show();
        GivenCommand given(&window, options);
        if (!options.command.isEmpty())
            given.start();
        for (const QString &path : options.paths)
            window.open(path);
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
