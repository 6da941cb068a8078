#pragma once

#include "pipecore/capture/capture.h"
#include "pipecore/run/pseudoterminal.h"
#include "pipecore/text/terminalscreen.h"
#include "ui/view/cellfont.h"

#include <QAbstractScrollArea>
#include <QTimer>

#include <deque>
#include <memory>

namespace ui
{

/// The screen of a command that runs at a terminal, live: what it draws, with its cursor, and above it the
/// last rows that scrolled off. Keys, pastes and, if the command wants them, mouse reports are for the
/// command.
///
/// Reads the capture a slice at a time, so that a flood never holds up the window; the screen then comes
/// after.
class TerminalView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    /// Rows above the screen that are kept.
    static constexpr size_t kMostScrollback = 5000;

    TerminalView(pipecore::Capture::Ptr capture, pipecore::TerminalSize size, QWidget *parent = nullptr);
    ~TerminalView() override;

    void setCellFont(const QFont &font);
    /// From now on nothing is sent, the size is that of the view unless `keepSize`, and only what showUpTo()
    /// says is shown. Without a terminal (`keepSize` false) a newline goes to the start of the next row, too.
    void startReplay(bool keepSize);
    /// Shows the screen as it was when the capture had `offset` bytes. Far from what is shown, it is made
    /// from the last kReplayReach bytes before; of a terminal's, that is all of the first kReplayWhole.
    void showUpTo(qint64 offset);
    static constexpr qint64 kReplayReach = 2 << 20;
    static constexpr qint64 kReplayWhole = 8 << 20;
    /// Nothing is sent any more: the command has ended.
    void setEnded();
    /// How many characters fit.
    pipecore::TerminalSize fittingSize() const;
    const pipecore::TerminalScreen &screen() const { return m_screen; }
    /// All bytes that are there were drawn.
    bool isUpToDate() const { return m_offset == shownEnd(); }

signals:
    void sendRequested(const QByteArray &bytes);
    void sizeChanged(pipecore::TerminalSize size);

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool focusNextPrevChild(bool) override { return false; } // Tab is the command's

private:
    void readMore();
    qint64 shownEnd() const { return m_replay ? m_replayEnd : m_capture->end(); }
    void fitScreen();
    void resetScreen();
    void updateBar();
    void pasteClipboard();
    bool reportMouse(QEvent *event);

    const pipecore::Capture::Ptr m_capture;
    std::unique_ptr<pipecore::CaptureWatch> m_watch;
    QTimer m_timer;
    qint64 m_offset = 0;
    std::deque<pipecore::CellLine> m_scrollback;
    pipecore::TerminalScreen m_screen; // behind what it calls back
    CellFont m_font;
    bool m_ended = false;
    bool m_replay = false;
    bool m_keepSize = false; // of a replay
    qint64 m_replayEnd = 0;
};

} // namespace ui
