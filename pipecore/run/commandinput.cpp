#include "pipecore/run/commandinput.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <termios.h>
#include <unistd.h>

namespace pipecore
{

void CommandInput::open(OutputFd fd, bool isTerminal)
{
    const std::lock_guard lock(m_lock);
    m_fd = std::move(fd);
    m_isTerminal = isTerminal;
    m_closed = !m_fd;
    if (m_fd && isTerminal && m_size)
        setTerminalSize(m_fd.get(), *m_size);
    if (m_ends && isTerminal)
        putEndOfFile();
}

bool CommandInput::write(const QByteArray &bytes)
{
    const std::lock_guard lock(m_lock);
    if (m_closed || m_ends || m_waiting.size() + bytes.size() > kMostWaiting)
        return false;
    m_waiting += bytes;
    if (!bytes.isEmpty())
        m_isInLine = bytes.back() != '\n' && bytes.back() != '\r';
    flushLocked();
    return !m_closed;
}

void CommandInput::end()
{
    const std::lock_guard lock(m_lock);
    if (m_closed || m_ends)
        return;
    if (m_fd && m_isTerminal)
        putEndOfFile();
    else
        m_ends = true;
    flushLocked();
}

void CommandInput::putEndOfFile()
{
    termios settings{};
    const bool known = ::tcgetattr(m_fd.get(), &settings) == 0;
    const char end = static_cast<char>(known ? settings.c_cc[VEOF] : 4);
    // Within a line it only hands over what there is of it: termios(3), canonical mode.
    const bool isWithin = std::exchange(m_isInLine, false) && known && (settings.c_lflag & ICANON);
    m_waiting.append(isWithin ? 2 : 1, end);
    m_ends = false; // a terminal goes on
}

bool CommandInput::flush()
{
    const std::lock_guard lock(m_lock);
    return flushLocked();
}

bool CommandInput::flushLocked()
{
    while (m_fd && !m_waiting.isEmpty()) {
        const ssize_t n = ::write(m_fd.get(), m_waiting.constData(), static_cast<size_t>(m_waiting.size()));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return true;
        if (n < 0) { // nobody reads it any more
            closeLocked();
            return false;
        }
        m_waiting.remove(0, n);
    }
    if (m_fd && m_ends)
        closeLocked();
    return false;
}

void CommandInput::close()
{
    const std::lock_guard lock(m_lock);
    closeLocked();
}

void CommandInput::closeLocked()
{
    m_waiting.clear();
    m_fd.reset();
    m_closed = true;
}

void CommandInput::resize(TerminalSize size)
{
    const std::lock_guard lock(m_lock);
    m_size = size;
    if (m_fd && m_isTerminal)
        setTerminalSize(m_fd.get(), size);
}

std::optional<TerminalSize> CommandInput::terminalSize()
{
    const std::lock_guard lock(m_lock);
    return m_size;
}

pid_t CommandInput::foregroundGroup()
{
    const std::lock_guard lock(m_lock);
    return m_fd && m_isTerminal ? std::max(0, ::tcgetpgrp(m_fd.get())) : 0;
}

int CommandInput::fd()
{
    const std::lock_guard lock(m_lock);
    return m_fd.get();
}

} // namespace pipecore
