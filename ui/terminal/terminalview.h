#pragma once

#include "pipecore/capture/capture.h"
#include "pipecore/run/pseudoterminal.h"
#include "pipecore/text/terminalscreen.h"
#include "ui/view/cellfont.h"
#include "ui/view/selectableview.h"

#include <QAbstractScrollArea>
#include <QTimer>

#include <deque>
#include <memory>

namespace ui
{

class SelectionInput;

/// The screen of a command that runs at a terminal, live: what it draws, with its cursor, and above it the
/// last rows that scrolled off. Keys, pastes and, if the command wants them, mouse reports are for the
/// command; what it does not want the mouse for selects, as Shift does always.
///
/// Reads the capture a slice at a time, so that a flood never holds up the window; the screen then comes
/// after, and rows that would only scroll by are left out.
class TerminalView : public QAbstractScrollArea, public SelectableView
{
    Q_OBJECT
public:
    /// Rows above the screen that are kept; of a replay, some of them.
    static constexpr int kMostScrollback = 5000;
    static constexpr int kReplayScrollback = 500;

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
    /// Shows what was on the screen when the command, which is long gone, ended.
    void showEnd();
    /// How many characters fit.
    pipecore::TerminalSize fittingSize() const;
    const pipecore::TerminalScreen &screen() const { return m_screen; }
    /// All bytes that are there were drawn.
    bool isUpToDate() const { return m_offset == shownEnd(); }
    /// More is being read.
    bool isReading() const { return m_timer.isActive(); }

    // Rows count from the first that ever scrolled off; those of the screen come last.
    Selection &selection() override { return m_selection; }
    void selectionChanged() override { viewport()->update(); }
    void offerSelection() override;
    RowPlace placeAt(const QPoint &point) override;
    pipecore::CellLine lineOf(qint64 row) override;
    qint64 rows() const override { return m_rowsAbove + m_screen.rows(); }
    qint64 topRow() const override;
    qint64 rowsInView() const override { return m_screen.rows(); }
    void scrollByRows(qint64 lines) override;
    void reveal(RowPlace place) override;
    bool hasSelection() const { return !m_selection.isEmpty(); }
    QString selectedText();
    /// Selects what is on the screen and kept above it.
    void selectAll();
    void copySelection();

signals:
    void sendRequested(const QByteArray &bytes);
    void sizeChanged(pipecore::TerminalSize size);
    void zoomRequested(int steps);

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool focusNextPrevChild(bool) override { return false; } // Tab is the command's

private:
    static constexpr int kMargin = 4;

    void readMore();
    bool skipRows();
    qint64 shownEnd() const { return m_replay ? m_replayEnd : m_capture->end(); }
    void fitScreen();
    void resetScreen();
    void updateBar(qint64 dropped);
    void pasteClipboard();
    bool isMouseForCommand(Qt::KeyboardModifiers modifiers) const;
    void reportMouse(const QMouseEvent *event);
    void select(QMouseEvent *event);
    void dropChangedSelection();
    void paintCursor(QPainter &painter, const QColor &color, qint64 up);
    qint64 firstRow() const { return m_rowsAbove - static_cast<qint64>(m_scrollback.size()); }

    const pipecore::Capture::Ptr m_capture;
    std::unique_ptr<pipecore::CaptureWatch> m_watch;
    QTimer m_timer;
    qint64 m_offset = 0;
    std::deque<pipecore::CellLine> m_scrollback;
    qint64 m_rowsAbove = 0;            // that ever scrolled off
    pipecore::TerminalScreen m_screen; // behind what it calls back
    CellFont m_font;
    Selection m_selection;
    std::unique_ptr<SelectionInput> m_input;
    QString m_selected;               // the text, while it may change
    bool m_mouseIsForCommand = false; // since it was pressed
    int m_wheelRest = 0;
    bool m_ended = false;
    bool m_replay = false;
    bool m_keepSize = false; // of a replay
    bool m_isEnd = false;    // of a replay: that is all there is to see of it
    qint64 m_replayEnd = 0;
};

} // namespace ui
