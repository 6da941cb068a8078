// Says what it was started with: a line each for its arguments, working directory, the environment variables
// RUNNEL_TEST_*, process group ("leader" or not), size of the pipe on stdout, what it reads from stdin, and
// what is blocked or ignored of the signals that end programs.

#include <initializer_list>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <climits>
#include <fcntl.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i)
        std::printf("argument %s\n", argv[i]);
    char text[PATH_MAX] = "";
    std::printf("directory %s\n", ::getcwd(text, sizeof text) ? text : "");
    for (char **variable = environ; *variable; ++variable)
        if (std::strncmp(*variable, "RUNNEL_TEST_", 12) == 0)
            std::printf("environment %s\n", *variable);
    std::printf("group %s\n", ::getpgrp() == ::getpid() ? "leader" : "member");
    std::printf("pipe %d\n", ::fcntl(STDOUT_FILENO, F_GETPIPE_SZ));
    char input[100] = "";
    const ssize_t n = ::read(STDIN_FILENO, input, sizeof input - 1);
    std::printf("input %zd %s\n", n, input);
    sigset_t blocked;
    ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
    for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction action {
        };
        ::sigaction(number, nullptr, &action);
        if (::sigismember(&blocked, number) || action.sa_handler != SIG_DFL)
            std::printf("signal %d\n", number);
    }
    return 0;
}
