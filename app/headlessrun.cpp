#include "app/headlessrun.h"

#include "app/commands.h"
#include "app/messages.h"
#include "app/savefiles.h"
#include "pipecore/session/savefile.h"
#include "app/stats.h"

#include <csignal>

#include <unistd.h>

namespace app
{

using namespace pipecore;

HeadlessRun::HeadlessRun(const Options &options) : m_options(options) {}

HeadlessRun::~HeadlessRun()
{
    m_share.reset();
    m_uploads.clear(); // before the thread that they use
}

void HeadlessRun::tell(const QString &text) const
{
    if (!m_options.quiet)
        say(text);
}

void HeadlessRun::fail(const QString &reason)
{
    say(reason);
    m_failed = true;
}

NetworkThread *HeadlessRun::network()
{
    if (!m_network)
        m_network = std::make_unique<NetworkThread>();
    return m_network.get();
}

void HeadlessRun::start()
{
    if (!canSave(m_options.saveFiles)) {
        emit done(kRunnelFailed);
        return;
    }
    Session::Options options;
    options.keep = m_options.keep;
    options.masks = m_options.masks;
    options.index = !m_options.statsFile.isEmpty() || m_options.serve;
    options.passTo = {STDOUT_FILENO, STDERR_FILENO};
    Command command = m_options.command;
    command.passInput = true;
    if (command.terminal)
        command.terminalSize = TerminalPass::currentSize();
    auto session = Session::create(m_store, command, options);
    if (!session) {
        say(session.error());
        emit done(kRunnelFailed);
        return;
    }
    m_session = std::move(*session);
    connect(m_session.get(), &Session::ended, this, &HeadlessRun::commandEnded);
    connect(m_session.get(), &Session::paused, this, [this](const QString &reason) {
        if (!reason.isEmpty())
            say(QStringLiteral("%1; the command waits, and goes on when there is room").arg(reason));
    });
    for (const UploadTarget &target : m_options.uploads) {
        m_uploads.push_back(std::make_unique<Upload>(target, m_session->recording(), network()));
        const QString id = m_options.keep ? m_session->record().id : QString();
        m_reports.push_back(std::make_unique<UploadReport>(m_uploads.back().get(), id, m_options.quiet));
        connect(m_reports.back().get(), &UploadReport::ended, this, [this](bool well) {
            m_failed = m_failed || !well;
            finishIfDone();
        });
    }
    if (m_options.serve && !startSharing())
        return;
    m_clock.start();
    m_session->start();
    if (command.terminal)
        m_terminal = std::make_unique<TerminalPass>(m_session.get());
}

bool HeadlessRun::startSharing()
{
    auto share = ShareServer::serve(m_session->recording(), m_options.share);
    if (!share) {
        say(share.error());
        emit done(kRunnelFailed);
        return false;
    }
    m_share = std::move(*share);
    m_shareDone = false;
    connect(m_share.get(), &ShareServer::drained, this, [this] {
        m_shareDone = true;
        finishIfDone();
    });
    say(QStringLiteral("serving %1")
            .arg(m_share->link())); // also with --quiet: nobody could use it otherwise
    return true;
}

void HeadlessRun::handleSignal(int number)
{
    if (m_session && m_session->state() != Session::State::Ended) {
        m_session->stop(number);
        return;
    }
    for (const auto &upload : m_uploads)
        upload->cancel();
    m_shareDone = true;
    finishIfDone();
}

void HeadlessRun::terminalResized()
{
    if (m_terminal)
        m_terminal->sizeChanged();
}

void HeadlessRun::commandEnded()
{
    m_terminal.reset(); // before anything is said to a terminal that is raw
    if (!m_options.statsFile.isEmpty())
        m_session->recording()->waitForIndex();
    m_seconds = static_cast<double>(m_clock.nsecsElapsed()) / 1e9;
    const RunResult &result = *m_session->record().result;
    if (!result.started())
        say(result.message);
    else if (result.outcome == RunResult::Outcome::Crashed)
        tell(QStringLiteral("the command %1").arg(result.message));
    if (const qint64 masked = m_session->masked(); masked > 0)
        tell(masked == 1 ? QStringLiteral("masked one piece of the output")
                         : QStringLiteral("masked %1 pieces of the output").arg(masked));
    if (!m_session->streamError().isEmpty() && !m_session->isStopping()) {
        // Somebody like `head` has seen enough: that is no failure of ours.
        if (m_session->streamError().endsWith(qt_error_string(EPIPE)))
            tell(m_session->streamError());
        else
            fail(m_session->streamError());
    }
    if (m_share) {
        m_share->setRecord(m_session->record());
        if (m_options.serveStay)
            tell(QStringLiteral("the command has ended; still serving it, until Ctrl+C"));
        else
            m_share->drain();
    }
    finishIfDone();
}

void HeadlessRun::finishIfDone()
{
    if (m_saved || m_session->state() != Session::State::Ended)
        return;
    for (const auto &upload : m_uploads)
        if (!upload->status().isFinal())
            return;
    if (!m_shareDone)
        return;
    m_saved = true;
    for (const QString &file : m_options.saveFiles) {
        ExportLosses losses;
        const auto saved = saveRecording(m_session->recording(), m_session->record(), file, {}, &losses);
        for (const QString &loss : losses.sentences())
            tell(QStringLiteral("%1: %2").arg(file, loss));
        if (!saved)
            fail(saved.error());
    }
    if (!m_options.statsFile.isEmpty() &&
        !writeStats(m_options.statsFile, collectStats(*m_session->recording(), m_seconds, m_uploads)))
        m_failed = true;
    const int status = m_session->record().result->exitStatus();
    emit done(status == 0 && m_failed ? kRunnelFailed : status);
}

} // namespace app
