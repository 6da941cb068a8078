#include "tests/pipe/pipecalls.h"

using namespace pipecore;
using namespace std::chrono_literals;
using namespace pipetest;

class TestPipe : public QObject
{
    Q_OBJECT
private slots:
    void aReadGetsWhatAWriteGives();
    void aWriteReturnsOnlyWhenReadsHaveConsumedItFully();
    void aReadNeverSpansTwoWrites();
    void aWriteSpansSeveralReads();
    void aReadBlocksUntilAWriteArrives();
    void emptyCallsReturnAtOnceAndAreNotSeenByTheOtherEnd();
    void emptyCallsFailOnAClosedPipe();
    void negativeSizesAreRefused();
    void parallelWritesAreNotInterleaved();
    void parallelReadsLoseNothing();
    void aBufferTakesItsCapacityWithoutAReader();
    void aFullBufferBlocksTheWriterUntilThereIsRoom();
    void bufferedBytesAreDeliveredBeforeTheEnd();
    void bufferedBytesAreDeliveredBeforeAnErrorEnd();
    void waitReadableTimesOutAndSeesBytesAndTheEnd();
    void randomSizesPassUnchanged_data();
    void randomSizesPassUnchanged();
};

void TestPipe::aReadGetsWhatAWriteGives()
{
    Pipe pipe;
    auto write = std::async(std::launch::async, [&] { return pipe.write("hello", 5); });
    QCOMPARE(readOnce(pipe), QByteArray("hello"));
    QCOMPARE(write.get(), 5);
    QCOMPARE(pipe.readStatus().code, PipeStatus::Open);
    QCOMPARE(pipe.writeStatus().code, PipeStatus::Open);
}

void TestPipe::aWriteReturnsOnlyWhenReadsHaveConsumedItFully()
{
    Pipe pipe;
    auto write = blocked([&] { return pipe.write("hello", 5); });
    QCOMPARE(readOnce(pipe, 4), QByteArray("hell"));
    QCOMPARE(write.wait_for(30ms), std::future_status::timeout);
    QCOMPARE(pipe.bytesWaiting(), 1);
    QCOMPARE(readOnce(pipe, 4), QByteArray("o"));
    QCOMPARE(write.get(), 5);
}

void TestPipe::aReadNeverSpansTwoWrites()
{
    Pipe pipe;
    auto first = blocked([&] { return pipe.write("one", 3); });
    auto second = blocked([&] { return pipe.write("two", 3); });
    QCOMPARE(readOnce(pipe).size(), 3);
    QCOMPARE(readOnce(pipe).size(), 3);
    QCOMPARE(first.get() + second.get(), 6);
}

void TestPipe::aWriteSpansSeveralReads()
{
    Pipe pipe;
    auto write = std::async(std::launch::async, [&] {
        const qint64 taken = pipe.write("hello, world", 12);
        pipe.closeWrite();
        return taken;
    });
    QCOMPARE(readToEnd(pipe, 5), QByteArray("hello, world"));
    QCOMPARE(write.get(), 12);
}

void TestPipe::aReadBlocksUntilAWriteArrives()
{
    Pipe pipe;
    auto read = blocked([&] { return readOnce(pipe); });
    QCOMPARE(pipe.write("late", 4), 4);
    QCOMPARE(read.get(), QByteArray("late"));
}

void TestPipe::emptyCallsReturnAtOnceAndAreNotSeenByTheOtherEnd()
{
    Pipe pipe;
    char byte;
    QCOMPARE(pipe.write("", 0), 0);
    QCOMPARE(pipe.read(&byte, 0), 0);
    auto read = blocked([&] { return readOnce(pipe); });
    QCOMPARE(pipe.write("", 0), 0);
    QCOMPARE(read.wait_for(30ms), std::future_status::timeout);
    QCOMPARE(pipe.write("x", 1), 1);
    QCOMPARE(read.get(), QByteArray("x"));
}

void TestPipe::emptyCallsFailOnAClosedPipe()
{
    Pipe pipe;
    pipe.closeWrite();
    char byte;
    QCOMPARE(pipe.write("", 0), -1);
    QCOMPARE(pipe.read(&byte, 0), -1);
}

void TestPipe::negativeSizesAreRefused()
{
    Pipe pipe;
    char byte;
    QCOMPARE(pipe.write("x", -1), -1);
    QCOMPARE(pipe.read(&byte, -1), -1);
    QCOMPARE(pipe.readStatus().code, PipeStatus::Open);
}

void TestPipe::parallelWritesAreNotInterleaved()
{
    Pipe pipe;
    constexpr int kWriters = 4, kWrites = 200, kSize = 100;
    std::vector<std::thread> writers;
    for (int w = 0; w < kWriters; ++w) {
        writers.emplace_back([&pipe, w] {
            const QByteArray line = QByteArray(kSize - 1, static_cast<char>('a' + w)) + '\n';
            for (int i = 0; i < kWrites; ++i)
                pipe.write(line.constData(), line.size());
        });
    }
    QByteArray all;
    while (all.size() < kWriters * kWrites * kSize)
        all += readOnce(pipe, 7);
    for (std::thread &writer : writers)
        writer.join();
    const QList<QByteArray> lines = all.split('\n');
    QCOMPARE(lines.size(), kWriters * kWrites + 1);
    for (const QByteArray &line : lines.first(lines.size() - 1))
        QCOMPARE(line, QByteArray(kSize - 1, line.at(0)));
}

