// What of a SessionPage is there for some commands only: a terminal's screen, the line for input, a replay.

#include "ui/replay/replaypane.h"
#include "ui/run/inputline.h"
#include "ui/session/messagebar.h"
#include "ui/session/sessionpage.h"
#include "ui/session/sinkstrip.h"
#include "ui/terminal/terminalview.h"
#include "ui/view/outputview.h"

#include <QVBoxLayout>

namespace ui
{

using pipecore::Session;

namespace
{

constexpr qint64 kMostForScreen = 1 << 20; // bytes that are still seen best as a terminal's last screen

} // namespace

// Above the sinks.
void SessionPage::addInputLine()
{
    m_input = new InputLine(this);
    m_input->setForTerminal(record().command.terminal);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->insertWidget(column->indexOf(m_sinks), m_input);
    connect(m_input, &InputLine::sendRequested, this, [this](const QByteArray &bytes) {
        if (!m_session->writeInput(bytes))
            showNote(tr("The command takes no more input."));
    });
    connect(m_input, &InputLine::endRequested, this, [this] {
        m_session->endInput();
        if (!record().command.terminal)
            m_input->close(tr("The input has ended."));
    });
    connect(m_session.get(), &Session::ended, m_input,
            [this] { m_input->close(tr("The command has ended.")); });
}

// In the place of the output, which it shares.
void SessionPage::addTerminal()
{
    m_terminal = new TerminalView(m_recording->capture(), record().command.terminalSize, this);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->insertWidget(column->indexOf(m_messages) + 1, m_terminal, 1);
    if (!m_session) { // long output is to be read from its start on
        m_terminal->showEnd();
        return showScreen(m_recording->capture()->end() <= kMostForScreen);
    }
    connect(m_terminal, &TerminalView::sendRequested, this, [this](const QByteArray &bytes) {
        if (!m_session->writeInput(bytes))
            showNote(tr("The command takes no more input: nothing of that was sent."));
    });
    connect(m_terminal, &TerminalView::sizeChanged, this,
            [this](pipecore::TerminalSize size) { m_session->resizeTerminal(size); });
    connect(m_session.get(), &Session::ended, m_terminal, &TerminalView::setEnded);
    showScreen(true);
}

void SessionPage::showScreen(bool on)
{
    if (!m_terminal)
        return;
    setReplaying(false);
    m_terminal->setVisible(on);
    m_output->setVisible(!on);
    if (m_input)
        m_input->setVisible(!on);
    QWidget *shown = on ? static_cast<QWidget *>(m_terminal) : m_view;
    setFocusProxy(shown);
    shown->setFocus();
    emit changed();
}

bool SessionPage::isScreenShown() const
{
    return m_terminal && m_terminal->isVisibleTo(this);
}

void SessionPage::setCellFont(const QFont &font)
{
    m_view->setCellFont(font);
    if (m_terminal)
        m_terminal->setCellFont(font);
    m_cellFont = font;
    if (m_replay)
        m_replay->setCellFont(font);
}

bool SessionPage::canReplay() const
{
    return !isRunning() && m_recording->times().entries() > 0;
}

// In the place of the output, or of the screen.
void SessionPage::setReplaying(bool on)
{
    if (on == isReplaying() || (on && !canReplay()))
        return;
    if (!on) {
        m_replay->deleteLater();
        m_replay->hide();
        m_replay = nullptr;
        m_output->setVisible(!isScreenShown());
        setFocusProxy(isScreenShown() ? static_cast<QWidget *>(m_terminal) : m_view);
    } else {
        showScreen(false);
        m_replay = new ReplayPane(m_recording, this);
        m_replay->setCellFont(m_cellFont);
        auto *column = static_cast<QVBoxLayout *>(layout());
        column->insertWidget(column->indexOf(m_output), m_replay, 1);
        m_output->hide();
        setFocusProxy(m_replay);
        connect(m_replay, &ReplayPane::closed, this, [this] { setReplaying(false); });
    }
    setFocus();
    emit changed();
}

} // namespace ui
