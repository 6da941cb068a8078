#include "app/terminalpass.h"

#include "pipecore/run/pseudoterminal.h"
#include "pipecore/session/session.h"

#include <QTimer>

#include <cerrno>
#include <chrono>

#include <sys/ioctl.h>
#include <unistd.h>

namespace app
{

namespace
{

constexpr std::chrono::milliseconds kOfferInterval{20};

} // namespace

TerminalPass::TerminalPass(pipecore::Session *session, QObject *parent)
    : QObject(parent), m_session(session), m_notifier(STDIN_FILENO, QSocketNotifier::Read)
{
    // In the background the terminal is somebody else's.
    if (::isatty(STDIN_FILENO) && ::tcgetpgrp(STDIN_FILENO) == ::getpgrp() &&
        ::tcgetattr(STDIN_FILENO, &m_before) == 0) {
        termios raw = m_before;
        ::cfmakeraw(&raw);
        m_isRaw = ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
    }
    m_notifier.setEnabled(m_isRaw || !::isatty(STDIN_FILENO));
    connect(&m_notifier, &QSocketNotifier::activated, this, &TerminalPass::read);
}

TerminalPass::~TerminalPass()
{
    if (m_isRaw)
        ::tcsetattr(STDIN_FILENO, TCSADRAIN, &m_before);
}

pipecore::TerminalSize TerminalPass::currentSize()
{
    winsize size{};
    for (const int fd : {STDOUT_FILENO, STDIN_FILENO, STDERR_FILENO})
        if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0)
            return {size.ws_col, size.ws_row};
    return {};
}

void TerminalPass::sizeChanged()
{
    m_session->resizeTerminal(currentSize());
}

void TerminalPass::read()
{
    char bytes[4096];
    const ssize_t n = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (n > 0) {
        m_refused = QByteArray(bytes, n);
        offerAgain();
    } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
        m_notifier.setEnabled(false);
        m_session->endInput();
    }
}

// A command that does not read holds back who writes to us, as a pipe would.
void TerminalPass::offerAgain()
{
    const bool isRefused =
        m_session->state() != pipecore::Session::State::Ended && !m_session->writeInput(m_refused);
    m_notifier.setEnabled(!isRefused);
    if (isRefused)
        QTimer::singleShot(kOfferInterval, this, &TerminalPass::offerAgain);
    else
        m_refused.clear();
}

} // namespace app
