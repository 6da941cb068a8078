#include "ui/session/sessionpage.h"

#include "pipecore/text/humanize.h"
#include "ui/base/background.h"
#include "ui/find/filterpane.h"
#include "ui/find/findbar.h"
#include "ui/find/finder.h"
#include "ui/marks/marker.h"
#include "ui/problems/problemspane.h"
#include "ui/run/inputline.h"
#include "ui/replay/replaypane.h"
#include "ui/session/messagebar.h"
#include "ui/session/savejob.h"
#include "ui/session/sinkstrip.h"
#include "ui/session/uploadfigures.h"
#include "ui/share/sessionshare.h"
#include "ui/share/sharedialog.h"
#include "ui/terminal/terminalview.h"
#include "ui/view/followbutton.h"
#include "ui/view/outputview.h"
#include "ui/view/overviewbar.h"

#include <QFileInfo>
#include <QSplitter>
#include <QVBoxLayout>

namespace ui
{

using pipecore::Session;

namespace
{

constexpr int kSettlingInterval = 4; // ms between looks whether all is there: who waits for it sees the wait
constexpr int kNoteTime = 6000;      // ms that a note stays

} // namespace

SessionPage::SessionPage(std::unique_ptr<Session> session, pipecore::NetworkThread *network)
    : m_session(std::move(session)), m_recording(m_session->recording()), m_network(network)
{
    setUp();
    if (record().command.openInput || record().command.terminal)
        addInputLine();
    if (record().command.terminal)
        addTerminal();
    connect(m_session.get(), &Session::stateChanged, this, &SessionPage::changed);
    connect(m_session.get(), &Session::paused, this, &SessionPage::sessionPaused);
    connect(m_session.get(), &Session::ended, this, &SessionPage::sessionEnded);
    connect(m_session.get(), &Session::broken, this, [this](const pipecore::StreamBreak &at) {
        m_messages->show(MessageBar::Kind::Warning,
                         tr("%1 (behind byte %2).").arg(at.text, pipecore::formatCount(at.offset)));
    });
}

SessionPage::SessionPage(pipecore::Recording::Ptr recording, pipecore::NetworkThread *network)
    : m_recording(std::move(recording)), m_network(network)
{
    m_clock.start();
    m_recording->startIndexing();
    setUp();
    if (record().command.terminal && record().state != pipecore::SessionRecord::State::Running)
        addTerminal();
    m_tick.start();
    m_settling.start(kSettlingInterval);
    // Uploads that were left off can be resumed; what is still running does that itself.
    if (record().state != pipecore::SessionRecord::State::Running)
        for (const pipecore::UploadState &state : pipecore::UploadState::readAll(m_recording->folder()))
            if (!state.isDone)
                showUpload(std::make_unique<pipecore::Upload>(state, m_recording, m_network));
    if (summary().kind == RunSummary::Kind::Interrupted)
        m_messages->show(MessageBar::Kind::Warning, summary().detail);
}

SessionPage::~SessionPage()
{
    delete m_finder;
    delete m_filterPane;
    delete m_problems;
    delete m_marker;
    delete m_replay;
    delete m_overview;
    delete m_terminal;
    delete m_view;
    qDeleteAll(findChildren<ShareDialog *>());
    delete m_share;
    m_uploads.clear();
    m_session.reset();
    disposeInBackground(std::move(m_recording));
}

void SessionPage::setUp()
{
    m_messages = new MessageBar(this);
    m_view = new OutputView(this);
    m_overview = new OverviewBar(m_view, this);
    m_findBar = new FindBar(this);
    m_finder = new Finder(m_findBar, m_view, m_overview);
    m_filterPane = new FilterPane(m_view, this);
    m_problems = new ProblemsPane(m_view, m_overview, this);
    m_marker = new Marker(m_view, m_overview);
    m_filterPane->rows()->setMarks(&m_marker->marks());
    for (OutputView *view : {m_view, m_filterPane->rows()})
        connect(view, &OutputView::markToggled, m_marker, qOverload<qint64>(&Marker::toggle));
    m_sinks = new SinkStrip(this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    auto *output = new QWidget;
    auto *shown = new QHBoxLayout(output);
    shown->setContentsMargins(0, 0, 0, 0);
    shown->setSpacing(0);
    shown->addWidget(m_view, 1);
    shown->addWidget(m_overview);
    auto *panes = new QSplitter(Qt::Vertical);
    panes->addWidget(output);
    panes->addWidget(m_filterPane);
    panes->addWidget(m_problems);
    panes->setChildrenCollapsible(false);
    panes->setStretchFactor(0, 3);
    panes->setStretchFactor(1, 2);
    panes->setStretchFactor(2, 2);
    m_output = panes;
    layout->addWidget(m_output, 1);
    layout->addWidget(m_findBar);
    layout->addWidget(m_sinks);
    setFocusProxy(m_view);
    m_tick.setInterval(kTickInterval);
    connect(&m_tick, &QTimer::timeout, this, &SessionPage::tick);
    connect(&m_settling, &QTimer::timeout, this, &SessionPage::settle);
    connect(m_view, &OutputView::grew, this, &SessionPage::outputGrew);
    connect(m_marker, &Marker::told, this, &SessionPage::showNote);
    connect(m_view, &OutputView::followingChanged, this, &SessionPage::changed);
    m_view->setRecording(m_recording);
    m_marker->load();
    m_followButton = new FollowButton(m_view);
    m_sinks->add([this] { return diskFigures(); },
                 [this] {
                     if (m_session)
                         m_session->retry();
                 });
}

void SessionPage::start()
{
    m_rateClock.start();
    m_tick.start();
    if (!m_session->pauseReason().isEmpty())
        sessionPaused(m_session->pauseReason());
    if (m_session->state() == Session::State::Starting)
        m_session->start();
    else if (m_session->state() == Session::State::Ended) // nobody was there to be told
        QMetaObject::invokeMethod(m_session.get(), &Session::ended, Qt::QueuedConnection);
}

OutputView *SessionPage::viewInUse() const
{
    return m_filterPane->rows()->hasFocus() ? m_filterPane->rows() : m_view;
}

void SessionPage::stop()
{
    if (isRunning())
        m_session->stop();
}

void SessionPage::sendSignal(int number)
{
    if (isRunning())
        m_session->sendSignal(number);
}

bool SessionPage::isRunning() const
{
    return m_session && m_session->state() != Session::State::Ended;
}

QString SessionPage::title() const
{
    if (!m_name.isEmpty())
        return m_name;
    const QString title = record().command.text().simplified();
    return title.isEmpty() ? record().id : title;
}

void SessionPage::addUpload(const pipecore::UploadTarget &target)
{
    // Two of them would be at odds over how far they are, on the server and on disk.
    const QString file = pipecore::UploadState::fileName(target);
    for (const auto &upload : m_uploads)
        if (!upload->status().isFinal() && pipecore::UploadState::fileName(upload->target()) == file)
            return showError(tr("The output goes to %1 already.").arg(target.displayUrl()));
    showUpload(std::make_unique<pipecore::Upload>(target, m_recording, m_network));
}

void SessionPage::showUpload(std::unique_ptr<pipecore::Upload> added)
{
    m_uploads.push_back(std::move(added));
    pipecore::Upload *upload = m_uploads.back().get();
    connect(upload, &pipecore::Upload::changed, this, [this] {
        if (!m_tick.isActive())
            m_tick.start();
        emit changed();
    });
    m_sinks->add([upload] { return figuresOf(*upload); }, [upload] { actOn(*upload); },
                 [upload](QMenu *menu) { fillMenu(menu, *upload); });
    m_doneTold = false;
    m_tick.start();
}

SessionShare *SessionPage::share()
{
    if (m_share)
        return m_share;
    m_share = new SessionShare(m_recording, this);
    connect(m_share, &SessionShare::changed, this, [this] {
        // Its line is there from the first start on.
        if (m_share->server() && !std::exchange(m_isShareShown, true))
            m_sinks->add([this] { return m_share->figures(); }, [this] { m_share->stop(); });
        m_sinks->refresh();
        emit changed();
    });
    return m_share;
}

void SessionPage::save(const QString &path)
{
    auto *job = new SaveJob(m_recording, path, this);
    m_saves.push_back(job);
    m_doneTold = false;
    m_tick.start();
    connect(job, &SaveJob::finished, this, [this, job](const QString &error) { saveFinished(job, error); });
}

void SessionPage::saveFinished(SaveJob *job, const QString &error)
{
    std::erase(m_saves, job);
    job->deleteLater();
    if (job->isCancelled()) {
        showNote(tr("Not saved: cancelled."));
    } else if (!error.isEmpty()) {
        m_saveFailed = true;
        m_messages->show(MessageBar::Kind::Error, error, tr("Try again"), [this, path = job->path()] {
            m_messages->hide();
            save(path);
        });
    } else {
        QStringList told{
            tr("Saved to %1 (%2).").arg(job->path(), pipecore::formatBytes(QFileInfo(job->path()).size()))};
        for (const QString &loss : job->losses())
            told << loss + u'.';
        showNote(told.join(u' '));
    }
}

void SessionPage::showNote(const QString &text)
{
    m_messages->show(MessageBar::Kind::Note, text);
    QTimer::singleShot(kNoteTime, m_messages, [this, text] {
        if (m_messages->text() == text)
            m_messages->hide();
    });
}

void SessionPage::showError(const QString &text)
{
    m_messages->show(MessageBar::Kind::Error, text);
}

void SessionPage::offer(const QString &text, const QString &actionText, std::function<void()> action)
{
    m_messages->show(MessageBar::Kind::Warning, text, actionText, [this, action = std::move(action)] {
        m_messages->hide();
        action();
    });
}

void SessionPage::showState(const QString &text, const QString &actionText, std::function<void()> action)
{
    m_messages->show(MessageBar::Kind::Note, text, actionText, std::move(action));
}

void SessionPage::sessionPaused(const QString &reason)
{
    if (reason.isEmpty()) {
        m_messages->hide();
        return;
    }
    m_messages->show(
        MessageBar::Kind::Warning,
        tr("%1. The command waits, and nothing is lost. It goes on when there is room.").arg(reason),
        tr("Try now"), [this] { m_session->retry(); });
}

void SessionPage::sessionEnded()
{
    if (m_share)
        m_share->setRecord(record());
    if (m_seconds == 0)
        m_seconds = age();
    const pipecore::RunResult &result = *record().result;
    if (!result.started())
        m_messages->show(MessageBar::Kind::Error, result.message);
    else if (!m_session->streamError().isEmpty())
        m_messages->show(MessageBar::Kind::Error, m_session->streamError());
    m_followButton->refresh();
    emit changed();
    m_settling.start(kSettlingInterval);
}

SinkFigures SessionPage::diskFigures() const
{
    SinkFigures figures;
    const qint64 bytes = m_recording->capture()->end();
    figures.produced = figures.sent = figures.acknowledged = bytes;
    const bool isFile = !m_recording->plainFile().isEmpty();
    figures.icon = isFile ? QStringLiteral("file") : QStringLiteral("disk");
    figures.name = isFile ? m_recording->plainFile() : tr("Disk");
    if (m_session && !m_session->pauseReason().isEmpty()) {
        figures.tone = SinkFigures::Tone::Waiting;
        figures.state = m_session->pauseReason();
        figures.actionText = tr("Try now");
    } else if (isRunning()) {
        figures.tone = SinkFigures::Tone::Busy;
        figures.state = tr("recording");
    } else if (!m_recording->isIndexed()) {
        figures.tone = SinkFigures::Tone::Busy;
        figures.state = tr("counting rows: %1").arg(pipecore::formatBytes(m_recording->index().indexedEnd()));
    } else if (!isFile) {
        figures.tone = SinkFigures::Tone::Good;
        figures.state = tr("kept as %1").arg(record().id);
    }
    figures.detail = m_recording->folder();
    return figures;
}

void SessionPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_sinks->refresh();
    if (m_tick.isActive())
        m_tick.start(kTickInterval);
}

void SessionPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_sinks->refresh();
}

} // namespace ui