void TestPipe::parallelReadsLoseNothing()
{
    Pipe pipe;
    constexpr int kBytes = 20000;
    std::array<std::atomic<int>, 256> seen{};
    std::vector<std::thread> readers;
    for (int r = 0; r < 4; ++r) {
        readers.emplace_back([&] {
            char data[13];
            for (qint64 n = pipe.read(data, sizeof data); n > 0; n = pipe.read(data, sizeof data))
                for (qint64 i = 0; i < n; ++i)
                    ++seen[static_cast<unsigned char>(data[i])];
        });
    }
    std::array<int, 256> sent{};
    for (int i = 0; i < kBytes;) {
        char data[37];
        for (char &byte : data) {
            byte = static_cast<char>(i++);
            ++sent[static_cast<unsigned char>(byte)];
        }
        QCOMPARE(pipe.write(data, sizeof data), static_cast<qint64>(sizeof data));
    }
    pipe.closeWrite();
    for (std::thread &reader : readers)
        reader.join();
    for (size_t value = 0; value < sent.size(); ++value)
        QCOMPARE(seen[value].load(), sent[value]);
}

void TestPipe::aBufferTakesItsCapacityWithoutAReader()
{
    Pipe pipe(8);
    QCOMPARE(pipe.write("abcd", 4), 4);
    QCOMPARE(pipe.write("efgh", 4), 4);
    QCOMPARE(pipe.bytesWaiting(), 8);
    QCOMPARE(readOnce(pipe), QByteArray("abcdefgh"));
}

void TestPipe::aFullBufferBlocksTheWriterUntilThereIsRoom()
{
    Pipe pipe(4);
    auto write = blocked([&] { return pipe.write("abcdef", 6); });
    QCOMPARE(pipe.bytesWaiting(), 4);
    QCOMPARE(readOnce(pipe, 3), QByteArray("abc"));
    QCOMPARE(write.get(), 6);
    QCOMPARE(readOnce(pipe), QByteArray("def"));
}

void TestPipe::bufferedBytesAreDeliveredBeforeTheEnd()
{
    Pipe pipe(16);
    QCOMPARE(pipe.write("last words", 10), 10);
    pipe.closeWrite();
    QCOMPARE(pipe.readStatus().code, PipeStatus::Open);
    QCOMPARE(readOnce(pipe, 4), QByteArray("last"));
    QCOMPARE(readOnce(pipe), QByteArray(" words"));
    QCOMPARE(readOnce(pipe), QByteArray());
    QCOMPARE(pipe.readStatus().code, PipeStatus::EndOfStream);
}

void TestPipe::bufferedBytesAreDeliveredBeforeAnErrorEnd()
{
    Pipe pipe(16);
    QCOMPARE(pipe.write("last words", 10), 10);
    pipe.closeWrite(QStringLiteral("broken"));
    QCOMPARE(readOnce(pipe), QByteArray("last words"));
    QCOMPARE(readOnce(pipe), QByteArray());
    QCOMPARE(pipe.readStatus().text, QStringLiteral("broken"));
}

void TestPipe::waitReadableTimesOutAndSeesBytesAndTheEnd()
{
    Pipe pipe(4);
    QVERIFY(!pipe.waitReadable(0));
    QVERIFY(!pipe.waitReadable(10));
    auto wait = blocked([&] { return pipe.waitReadable(-1); });
    QCOMPARE(pipe.write("x", 1), 1);
    QVERIFY(wait.get());
    QCOMPARE(readOnce(pipe), QByteArray("x"));
    auto timed = blocked([&] { return pipe.waitReadable(60000); });
    pipe.closeWrite();
    QVERIFY(timed.get());
}

void TestPipe::randomSizesPassUnchanged_data()
{
    QTest::addColumn<qint64>("capacity");
    QTest::addColumn<int>("writes"); // few where each byte or two wait for the other thread
    QTest::newRow("capacity 0") << qint64(0) << 2000;
    QTest::newRow("capacity 1") << qint64(1) << 10;
    QTest::newRow("capacity 7") << qint64(7) << 70;
    QTest::newRow("capacity 1000") << qint64(1000) << 2000;
    QTest::newRow("capacity 100000") << qint64(100000) << 2000;
}

void TestPipe::randomSizesPassUnchanged()
{
    QFETCH(qint64, capacity);
    QFETCH(int, writes);
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    Pipe pipe(capacity);
    QCryptographicHash sent(QCryptographicHash::Sha1), got(QCryptographicHash::Sha1);
    std::thread writer([&] {
        QRandomGenerator random(seed);
        for (int i = 0; i < writes; ++i) {
            QByteArray data(random.bounded(2000), '\0');
            for (char &byte : data)
                byte = static_cast<char>(random.bounded(256));
            sent.addData(data);
            if (pipe.write(data.constData(), data.size()) != data.size())
                break;
        }
        pipe.closeWrite();
    });
    QRandomGenerator random(seed + 1);
    for (QByteArray part = readOnce(pipe, 1); !part.isEmpty();
         part = readOnce(pipe, 1 + random.bounded(3000)))
        got.addData(part);
    writer.join();
    QCOMPARE(got.result(), sent.result());
    QCOMPARE(pipe.readStatus().code, PipeStatus::EndOfStream);
}

QTEST_GUILESS_MAIN(TestPipe)
#include "tst_pipe.moc"
