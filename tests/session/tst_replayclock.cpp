#include "pipecore/session/replayclock.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace pipecore;

class TestReplayClock : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        m_home.emplace();
        SessionRecord record;
        record.id = QStringLiteral("x");
        m_recording = Recording::create(m_home->path(), record).value();
    }
    void cleanup()
    {
        m_recording.reset();
        m_home.reset();
    }
    void whatHadComeIsShown();
    void timeGoesByAtTheSpeed();
    void aLongPauseIsCut();
    void aLeapLeadsWhereStepsDo();
    void theEndIsTheLastByte();
    void withoutOutputThereIsNothingToPlay();

private:
    void write(qint64 time, const QByteArray &bytes)
    {
        m_recording->times().append(m_recording->capture()->end(), time, Stream::Output);
        m_recording->capture()->append(bytes.constData(), bytes.size());
    }
    std::optional<QTemporaryDir> m_home;
    Recording::Ptr m_recording;
};

void TestReplayClock::whatHadComeIsShown()
{
    write(10, "aaa");
    write(20, "bb");
    write(1000, "c");
    ReplayClock clock(m_recording);
    QCOMPARE(clock.offset(), 0);
    const std::pair<qint64, qint64> wanted[] = {{9, 0},   {10, 3},   {19, 3}, {20, 5},
                                                {999, 5}, {1000, 6}, {0, 0}};
    for (const auto &[time, bytes] : wanted) {
        clock.setPosition(time);
        QCOMPARE(clock.offset(), bytes);
    }
}

void TestReplayClock::timeGoesByAtTheSpeed()
{
    write(0, "a");
    write(10'000, "b");
    ReplayClock clock(m_recording);
    for (int i = 0; i < 100; ++i)
        clock.advance(7.5);
    QCOMPARE(clock.position(), 750);
    clock.setSpeed(4);
    clock.advance(250);
    QCOMPARE(clock.position(), 1750);
    clock.setSpeed(0.5);
    clock.advance(500);
    QCOMPARE(clock.position(), 2000);
}

void TestReplayClock::aLongPauseIsCut()
{
    write(0, "a");
    write(60'000, "b");
    write(60'100, "c");
    write(3'600'000, "d");
    ReplayClock clock(m_recording);
    clock.setIdleLimit(1000);
    clock.advance(999);
    QCOMPARE(clock.offset(), 1);
    clock.advance(2);
    QCOMPARE(clock.offset(), 2); // the minute took a second
    QCOMPARE(clock.position(), 60'001);
    clock.advance(99);
    QCOMPARE(clock.offset(), 3);
    clock.setSpeed(10); // the pause is one of whoever watches
    clock.advance(999);
    QCOMPARE(clock.offset(), 3);
    clock.advance(2);
    QCOMPARE(clock.offset(), 4);
    QVERIFY(clock.isAtEnd());
}

void TestReplayClock::aLeapLeadsWhereStepsDo()
{
    // Ten times: a second with bytes every other millisecond, then half a minute of nothing.
    for (qint64 i = 0; i < 5000; ++i)
        write(i * 2 + i / 500 * 30'000, "a");
    struct Way {
        qint64 limit;
        double ms;
        qint64 position;
    };
    // At 1.5 times the speed; of a pause that is cut, 750 ms are left.
    for (const Way &way : {Way{0, 700, 1050}, Way{0, 1234.5, 1851}, Way{0, 4000.25, 6000},
                           Way{500, 700, 1050}, Way{500, 1234.5, 31'103}, Way{500, 4000.25, 93'756}}) {
        ReplayClock steps(m_recording), leap(m_recording);
        for (ReplayClock *clock : {&steps, &leap}) {
            clock->setSpeed(1.5);
            clock->setIdleLimit(way.limit);
        }
        leap.advance(way.ms);
        QCOMPARE(leap.position(), way.position);
        for (int i = 0; i < 1000; ++i)
            steps.advance(way.ms / 1000);
        QVERIFY2(std::abs(steps.position() - way.position) <= 1,
                 qPrintable(QString::number(steps.position())));
    }
}

void TestReplayClock::theEndIsTheLastByte()
{
    write(5, "a");
    write(1234, "b");
    ReplayClock clock(m_recording);
    QCOMPARE(clock.duration(), 1234);
    clock.advance(1e9);
    QCOMPARE(clock.position(), 1234);
    QVERIFY(clock.isAtEnd());
    QCOMPARE(clock.offset(), 2);
    clock.setPosition(99'999);
    QCOMPARE(clock.position(), 1234);
    clock.setPosition(-5);
    QCOMPARE(clock.position(), 0);
}

void TestReplayClock::withoutOutputThereIsNothingToPlay()
{
    ReplayClock clock(m_recording);
    QCOMPARE(clock.duration(), 0);
    QVERIFY(clock.isAtEnd());
    clock.advance(100);
    QCOMPARE(clock.offset(), 0);
}

QTEST_GUILESS_MAIN(TestReplayClock)
#include "tst_replayclock.moc"
