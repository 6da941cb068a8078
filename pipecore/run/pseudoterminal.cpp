#include "pipecore/run/pseudoterminal.h"

#include <algorithm>
#include <cstdlib>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace pipecore
{

PseudoTerminal PseudoTerminal::make(TerminalSize size)
{
    OutputFd ourEnd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!ourEnd || ::grantpt(ourEnd.get()) != 0 || ::unlockpt(ourEnd.get()) != 0)
        return {};
    char name[128];
    if (::ptsname_r(ourEnd.get(), name, sizeof name) != 0)
        return {};
    OutputFd commandEnd(::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!commandEnd)
        return {};
    ::fcntl(ourEnd.get(), F_SETFL, O_RDWR | O_NONBLOCK);
    setTerminalSize(ourEnd.get(), size);
    return {std::move(ourEnd), std::move(commandEnd)};
}

void setTerminalSize(int fd, TerminalSize size)
{
    winsize told{};
    told.ws_col = static_cast<unsigned short>(std::clamp(size.columns, 1, 9999));
    told.ws_row = static_cast<unsigned short>(std::clamp(size.rows, 1, 9999));
    ::ioctl(fd, TIOCSWINSZ, &told);
}

void enterTerminal(int commandEnd)
{
    ::setsid();
    ::ioctl(commandEnd, TIOCSCTTY, 0);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        ::dup2(commandEnd, stream);
}

} // namespace pipecore
