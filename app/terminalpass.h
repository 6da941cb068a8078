#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <termios.h>

namespace pipecore
{
class Session;
struct TerminalSize;
} // namespace pipecore

namespace app
{

/// Joins Runnel's own standard input with a session's terminal: what is typed goes to the command byte by
/// byte, the size goes with it, and the end of the input too. Runnel's terminal, if it has one, is raw while
/// this lives. Stops by itself when the input ends.
class TerminalPass : public QObject
{
    Q_OBJECT
public:
    explicit TerminalPass(pipecore::Session *session, QObject *parent = nullptr);
    ~TerminalPass() override;

    /// To be called when Runnel's terminal has another size (SIGWINCH).
    void sizeChanged();

    /// The size of Runnel's terminal, or what most programs take for granted.
    static pipecore::TerminalSize currentSize();

private:
    void read();
    void offerAgain();

    pipecore::Session *const m_session;
    QSocketNotifier m_notifier;
    QByteArray m_refused; // input that is not taken yet
    bool m_isRaw = false;
    termios m_before{};
};

} // namespace app
