#include "pipecore/search/rowsearch.h"
#include "pipecore/search/triggerscan.h"
#include "tests/search/searchtext.h"

#include <QTemporaryDir>
#include <QTest>

using namespace pipecore;

namespace
{

std::unique_ptr<RowTest> testFor(const QString &pattern)
{
    return std::make_unique<RowSearch>(std::move(*Matcher::create({pattern})), RowSearch::Options{true});
}

} // namespace

class TestTriggerScan : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void eachTestGetsTheRowsThatItWants();
    void rowsAreCountedOnceHoweverTheyCome();
    void anUnfinishedRowCountsOnceAndOnlyWhenAskedFor();
    void aRowOfManyPiecesCountsOnce();
    void aLookIsBounded();
    void theTextHasNoEscapes();
    void whatCameBeforeIsLeftOut();

private:
    void append(const QByteArray &bytes) const { m_capture->append(bytes.constData(), bytes.size()); }
    TriggerScan scanFor(const QStringList &patterns, qint64 from = 0) const
    {
        std::vector<std::unique_ptr<RowTest>> tests;
        for (const QString &pattern : patterns)
            tests.push_back(testFor(pattern));
        return TriggerScan(m_capture, std::move(tests), from);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    Capture::Ptr m_capture;
};

void TestTriggerScan::init()
{
    m_capture.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_capture = *Capture::create(m_folder->filePath(QStringLiteral("output")));
}

void TestTriggerScan::eachTestGetsTheRowsThatItWants()
{
    append("one\ntwo\none two\nnone of it\n");
    TriggerScan scan = scanFor({QStringLiteral("^one"), QStringLiteral("two$"), QStringLiteral("three")});
    const TriggerScan::Look look = scan.look(false);
    QCOMPARE(look.found.size(), size_t(3));
    QCOMPARE(look.found[0].starts, (std::vector<qint64>{0, 8}));
    QCOMPARE(look.found[1].starts, (std::vector<qint64>{4, 8}));
    QCOMPARE(look.found[1].text, QStringLiteral("one two"));
    QCOMPARE(look.found[2].rows, qint64(0));
}

void TestTriggerScan::rowsAreCountedOnceHoweverTheyCome()
{
    const quint32 seed = searchSeed();
    qInfo("RUNNEL_TEST_SEED=%u", seed);
    SearchText random(seed);
    QByteArray rows = random.rows(3000, true);
    TriggerScan scan = scanFor({QStringLiteral("error"), QStringLiteral("^a.*\\d")});
    std::vector<qint64> counted(2, 0);
    const auto count = [&](const TriggerScan::Look &look) {
        for (size_t i = 0; i < counted.size(); ++i)
            counted[i] += look.found[i].rows;
    };
    // What is asked for with its last row unfinished may match then, and not any more with what follows: so
    // no pattern here has an end.
    for (qsizetype at = 0; at < rows.size();) {
        const qsizetype size = std::min<qsizetype>(1 + random.below(5000), rows.size() - at);
        append(rows.sliced(at, size));
        at += size;
        count(scan.look(random.chance(30)));
    }
    m_capture->finish();
    count(scan.look(false));
    TriggerScan atOnce = scanFor({QStringLiteral("error"), QStringLiteral("^a.*\\d")});
    const TriggerScan::Look all = atOnce.look(false);
    QVERIFY(all.found[0].rows > 100 && all.found[1].rows > 10);
    QCOMPARE(counted[0], all.found[0].rows);
    QCOMPARE(counted[1], all.found[1].rows);
}

void TestTriggerScan::anUnfinishedRowCountsOnceAndOnlyWhenAskedFor()
{
    append("first\nContinue? ");
    TriggerScan scan = scanFor({QStringLiteral("\\? ")});
    QCOMPARE(scan.look(false).found[0].rows, qint64(0));
    const TriggerScan::Look asked = scan.look(true);
    QCOMPARE(asked.found[0].rows, qint64(1));
    QCOMPARE(asked.found[0].starts, std::vector<qint64>{6});
    QCOMPARE(scan.look(true).found[0].rows, qint64(0));
    append("yes\nContinue? no\n");
    QCOMPARE(scan.look(true).found[0].rows, qint64(1));
}

void TestTriggerScan::aRowOfManyPiecesCountsOnce()
{
    append(QByteArray("needle ").repeated(int(2 * RowPieces::kLongestRow / 7)) + "\nneedle\n");
    m_capture->finish();
    TriggerScan scan = scanFor({QStringLiteral("needle")});
    qint64 rows = 0;
    for (bool more = true; more;) {
        const TriggerScan::Look look = scan.look(false);
        rows += look.found[0].rows;
        more = look.hasMore;
    }
    QCOMPARE(rows, qint64(2));
}

void TestTriggerScan::aLookIsBounded()
{
    append(QByteArray("a row that matches\n").repeated(int(2 * TriggerScan::kMostBytes / 19)));
    TriggerScan scan = scanFor({QStringLiteral("row")});
    const TriggerScan::Look look = scan.look(false);
    QVERIFY(look.hasMore);
    QCOMPARE(look.found[0].starts.size(), TriggerScan::kMostStarts);
    QVERIFY(look.found[0].rows > qint64(TriggerScan::kMostStarts));
    QVERIFY(look.found[0].rows < 2 * TriggerScan::kMostBytes / 19);
}

void TestTriggerScan::theTextHasNoEscapes()
{
    append("\x1b[31mer\x1b[1mror\x1b[m: bad\r\n");
    TriggerScan scan = scanFor({QStringLiteral("^error: bad$")});
    QCOMPARE(scan.look(false).found[0].text, QStringLiteral("error: bad"));
}

void TestTriggerScan::whatCameBeforeIsLeftOut()
{
    append("row\nrow\n");
    TriggerScan scan = scanFor({QStringLiteral("row")}, m_capture->end());
    append("row\n");
    const TriggerScan::Look look = scan.look(false);
    QCOMPARE(look.found[0].starts, std::vector<qint64>{8});
}

QTEST_GUILESS_MAIN(TestTriggerScan)
#include "tst_triggerscan.moc"
