#include "pipecore/run/readpace.h"

#include <QTest>

#include <fcntl.h>
#include <unistd.h>

using namespace pipecore;
using namespace std::chrono_literals;

class TestReadPace : public QObject
{
    Q_OBJECT
private slots:
    void smallReadsInARowAreSpacedOut();
    void aSlowWriterIsReadAtOnce();
    void largeReadsAreNotSpacedOut();
    void aMomentOfSilenceStartsAnew();
    void onlyAWidePipeFits();

private:
    /// The pause after the last of `count` reads of so many bytes, `apart` from each other.
    static std::chrono::microseconds pauseAfter(ReadPace &pace, int count, qint64 bytes,
                                                std::chrono::microseconds apart)
    {
        std::chrono::microseconds pause{0};
        for (int i = 0; i < count; ++i)
            pause = pace.pauseAfter(bytes, m_now += apart);
        return pause;
    }
    static inline ReadPace::Clock::time_point m_now{1h};
};

void TestReadPace::smallReadsInARowAreSpacedOut()
{
    ReadPace pace;
    QCOMPARE(pauseAfter(pace, 10, 8192, 20us), 0us); // a burst is read at once
    QVERIFY(pauseAfter(pace, 100, 8192, 20us) > 0us);
    // A pipe of 1 MiB must not be full by then, at any speed that memory has.
    QVERIFY(pauseAfter(pace, 1, 8192, 20us) <= 200us);
}

void TestReadPace::aSlowWriterIsReadAtOnce()
{
    ReadPace pace;
    QCOMPARE(pauseAfter(pace, 100, 80, 2ms), 0us);
}

void TestReadPace::largeReadsAreNotSpacedOut()
{
    ReadPace pace;
    QCOMPARE(pauseAfter(pace, 100, 256 * 1024, 20us), 0us);
}

void TestReadPace::aMomentOfSilenceStartsAnew()
{
    ReadPace pace;
    QVERIFY(pauseAfter(pace, 100, 80, 20us) > 0us);
    QCOMPARE(pauseAfter(pace, 1, 80, 50ms), 0us);
    QCOMPARE(pauseAfter(pace, 10, 80, 20us), 0us);
}

void TestReadPace::onlyAWidePipeFits()
{
    int ends[2];
    QCOMPARE(::pipe2(ends, O_CLOEXEC), 0);
    QVERIFY(!ReadPace::fits(ends[0]));
    QCOMPARE(::fcntl(ends[1], F_SETPIPE_SZ, ReadPace::kLeastRoom), int(ReadPace::kLeastRoom));
    QVERIFY(ReadPace::fits(ends[0]));
    ::close(ends[0]);
    ::close(ends[1]);
    const int file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    QVERIFY(!ReadPace::fits(file));
    ::close(file);
}

QTEST_GUILESS_MAIN(TestReadPace)
#include "tst_readpace.moc"
