// Runs a fuzz target without a fuzzer: on so many inputs of its own making, the same each time unless
// RUNNEL_TEST_SEED says another seed. They are made of what terminals' streams are made of.

#include <QByteArray>
#include <QRandomGenerator>
#include <QString>

#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

namespace
{

QByteArray makeInput(QRandomGenerator &random)
{
    static const QByteArray pieces[] = {"\n",
                                        "\r",
                                        "\r\n",
                                        "\t",
                                        "\b",
                                        "\x1b[",
                                        "\x1b]8;;http://x/",
                                        "\x1b\\",
                                        "\x07",
                                        "\x1b[1;31m",
                                        "\x1b[0m",
                                        "\x1b[K",
                                        "\x1b[2K",
                                        "\x1b[38;2;1;2;3m",
                                        "\x1b[4:3m",
                                        "\x1b[5X",
                                        "\x1b[9C",
                                        "\x1b[3D",
                                        "\x1b[7G",
                                        "\x1b[2P",
                                        "\x1b[2@",
                                        "\x1bP",
                                        "\x1b_",
                                        "\x18",
                                        "\x1a",
                                        "\x1b",
                                        "\x9b",
                                        "\xc3\xa9",
                                        "\xe6\xbc\xa2",
                                        "\xf0\x9f\x9a\x80",
                                        "\xe2\x80\x8d",
                                        "\xcc\x81",
                                        "\xf0\x9f",
                                        "\xff",
                                        "text",
                                        "1234567890",
                                        ";",
                                        ":",
                                        "m",
                                        "\x7f"};
    constexpr int count = sizeof pieces / sizeof pieces[0];
    QByteArray input;
    for (int i = random.bounded(200); i > 0; --i) {
        if (random.bounded(4) == 0)
            input += static_cast<char>(random.bounded(256));
        else
            input += pieces[random.bounded(count)];
        if (random.bounded(60) == 0)
            input += QByteArray(random.bounded(5000), static_cast<char>('0' + random.bounded(30)));
    }
    return input;
}

} // namespace

int main(int argc, char **argv)
{
    const int runs = argc > 1 ? std::atoi(argv[1]) : 1000;
    bool given = false;
    const quint32 seed = qEnvironmentVariable("RUNNEL_TEST_SEED").toUInt(&given);
    QRandomGenerator random(given ? seed : 1);
    for (int i = 0; i < runs; ++i) {
        const QByteArray input = makeInput(random);
        LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char *>(input.constData()),
                               static_cast<size_t>(input.size()));
    }
    std::printf("%d inputs, RUNNEL_TEST_SEED=%u\n", runs, given ? seed : 1);
    return 0;
}
