#include "pipecore/search/blockcounter.h"
#include "pipecore/search/rowsearch.h"
#include "tests/search/searchtext.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <mutex>

using namespace pipecore;

namespace
{

class Fixture
{
public:
    Fixture() { capture = *Capture::create(folder.filePath(QStringLiteral("output"))); }
    void append(const QByteArray &bytes) const { capture->append(bytes.constData(), bytes.size()); }

    QTemporaryDir folder;
    Capture::Ptr capture;
};

std::unique_ptr<RowSearch> searchFor(const char *pattern)
{
    return std::make_unique<RowSearch>(std::move(*Matcher::create({QString::fromUtf8(pattern)})),
                                       RowSearch::Options{});
}

std::vector<ByteRange> rowsOf(const Capture::Ptr &capture, RowSearch &search)
{
    std::vector<ByteRange> all;
    std::vector<ByteRange> found;
    RowPieces pieces(capture);
    while (pieces.next(capture->end(), true)) {
        search.find(pieces, found);
        for (const ByteRange &row : found)
            all.push_back({pieces.offset() + row.from, pieces.offset() + row.to});
    }
    return all;
}

struct Counts {
    std::mutex lock;
    std::map<qint64, qint64> perBlock;
    qint64 total = 0;
    qint64 rows = 0;
    void take(const BlockCounter::Region &region)
    {
        const std::lock_guard guard(lock);
        for (size_t i = 0; i < region.perBlock.size(); ++i)
            if (region.perBlock[i] > 0)
                perBlock[region.from / BlockCounter::kBlock + static_cast<qint64>(i)] += region.perBlock[i];
        for (const quint32 n : region.perBlock)
            total += n;
        rows += region.rows;
    }
};

const std::atomic<bool> kNever{false};

} // namespace

class tst_RowSearch : public QObject
{
    Q_OBJECT
private slots:
    void escapesAreNoPartOfTheText();
    void placesAreThoseOfTheRowItself();
    void aSequenceThatIsNotEndedEndsWithItsRow();
    void rowsAcrossPiecesAndBlocksAreFound();
    void aMatchAnywhereInAnEndlessRowIsFoundOnce();
    void countsByBlockAreThoseOfTheRows();
    void aGrowingCaptureIsCountedAsOne();
    void countingStopsWhenCancelled();
    void aCutFileIsAnError();
};

void tst_RowSearch::escapesAreNoPartOfTheText()
{
    const quint32 seed = searchSeed();
    qInfo("seed %u", seed);
    SearchText random(seed);
    for (int round = 0; round < 20; ++round) {
        const QByteArray text = random.rows(1 + random.below(300), false);
        const Fixture plain;
        const Fixture styled;
        plain.append(text);
        styled.append(random.withEscapes(text));
        const QByteArray pattern = random.pattern();
        const auto search = searchFor(pattern.constData());
        const auto inPlain = rowsOf(plain.capture, *search);
        const auto inStyled = rowsOf(styled.capture, *search);
        QVERIFY2(inPlain.size() == inStyled.size() || search->gaveUp(),
                 qPrintable(QStringLiteral("seed %1, pattern %2: %3 rows, with escapes %4")
                                .arg(seed)
                                .arg(QString::fromUtf8(pattern))
                                .arg(inPlain.size())
                                .arg(inStyled.size())));
    }
}

void tst_RowSearch::placesAreThoseOfTheRowItself()
{
    const QByteArray row("ab\x1b[31mc\x1b[0md \x1b]0;cd\x07 cd");
    const auto search = searchFor("cd");
    const std::vector<ByteRange> places = search->placesIn(row);
    QCOMPARE(places.size(), size_t(2));
    QCOMPARE(row.mid(places[0].from, places[0].to - places[0].from), QByteArray("c\x1b[0md"));
    QCOMPARE(places[1], (ByteRange{row.size() - 2, row.size()}));
}

void tst_RowSearch::aSequenceThatIsNotEndedEndsWithItsRow()
{
    const Fixture fixture;
    fixture.append("one \x1b]0;never ended\nneedle\n\x1b[\nneedle");
    QCOMPARE(rowsOf(fixture.capture, *searchFor("^needle$")).size(), size_t(2));
}

void tst_RowSearch::rowsAcrossPiecesAndBlocksAreFound()
{
    // Rows of all lengths around those of pieces, each found by its beginning and its end together.
    const Fixture fixture;
    std::vector<ByteRange> expected;
    qint64 at = 0;
    for (qint64 length = 1; length < 400'000; length = length * 3 / 2 + 7) {
        const QByteArray row = '<' + QByteArray(length, 'x') + ">\n";
        fixture.append(row);
        expected.push_back({at, at + row.size() - 1});
        at += row.size();
    }
    QCOMPARE(rowsOf(fixture.capture, *searchFor("^<x+>$")), expected);
}

