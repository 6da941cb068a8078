#include "pipecore/capture/timeindex.h"

#include "tests/support/filelimit.h"
#include "tests/support/randomtest.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <future>

#include <sys/stat.h>

using namespace pipecore;

namespace
{

using Arrivals = std::vector<Arrival>;

constexpr qint64 kAll = std::numeric_limits<qint64>::max();

/// Arrivals as a run gives them: offsets that grow, times that do not go back, both streams.
Arrivals randomArrivals(QRandomGenerator &random, int count)
{
    Arrivals all;
    Arrival next;
    for (int i = 0; i < count; ++i) {
        next.stream = random.bounded(4) == 0 ? Stream::Error : Stream::Output;
        all.push_back(next);
        next.offset += 1 + (random.bounded(3) == 0 ? random.bounded(1 << 20) : random.bounded(100));
        next.time += random.bounded(3) == 0 ? 0 : random.bounded(5) == 0 ? random.bounded(1'000'000) : 1;
    }
    return all;
}

/// What is kept of them: one entry for each change of stream or time.
Arrivals coalesced(const Arrivals &arrivals)
{
    Arrivals kept;
    for (const Arrival &arrival : arrivals)
        if (kept.empty() || kept.back().stream != arrival.stream || kept.back().time != arrival.time)
            kept.push_back(arrival);
    return kept;
}

void appendAll(TimeIndex &index, const Arrivals &arrivals)
{
    for (const Arrival &arrival : arrivals)
        index.append(arrival.offset, arrival.time, arrival.stream);
}

} // namespace

class TestTimeIndex : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void anEmptyIndexKnowsNothing();
    void entriesAreCoalescedByMillisecondAndStream();
    void timeNeverGoesBack();
    void theFileHoldsWhatItsFormatSays();
    void theFileIsForItsOwnerAlone();
    void randomEntriesComeBackFromTheFile();
    void randomQuestionsAreAnsweredAsByAModel();
    void questionsAreAnsweredWhetherFlushedOrNot();
    void withoutAFileAllStaysInMemory();
    void whatTheDiskDoesNotTakeIsWrittenLater();
    void theDestructorWritesTheRest();
    void createRefusesWhatExistsAndGoesOnInMemory();
    void aCutLastEntryIsIgnored();
    void aForeignOrMissingFileIsRefused();
    void bytesThatAreNoEntryEndTheIndex();
    void hugeFiguresDoNoHarm();
    void questionsMayBeAskedWhileAnotherThreadAppends();

