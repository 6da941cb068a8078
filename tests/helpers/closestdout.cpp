// Writes "before", closes stdout and stderr long before it ends, with exit code 3.

#include <unistd.h>

int main()
{
    if (::write(STDOUT_FILENO, "before", 6) != 6)
        return 1;
    ::close(STDOUT_FILENO);
    ::close(STDERR_FILENO);
    ::usleep(200'000);
    return 3;
}
