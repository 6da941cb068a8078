// Nanoseconds that one write of SIZE bytes, read by another thread, takes: COUNT of them.

#include "pipecore/pipe/pipe.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

int main(int argc, char *argv[])
{
    if (argc != 3) {
        std::fprintf(stderr, "handoff SIZE COUNT\n");
        return 2;
    }
    const qint64 size = std::atoll(argv[1]);
    const qint64 count = std::atoll(argv[2]);
    pipecore::Pipe pipe;
    std::thread writer([&] {
        const std::vector<char> data(static_cast<size_t>(size));
        for (qint64 i = 0; i < count; ++i)
            pipe.write(data.data(), size);
        pipe.closeWrite();
    });
    std::vector<char> buffer(static_cast<size_t>(size));
    const auto start = std::chrono::steady_clock::now();
    while (pipe.read(buffer.data(), size) > 0) {
    }
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
    writer.join();
    std::printf("%f\n", taken.count() / static_cast<double>(count));
    return 0;
}
