#pragma once

#include "pipecore/net/upload/upload.h"
#include "pipecore/session/session.h"
#include "ui/session/runsummary.h"

#include <QElapsedTimer>
#include <QFont>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>
#include <vector>

namespace ui
{

class FilterPane;
class FindBar;
class Finder;
class FollowButton;
class Marker;
class InputLine;
class MessageBar;
class OutputView;
class OverviewBar;
class ProblemsPane;
class ReplayPane;
class SaveJob;
class SessionShare;
class SinkStrip;
class TerminalView;
struct SinkFigures;

/// One session in the window: its output, what happens to it, and its messages.
class SessionPage : public QWidget
{
    Q_OBJECT
public:
    /// A command to run; start() starts it, unless it was started already.
    SessionPage(std::unique_ptr<pipecore::Session> session, pipecore::NetworkThread *network);
    /// A recording to look at.
    SessionPage(pipecore::Recording::Ptr recording, pipecore::NetworkThread *network);
    ~SessionPage() override;

    void start();
    /// Stops the command; a second time at once.
    void stop();
    /// To all processes of the command; nothing when it has ended.
    void sendSignal(int number);
    void addUpload(const pipecore::UploadTarget &target);
    void save(const QString &path);
    /// Whether and how it is shared; made when it is asked for.
    SessionShare *share();
    void showNote(const QString &text);
    void showError(const QString &text);
    /// A refusal, with a way out of it.
    void offer(const QString &text, const QString &actionText, std::function<void()> action);
    /// How something stands, with what can be done about it; stays until it is replaced.
    void showState(const QString &text, const QString &actionText, std::function<void()> action);

    OutputView *view() const { return m_view; }
    /// The view that the keyboard is in: the one of the filter pane, or else the output's.
    OutputView *viewInUse() const;
    OverviewBar *overview() const { return m_overview; }
    Finder *finder() const { return m_finder; }
    ProblemsPane *problems() const { return m_problems; }
    Marker *marker() const { return m_marker; }
    FilterPane *filterPane() const { return m_filterPane; }
    /// Null when the command has no terminal.
    TerminalView *terminal() const { return m_terminal; }
    /// Shows the terminal's screen, or all of the output.
    void showScreen(bool on);
    bool isScreenShown() const;
    /// Plays what was recorded again, as it came; only what has ended, and of which the times are known.
    void setReplaying(bool on);
    bool isReplaying() const { return m_replay != nullptr; }
    bool canReplay() const;
    void setCellFont(const QFont &font);
    const pipecore::Recording::Ptr &recording() const { return m_recording; }
    const pipecore::SessionRecord &record() const { return m_recording->record(); }
    const std::vector<std::unique_ptr<pipecore::Upload>> &uploads() const { return m_uploads; }

    /// By its name, if it was given one, or by its command.
    QString title() const;
    void setName(const QString &name) { m_name = name; }
    /// Null for a recording that was opened.
    pipecore::Session *session() const { return m_session.get(); }
    RunSummary summary() const { return RunSummary::of(m_session.get(), *m_recording); }
    bool isRunning() const;
    /// Of its first process; 0 when there is none.
    qint64 processId() const { return isRunning() ? m_session->processId() : 0; }
    /// Its output is being saved or uploaded: that would be lost with the page.
    bool isSending() const;
    /// It has ended, all is shown, and nothing is under way any more.
    bool isDone() const;
    /// Some saving failed.
    bool hasFailedSave() const { return m_saveFailed; }
    /// From the start of the command, or the opening, to the moment its last byte could be shown.
    double seconds() const { return m_seconds; }
    /// What its command is to be masked by besides what is set: it goes with the command when that is run
    /// again.
    const pipecore::MaskOptions &masks() const { return m_masks; }
    void setMasks(const pipecore::MaskOptions &masks) { m_masks = masks; }
    /// Where its output is uploaded to when it is run again; may be empty.
    const QString &uploadProfile() const { return m_uploadProfile; }
    void setUploadProfile(const QString &name) { m_uploadProfile = name; }
    /// So many pieces of the output were masked.
    qint64 masked() const { return m_session ? m_session->masked() : record().masked; }
    /// What was, in sentences; empty when that is not known any more.
    QString maskText() const { return m_session ? m_session->maskPlan().text() : QString(); }
    /// Bytes a second, lately; 0 once it has ended.
    double rate() const { return m_rate; }

signals:
    /// Something of what can be asked has changed; often.
    void changed();
    void done();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void setUp();
    void showUpload(std::unique_ptr<pipecore::Upload> added);
    double age() const;
    void outputGrew();
    void tick();
    void settle();
    bool isSettled() const;
    void addInputLine();
    void addTerminal();
    void sessionPaused(const QString &reason);
    void sessionEnded();
    void saveFinished(SaveJob *job, const QString &error);
    SinkFigures diskFigures() const;

    std::unique_ptr<pipecore::Session> m_session; // null: opened
    pipecore::Recording::Ptr m_recording;
    pipecore::NetworkThread *const m_network;
    std::vector<std::unique_ptr<pipecore::Upload>> m_uploads;
    SessionShare *m_share = nullptr;
    bool m_isShareShown = false;
    std::vector<SaveJob *> m_saves;
    bool m_saveFailed = false;
    bool m_doneTold = false;

    MessageBar *m_messages;
    QWidget *m_output; // holds the view and its overview
    OutputView *m_view;
    OverviewBar *m_overview;
    FindBar *m_findBar;
    Finder *m_finder;
    FilterPane *m_filterPane;
    ProblemsPane *m_problems;
    Marker *m_marker;
    FollowButton *m_followButton;
    TerminalView *m_terminal = nullptr;
    ReplayPane *m_replay = nullptr;
    QFont m_cellFont;
    QString m_name;
    pipecore::MaskOptions m_masks;
    QString m_uploadProfile;
    InputLine *m_input = nullptr; // null: the command gets no input
    SinkStrip *m_sinks;

    static constexpr int kTickInterval = 200; // ms between looks at what moves
    QTimer m_tick;
    QTimer m_settling; // runs from the end of the output until all of it is indexed
    QElapsedTimer m_clock;
    double m_seconds = 0;
    double m_rate = 0;
    qint64 m_rateBytes = 0;
    QElapsedTimer m_rateClock;
};

} // namespace ui
