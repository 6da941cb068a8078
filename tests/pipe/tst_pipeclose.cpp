#include "tests/pipe/pipecalls.h"

using namespace pipecore;
using namespace std::chrono_literals;
using namespace pipetest;

class TestPipeClose : public QObject
{
    Q_OBJECT
private slots:
    void closingTheWriteEndEndsABlockedReadCleanly();
    void closingTheWriteEndWithAnErrorReachesTheReader();
    void closingTheReadEndReleasesABlockedWrite();
    void closingTheReadEndWithAnErrorReachesTheWriter();
    void aWriteCutShortReturnsTheBytesTaken();
    void closingTheOwnEndReleasesABlockedRead();
    void closingTheOwnEndReleasesABlockedWrite();
    void theFirstCloseErrorOfTheWriteEndStays();
    void theFirstCloseErrorOfTheReadEndStays();
    void aReaderClosedByItselfReportsClosedPipeWhateverTheWriterSaid();
    void aWriterClosedByItselfReportsClosedPipeWhateverTheReaderSaid();
    void everyBlockedThreadIsReleasedByOneClose();
    void randomClosesNeverLeaveAThreadBlocked();
};

void TestPipeClose::closingTheWriteEndEndsABlockedReadCleanly()
{
    Pipe pipe;
    char byte;
    auto read = blocked([&] { return pipe.read(&byte, 1); });
    pipe.closeWrite();
    QCOMPARE(read.get(), -1);
    QCOMPARE(pipe.readStatus().code, PipeStatus::EndOfStream);
}

void TestPipeClose::closingTheWriteEndWithAnErrorReachesTheReader()
{
    Pipe pipe;
    char byte;
    auto read = blocked([&] { return pipe.read(&byte, 1); });
    pipe.closeWrite(QStringLiteral("disk on fire"));
    QCOMPARE(read.get(), -1);
    QCOMPARE(pipe.readStatus().code, PipeStatus::Error);
    QCOMPARE(pipe.readStatus().text, QStringLiteral("disk on fire"));
}

void TestPipeClose::closingTheReadEndReleasesABlockedWrite()
{
    Pipe pipe;
    auto write = blocked([&] { return pipe.write("hello", 5); });
    pipe.closeRead();
    QCOMPARE(write.get(), -1);
    QCOMPARE(pipe.writeStatus().code, PipeStatus::ClosedPipe);
    QCOMPARE(pipe.writeStatus().text, QStringLiteral("read/write on closed pipe"));
    QCOMPARE(pipe.write("more", 4), -1);
}

void TestPipeClose::closingTheReadEndWithAnErrorReachesTheWriter()
{
    Pipe pipe;
    auto write = blocked([&] { return pipe.write("hello", 5); });
    pipe.closeRead(QStringLiteral("nobody listens"));
    QCOMPARE(write.get(), -1);
    QCOMPARE(pipe.writeStatus().code, PipeStatus::Error);
    QCOMPARE(pipe.writeStatus().text, QStringLiteral("nobody listens"));
}

void TestPipeClose::aWriteCutShortReturnsTheBytesTaken()
{
    for (const bool byReader : {true, false}) {
        Pipe pipe;
        auto write = blocked([&] { return pipe.write("hello", 5); });
        QCOMPARE(readOnce(pipe, 2), QByteArray("he"));
        byReader ? pipe.closeRead() : pipe.closeWrite();
        QCOMPARE(write.get(), 2);
        QCOMPARE(pipe.writeStatus().code, PipeStatus::ClosedPipe);
        QCOMPARE(readOnce(pipe), QByteArray());
    }
}

void TestPipeClose::closingTheOwnEndReleasesABlockedRead()
{
    Pipe pipe;
    char byte;
    auto read = blocked([&] { return pipe.read(&byte, 1); });
    pipe.closeRead();
    QCOMPARE(read.get(), -1);
    QCOMPARE(pipe.readStatus().code, PipeStatus::ClosedPipe);
}