private:
    QString newPath() { return m_folder.filePath(QString::number(++m_count)); }
    QString fileOf(const QByteArray &bytes)
    {
        const QString path = newPath();
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestTimeIndex::anEmptyIndexKnowsNothing()
{
    const TimeIndex index;
    QCOMPARE(index.entries(), 0);
    QVERIFY(!index.at(0));
    QVERIFY(!index.since(0));
    QVERIFY(index.between(0, kAll).empty());
}

void TestTimeIndex::entriesAreCoalescedByMillisecondAndStream()
{
    TimeIndex index;
    index.append(0, 5, Stream::Output);
    index.append(10, 5, Stream::Output);
    index.append(20, 5, Stream::Error);
    index.append(30, 5, Stream::Output);
    index.append(40, 6, Stream::Output);
    QCOMPARE(index.between(0, kAll), (Arrivals{{0, 5, Stream::Output},
                                               {20, 5, Stream::Error},
                                               {30, 5, Stream::Output},
                                               {40, 6, Stream::Output}}));
    QCOMPARE(index.entries(), 4);
}

void TestTimeIndex::timeNeverGoesBack()
{
    TimeIndex index;
    index.append(0, 50, Stream::Output);
    index.append(10, 40, Stream::Error);
    QCOMPARE(index.at(10), (Arrival{10, 50, Stream::Error}));
}

void TestTimeIndex::theFileHoldsWhatItsFormatSays()
{
    const QString path = newPath();
    TimeIndex index;
    QVERIFY(index.create(path));
    index.append(0, 3, Stream::Output);
    index.append(100, 3, Stream::Error);
    index.append(1000, 1000, Stream::Output);
    QVERIFY(index.flush());
    // 0<<1|0, 3;  100<<1|1 = 201, 0;  900<<1|0 = 1800, 997
    QCOMPARE(contentOf(path), QByteArray("RNLTIM01\x00\x03\xc9\x01\x00\x88\x0e\xe5\x07", 17));
}

void TestTimeIndex::theFileIsForItsOwnerAlone()
{
    const QString path = newPath();
    const mode_t before = ::umask(0);
    TimeIndex index;
    QVERIFY(index.create(path));
    ::umask(before);
    struct stat info {
    };
    QCOMPARE(::stat(QFile::encodeName(path).constData(), &info), 0);
    QCOMPARE(info.st_mode & 07777, 0600u);
}

void TestTimeIndex::randomEntriesComeBackFromTheFile()
{
    QRandomGenerator random = seededGenerator();
    for (const int count : {0, 1, 255, 256, 257, 512, 20'000}) {
        const Arrivals arrivals = randomArrivals(random, count);
        const QString path = newPath();
        {
            TimeIndex index;
            QVERIFY(index.create(path));
            for (const Arrival &arrival : arrivals) {
                index.append(arrival.offset, arrival.time, arrival.stream);
                if (random.bounded(100) == 0)
                    QVERIFY(index.flush());
            }
        }
        TimeIndex index;
        QVERIFY(index.open(path));
        const Arrivals kept = coalesced(arrivals);
        QCOMPARE(index.entries(), static_cast<qint64>(kept.size()));
        QVERIFY(index.between(0, kAll) == kept);
    }
}

void TestTimeIndex::randomQuestionsAreAnsweredAsByAModel()
{
    QRandomGenerator random = seededGenerator();
    TimeIndex index;
    QVERIFY(index.create(newPath()));
    const Arrivals arrivals = randomArrivals(random, 3000);
    appendAll(index, Arrivals(arrivals.begin(), arrivals.begin() + 2000));
    QVERIFY(index.flush());
    appendAll(index, Arrivals(arrivals.begin() + 2000, arrivals.end()));
    const Arrivals kept = coalesced(arrivals);
    for (int i = 0; i < 2000; ++i) {
        const Arrival &some = kept[static_cast<size_t>(random.bounded(static_cast<int>(kept.size())))];
        const qint64 offset = std::max<qint64>(0, some.offset + random.bounded(3) - 1);
        const qint64 time = std::max<qint64>(0, some.time + random.bounded(3) - 1);
        const qint64 end = offset + random.bounded(1 << 22);
        std::optional<Arrival> at, since;
        Arrivals between;
        for (const Arrival &arrival : kept) {
            if (arrival.offset <= offset)
                at = arrival;
            if (arrival.time >= time && !since)
                since = arrival;
            if (arrival.offset <= offset)
                between.clear();
            if (arrival.offset < end)
                between.push_back(arrival);
        }
        QCOMPARE(index.at(offset), at);
        QCOMPARE(index.since(time), since);
        if (end > offset)
            QVERIFY(index.between(offset, end) == between);
    }
    QVERIFY(!index.since(kept.back().time + 1));
}

void TestTimeIndex::questionsAreAnsweredWhetherFlushedOrNot()
{
    TimeIndex index;
    QVERIFY(index.create(newPath()));
    for (int i = 0; i < 1000; ++i)
        index.append(i * 10, i, Stream::Output);
    const Arrivals before = index.between(0, kAll);
    QCOMPARE(before.size(), 1000u);
    QVERIFY(index.flush());
    QVERIFY(index.between(0, kAll) == before);
}

void TestTimeIndex::withoutAFileAllStaysInMemory()
{
    QRandomGenerator random = seededGenerator();
    TimeIndex index;
    const Arrivals arrivals = randomArrivals(random, 2000);
    appendAll(index, arrivals);
    QVERIFY(index.flush());
    QVERIFY(index.between(0, kAll) == coalesced(arrivals));
}

void TestTimeIndex::whatTheDiskDoesNotTakeIsWrittenLater()
{
    QRandomGenerator random = seededGenerator();
    const QString path = newPath();
    TimeIndex index;
    QVERIFY(index.create(path));
    const Arrivals arrivals = randomArrivals(random, 3000);
    appendAll(index, arrivals);
    {
        const FileSizeLimit limit(1001);
        QVERIFY(!index.flush());
        QCOMPARE(QFileInfo(path).size(), 1001);
        QVERIFY(!index.flush());
        QVERIFY(index.between(0, kAll) == coalesced(arrivals));
    }
    QVERIFY(index.flush());
    TimeIndex again;
    QVERIFY(again.open(path));
    QVERIFY(again.between(0, kAll) == coalesced(arrivals));
}

void TestTimeIndex::theDestructorWritesTheRest()
{
    const QString path = newPath();
    {
        TimeIndex index;
        QVERIFY(index.create(path));
        index.append(7, 8, Stream::Error);
    }
    TimeIndex index;
    QVERIFY(index.open(path));
    QCOMPARE(index.between(0, kAll), (Arrivals{{7, 8, Stream::Error}}));
}

void TestTimeIndex::createRefusesWhatExistsAndGoesOnInMemory()
{
    const QString path = fileOf("mine");
    TimeIndex index;
    QVERIFY(!index.create(path));
    index.append(0, 1, Stream::Output);
    QVERIFY(index.flush());
    QCOMPARE(index.at(5), (Arrival{0, 1, Stream::Output}));
    QCOMPARE(contentOf(path), QByteArray("mine"));
}

void TestTimeIndex::aCutLastEntryIsIgnored()
{
    const QString path = newPath();
    Arrivals arrivals;
    std::vector<qint64> ends{8}; // the file's size after each entry
    {
        TimeIndex index;
        QVERIFY(index.create(path));
        for (int i = 0; i < 5; ++i) {
            arrivals.push_back({i * 100'000, i * 1000, i % 2 ? Stream::Error : Stream::Output});
            index.append(arrivals.back().offset, arrivals.back().time, arrivals.back().stream);
            QVERIFY(index.flush());
            ends.push_back(QFileInfo(path).size());
        }
    }
    const QByteArray whole = contentOf(path);
    for (qsizetype size = 8; size <= whole.size(); ++size) {
        TimeIndex index;
        QVERIFY(index.open(fileOf(whole.first(size))));
        const auto complete = std::upper_bound(ends.begin(), ends.end(), size) - ends.begin() - 1;
        QVERIFY(index.between(0, kAll) == Arrivals(arrivals.begin(), arrivals.begin() + complete));
    }
}

void TestTimeIndex::aForeignOrMissingFileIsRefused()
{
    for (const QByteArray &bytes : {QByteArray(), QByteArray("RNLTIM0"), QByteArray("RNLTIM02\x00\x01", 10),
                                    QByteArray("RNLIDX01"), QByteArray(1000, '\xff')}) {
        TimeIndex index;
        QVERIFY(!index.open(fileOf(bytes)));
        QCOMPARE(index.entries(), 0);
        QVERIFY(!index.at(0));
    }
    TimeIndex index;
    QVERIFY(!index.open(newPath()));
    QVERIFY(!index.open(m_folder.path()));
}

void TestTimeIndex::bytesThatAreNoEntryEndTheIndex()
{
    // A number that never ends: nothing is kept of it, however long it is.
    const QByteArray bytes = QByteArray("RNLTIM01\x00\x05", 10) + QByteArray(8 << 20, '\xff');
    TimeIndex index;
    QVERIFY(index.open(fileOf(bytes)));
    QCOMPARE(index.between(0, kAll), (Arrivals{{0, 5, Stream::Output}}));
}

void TestTimeIndex::hugeFiguresDoNoHarm()
{
    const QByteArray most = QByteArray(9, '\xff') + '\x01'; // 2^64 - 1
    for (const QByteArray &entry : {most + most, QByteArray("\x02") + most, most + QByteArray("\x02")}) {
        TimeIndex index;
        QVERIFY(index.open(fileOf("RNLTIM01" + (entry + QByteArray(2, '\x02')).repeated(3))));
        for (const Arrival &arrival : index.between(0, kAll))
            QVERIFY(arrival.offset >= 0 && arrival.time >= 0);
        index.at(kAll);
        index.since(kAll);
    }
}

void TestTimeIndex::questionsMayBeAskedWhileAnotherThreadAppends()
{
    TimeIndex index;
    QVERIFY(index.create(newPath()));
    std::atomic<bool> done{false};
    auto asking = std::async(std::launch::async, [&] {
        bool right = true;
        while (!done) {
            const qint64 entries = index.entries();
            if (entries > 0)
                right = right && index.at((entries - 1) * 10 + 5) ==
                                     Arrival{(entries - 1) * 10, entries - 1, Stream::Output};
        }
        return right;
    });
    for (int i = 0; i < 20'000; ++i) {
        index.append(i * 10, i, Stream::Output);
        if (i % 1000 == 0)
            index.flush();
    }
    done = true;
    QVERIFY(asking.get());
}

QTEST_GUILESS_MAIN(TestTimeIndex)
#include "tst_timeindex.moc"
