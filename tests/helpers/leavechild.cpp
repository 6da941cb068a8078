// leavechild SECONDS [TEXT]: ends at once, and leaves a process behind that holds stdout and stderr for so
// long, and then writes TEXT.

#include <cstdlib>
#include <cstring>

#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    if (::fork() != 0)
        return 0;
    ::usleep(static_cast<useconds_t>(std::atof(argv[1]) * 1e6));
    if (argc > 2 && ::write(STDOUT_FILENO, argv[2], std::strlen(argv[2])) < 0)
        return 1;
    return 0;
}
