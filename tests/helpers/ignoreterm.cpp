// Says "ready", and does not end at SIGTERM, SIGINT or SIGHUP.

#include <initializer_list>
#include <csignal>
#include <cstdio>

#include <unistd.h>

int main()
{
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        std::signal(number, SIG_IGN);
    std::puts("ready");
    std::fflush(stdout);
    for (;;)
        ::pause();
}
