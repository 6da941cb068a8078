#include "app/standardstreams.h"

#include <initializer_list>

#include <fcntl.h>
#include <unistd.h>

namespace app
{

void holdClosedStreams()
{
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(fd, F_GETFD) != -1)
            continue;
        // The lowest number that is free: this one, as those below are taken.
        [[maybe_unused]] const int held = ::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
}

} // namespace app