void tst_RowSearch::aMatchAnywhereInAnEndlessRowIsFoundOnce()
{
    const qint64 most = RowPieces::kLongestRow;
    for (const qint64 place : {qint64(0), most - 3, most - RowPieces::kOverlap / 2 - 3,
                               most - RowPieces::kOverlap - 3, most + 5, 2 * most + 100}) {
        const Fixture fixture;
        QByteArray row(2 * most + 1000, '.');
        row.replace(place, 6, "needle");
        fixture.append("first\n" + row + "\nneedle");
        Counts counts;
        const auto search = searchFor("needle");
        BlockCounter counter(fixture.capture, *search, 2);
        counter.count(
            0, fixture.capture->end(), true, true, [&](const auto &region) { counts.take(region); }, kNever);
        QCOMPARE(counts.total, 2);
        QCOMPARE(counts.rows, 3);
    }
}

void tst_RowSearch::countsByBlockAreThoseOfTheRows()
{
    const quint32 seed = searchSeed();
    qInfo("seed %u", seed);
    SearchText random(seed);
    const Fixture fixture;
    while (fixture.capture->end() < 3 * BlockCounter::kRegion)
        fixture.append(random.withEscapes(random.rows(500, true)) + '\n');
    const auto search = searchFor("error|b1");
    std::map<qint64, qint64> expected;
    for (const ByteRange &row : rowsOf(fixture.capture, *search))
        ++expected[row.from / BlockCounter::kBlock];
    for (const int threads : {1, 2, 3}) {
        Counts counts;
        BlockCounter counter(fixture.capture, *search, threads);
        const auto end = counter.count(
            0, fixture.capture->end(), true, false, [&](const auto &region) { counts.take(region); }, kNever);
        QCOMPARE(end, fixture.capture->end());
        QCOMPARE(counts.perBlock, expected);
    }
}

void tst_RowSearch::aGrowingCaptureIsCountedAsOne()
{
    const quint32 seed = searchSeed();
    qInfo("seed %u", seed);
    SearchText random(seed);
    const QByteArray text = random.rows(3000, false);
    const Fixture fixture;
    const auto search = searchFor("error|abc");
    BlockCounter counter(fixture.capture, *search, 2);
    Counts counts;
    const auto take = [&](const auto &region) { counts.take(region); };
    qint64 from = 0;
    for (qint64 at = 0; at < text.size();) {
        const qint64 size = std::min<qint64>(text.size() - at, 1 + random.below(200'000));
        fixture.append(text.mid(at, size));
        at += size;
        const auto next = counter.count(from, fixture.capture->end(), false, false, take, kNever);
        QVERIFY(next.has_value());
        QVERIFY(*next == 0 || text[*next - 1] == '\n');
        from = *next;
    }
    counter.count(from, fixture.capture->end(), true, false, take, kNever);
    std::map<qint64, qint64> expected;
    for (const ByteRange &row : rowsOf(fixture.capture, *search))
        ++expected[row.from / BlockCounter::kBlock];
    QCOMPARE(counts.perBlock, expected);
}

void tst_RowSearch::countingStopsWhenCancelled()
{
    const Fixture fixture;
    const QByteArray row = QByteArray(1000, 'x') + '\n';
    for (int i = 0; i < 40'000; ++i)
        fixture.append(row);
    const auto search = searchFor("x");
    BlockCounter counter(fixture.capture, *search, 2);
    std::atomic<bool> cancel{false};
    std::atomic<int> regions{0};
    const auto take = [&](const auto &) {
        ++regions;
        cancel = true;
    };
    QVERIFY(!counter.count(0, fixture.capture->end(), true, false, take, cancel).has_value());
    QVERIFY(regions <= 2); // each thread may have been at the end of one
}

void tst_RowSearch::aCutFileIsAnError()
{
    const Fixture fixture;
    fixture.append(QByteArray(1'000'000, '\n'));
    QVERIFY(QFile::resize(fixture.capture->path(), 1000));
    const auto search = searchFor("x");
    BlockCounter counter(fixture.capture, *search, 1);
    QVERIFY(!counter
                 .count(
                     0, fixture.capture->end(), true, false, [](const auto &) {}, kNever)
                 .has_value());
    QVERIFY(!counter.error().isEmpty());
}

QTEST_GUILESS_MAIN(tst_RowSearch)
#include "tst_rowsearch.moc"