void TestPipeClose::closingTheOwnEndReleasesABlockedWrite()
{
    Pipe pipe;
    auto write = blocked([&] { return pipe.write("x", 1); });
    pipe.closeWrite();
    QCOMPARE(write.get(), -1);
    QCOMPARE(pipe.writeStatus().code, PipeStatus::ClosedPipe);
}

void TestPipeClose::theFirstCloseErrorOfTheWriteEndStays()
{
    Pipe pipe;
    pipe.closeWrite(QStringLiteral("first"));
    pipe.closeWrite(QStringLiteral("second"));
    pipe.closeWrite();
    QCOMPARE(readOnce(pipe), QByteArray());
    QCOMPARE(pipe.readStatus().text, QStringLiteral("first"));

    Pipe clean;
    clean.closeWrite();
    clean.closeWrite(QStringLiteral("late"));
    QCOMPARE(clean.readStatus().code, PipeStatus::EndOfStream);
}

void TestPipeClose::theFirstCloseErrorOfTheReadEndStays()
{
    Pipe pipe;
    pipe.closeRead(QStringLiteral("first"));
    pipe.closeRead(QStringLiteral("second"));
    QCOMPARE(pipe.write("x", 1), -1);
    QCOMPARE(pipe.writeStatus().text, QStringLiteral("first"));
}

void TestPipeClose::aReaderClosedByItselfReportsClosedPipeWhateverTheWriterSaid()
{
    Pipe pipe;
    pipe.closeWrite(QStringLiteral("writer's"));
    pipe.closeRead(QStringLiteral("reader's"));
    char byte;
    QCOMPARE(pipe.read(&byte, 1), -1);
    QCOMPARE(pipe.readStatus().code, PipeStatus::ClosedPipe);
}

void TestPipeClose::aWriterClosedByItselfReportsClosedPipeWhateverTheReaderSaid()
{
    Pipe pipe;
    pipe.closeRead(QStringLiteral("reader's"));
    pipe.closeWrite(QStringLiteral("writer's"));
    QCOMPARE(pipe.write("x", 1), -1);
    QCOMPARE(pipe.writeStatus().code, PipeStatus::ClosedPipe);
}

void TestPipeClose::everyBlockedThreadIsReleasedByOneClose()
{
    Pipe readers, writers;
    std::vector<std::future<qint64>> calls;
    static char bytes[4];
    for (int i = 0; i < 4; ++i) {
        calls.push_back(std::async(std::launch::async, [&readers, i] { return readers.read(bytes + i, 1); }));
        calls.push_back(std::async(std::launch::async, [&writers] { return writers.write("x", 1); }));
    }
    std::this_thread::sleep_for(30ms);
    readers.closeWrite();
    writers.closeRead();
    for (auto &call : calls)
        QCOMPARE(call.get(), -1);
}

void TestPipeClose::randomClosesNeverLeaveAThreadBlocked()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    for (int round = 0; round < 300; ++round) {
        Pipe pipe(random.bounded(2) ? 0 : 1 + random.bounded(50));
        std::atomic<qint64> written{0}, readBytes{0};
        std::thread writer([&] {
            for (qint64 n = pipe.write("0123456789", 10); n > 0; n = pipe.write("0123456789", 10))
                written += n;
        });
        std::thread reader([&] {
            char data[7];
            for (qint64 n = pipe.read(data, sizeof data); n > 0; n = pipe.read(data, sizeof data))
                readBytes += n;
        });
        const bool byReader = random.bounded(2);
        std::this_thread::sleep_for(std::chrono::microseconds(random.bounded(300)));
        byReader ? pipe.closeRead() : pipe.closeWrite();
        writer.join();
        reader.join();
        if (!byReader)
            QCOMPARE(readBytes.load(), written.load());
    }
}

QTEST_GUILESS_MAIN(TestPipeClose)
#include "tst_pipeclose.moc"
