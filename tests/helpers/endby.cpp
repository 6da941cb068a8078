// endby SIGNAL: writes "bye" and is ended by that signal.

#include <csignal>
#include <cstdlib>

#include <sys/resource.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    const rlimit noCore{0, 0};
    ::setrlimit(RLIMIT_CORE, &noCore);
    if (::write(STDOUT_FILENO, "bye", 3) != 3)
        return 1;
    ::raise(argc > 1 ? std::atoi(argv[1]) : SIGTERM);
    return 1;
}
