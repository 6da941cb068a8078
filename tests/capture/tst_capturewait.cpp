#include "tests/capture/capturefiles.h"

using namespace pipecore;
using namespace std::chrono_literals;
using namespace capturetest;

class TestCaptureWait : public capturetest::CaptureFiles
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void waitBeyondReturnsAtOnceForWhatIsThere();
    void waitBeyondTimesOut();
    void waitBeyondIsReleasedByAnAppend();
    void waitBeyondIsReleasedByTheEnd();
    void aCancelledWaitEndsWhenItIsInterrupted();
    void anInterruptEndsNoWaitThatWasNotCancelled();
    void aWaitCancelledBeforeItBeginsEndsAtOnce();
    void aWatchTellsManyMovesOnce();
    void aWatchTellsOfMovesAfterTheOneItTold();
    void aWatchTellsOfTheEnd();
    void aWatchMayGoWhileTheWriterAppends();
};

void TestCaptureWait::waitBeyondReturnsAtOnceForWhatIsThere()
{
    const auto capture = newCapture();
    capture->append("abc", 3);
    QVERIFY(capture->waitBeyond(0, -1));
    QVERIFY(capture->waitBeyond(2, -1));
    capture->finish();
    QVERIFY(capture->waitBeyond(3, -1));
}

void TestCaptureWait::waitBeyondTimesOut()
{
    const auto capture = newCapture();
    capture->append("abc", 3);
    QElapsedTimer clock;
    clock.start();
    QVERIFY(!capture->waitBeyond(3, 30));
    QVERIFY(clock.elapsed() >= 29);
    QVERIFY(!capture->waitBeyond(3, 0));
}

void TestCaptureWait::waitBeyondIsReleasedByAnAppend()
{
    const auto capture = newCapture();
    for (int i = 0; i < 500; ++i) {
        auto waiting = std::async(std::launch::async, [&] { return capture->waitBeyond(i, -1); });
        if (i % 3 == 0)
            std::this_thread::yield();
        capture->append("x", 1);
        QVERIFY(waiting.get());
    }
}

void TestCaptureWait::waitBeyondIsReleasedByTheEnd()
{
    const auto capture = newCapture();
    auto waiting = std::async(std::launch::async, [&] { return capture->waitBeyond(0, -1); });
    QCOMPARE(waiting.wait_for(20ms), std::future_status::timeout);
    capture->finish();
    QVERIFY(waiting.get());
}

void TestCaptureWait::aCancelledWaitEndsWhenItIsInterrupted()
{
    const auto capture = newCapture();
    for (int i = 0; i < 500; ++i) {
        std::atomic<bool> cancelled{false};
        auto waiting = std::async(std::launch::async, [&] { return capture->waitBeyond(0, -1, &cancelled); });
        if (i % 3 == 0)
            std::this_thread::yield();
        cancelled = true;
        capture->interruptWaits();
        QVERIFY(!waiting.get());
    }
}

void TestCaptureWait::anInterruptEndsNoWaitThatWasNotCancelled()
{
    const auto capture = newCapture();
    const std::atomic<bool> cancelled{false};
    auto one = std::async(std::launch::async, [&] { return capture->waitBeyond(0, -1, &cancelled); });
    auto two = std::async(std::launch::async, [&] { return capture->waitBeyond(0, -1); });
    for (int i = 0; i < 10; ++i) {
        capture->interruptWaits();
        QCOMPARE(one.wait_for(2ms), std::future_status::timeout);
    }
    QCOMPARE(two.wait_for(0ms), std::future_status::timeout);
    capture->append("x", 1);
    QVERIFY(one.get());
    QVERIFY(two.get());
}

void TestCaptureWait::aWaitCancelledBeforeItBeginsEndsAtOnce()
{
    const auto capture = newCapture();
    const std::atomic<bool> cancelled{true};
    QVERIFY(!capture->waitBeyond(0, -1, &cancelled));
}

void TestCaptureWait::aWatchTellsManyMovesOnce()
{
    const auto capture = newCapture();
    CaptureWatch watch(capture);
    QSignalSpy moved(&watch, &CaptureWatch::moved);
    for (int i = 0; i < 1000; ++i)
        capture->append("x", 1);
    QVERIFY(moved.isEmpty()); // it comes through the event loop
    QVERIFY(moved.wait());
    QCoreApplication::processEvents();
    QCOMPARE(moved.size(), 1);
}

void TestCaptureWait::aWatchTellsOfMovesAfterTheOneItTold()
{
    const auto capture = newCapture();
    CaptureWatch watch(capture);
    qint64 seen = 0;
    connect(&watch, &CaptureWatch::moved, &watch, [&] { seen = capture->end(); });
    auto writing = std::async(std::launch::async, [&] {
        for (int i = 0; i < 20'000; ++i)
            capture->append("x", 1);
    });
    QTRY_COMPARE_WITH_TIMEOUT(seen, 20'000, 60'000);
    writing.get();
}

void TestCaptureWait::aWatchTellsOfTheEnd()
{
    const auto capture = newCapture();
    CaptureWatch watch(capture);
    QSignalSpy moved(&watch, &CaptureWatch::moved);
    auto ending = std::async(std::launch::async, [&] { capture->finish(); });
    QVERIFY(moved.wait());
    ending.get();
    QVERIFY(capture->hasEnded());
}

void TestCaptureWait::aWatchMayGoWhileTheWriterAppends()
{
    const auto capture = newCapture();
    std::atomic<bool> stop{false};
    auto writing = std::async(std::launch::async, [&] {
        while (!stop)
            capture->append("x", 1);
    });
    for (int i = 0; i < 500; ++i) {
        const CaptureWatch watch(capture);
        if (i % 10 == 0)
            QCoreApplication::processEvents();
    }
    stop = true;
    writing.get();
}

QTEST_GUILESS_MAIN(TestCaptureWait)
#include "tst_capturewait.moc"
