#include "pipecore/session/arrivalsummary.h"

#include <QTest>

using namespace pipecore;

class tst_ArrivalSummary : public QObject
{
    Q_OBJECT
private slots:
    void binsAreFewHoweverMuchComesAtOnce();
    void bytesFromStderrAreCountedWhereTheyAre();
};

void tst_ArrivalSummary::binsAreFewHoweverMuchComesAtOnce()
{
    TimeIndex times;
    times.append(0, 5, Stream::Output);
    ArrivalSummary summary;
    const qint64 end = 4'000'000;
    QVERIFY(summary.update(times, end, 60'000));
    QCOMPARE(summary.end(), end);
    QVERIFY(static_cast<qint64>(summary.bins().size()) * summary.binSize() >= end);
    QVERIFY(end / summary.binSize() <= static_cast<qint64>(ArrivalSummary::kMostBins));
    QCOMPARE(summary.bins().front().ms, 5);
}

void tst_ArrivalSummary::bytesFromStderrAreCountedWhereTheyAre()
{
    TimeIndex times;
    times.append(0, 0, Stream::Output);
    times.append(1'000'000, 10, Stream::Error);
    times.append(1'500'000, 20, Stream::Output);
    ArrivalSummary summary;
    QVERIFY(summary.update(times, 3'000'000, 60'000));
    qint64 before = 0, all = 0;
    for (size_t i = 0; i < summary.bins().size(); ++i) {
        all += summary.bins()[i].errorBytes;
        if (static_cast<qint64>(i + 1) * summary.binSize() <= 1'000'000)
            before += summary.bins()[i].errorBytes;
    }
    QCOMPARE(all, 500'000);
    QCOMPARE(before, 0);
}

QTEST_GUILESS_MAIN(tst_ArrivalSummary)
#include "tst_arrivalsummary.moc"
