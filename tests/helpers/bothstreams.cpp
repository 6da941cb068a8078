// bothstreams COUNT: "o0" to stdout, "e0" to stderr, "o1" to stdout, and so on, with a moment between them.

#include <cstdlib>
#include <string>

#include <initializer_list>

#include <unistd.h>

int main(int argc, char **argv)
{
    for (int i = 0; i < (argc > 1 ? std::atoi(argv[1]) : 1); ++i) {
        for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
            const std::string text = (fd == STDOUT_FILENO ? "o" : "e") + std::to_string(i) + "\n";
            if (::write(fd, text.data(), text.size()) < 0)
                return 1;
            ::usleep(20'000);
        }
    }
    return 0;
}
