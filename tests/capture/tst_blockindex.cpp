#include "tests/capture/indexfiles.h"

using namespace pipecore;
using namespace indextest;

namespace
{

constexpr int kPatience = 60'000; // ms

/// Random lines that were captured and indexed, with a reader of their rows.
struct ReadLines {
    ReadLines(QRandomGenerator &random, const QString &path)
        : bytes(randomLines(random, 10)), capture(Capture::create(path).value())
    {
        capture->append(bytes.constData(), bytes.size());
        append(index, bytes);
    }

    const QByteArray bytes;
    const Capture::Ptr capture;
    BlockIndex index;
    RowReader reader{capture, &index};
    const std::vector<RowSpan> model = modelRows(bytes);
};

} // namespace

class TestBlockIndex : public indextest::IndexFiles
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void rowsAreWhereTheDefinitionSays_data();
    void rowsAreWhereTheDefinitionSays();
    void rowsOfRandomOutputInRandomPiecesAreRight();
    void eachBlockKnowsTheStateBeforeIt();
    void manyDifferentStatesAreAllKept();
    void answersAreConsistentWhileTheIndexGrows();
    void rowReaderGivesTheRowsOfTheDefinition();
    void rowReaderFindsTheRowOfEveryByte();
    void rowReaderFollowsAGrowingCapture();
    void rowReaderOfATruncatedFileEndsQuietly();
    void theIndexerIndexesToTheEndAndSaysSo();
    void theIndexerStopsAtOnceWhenItGoes();
    void plainBytesAreIndexedAsTheyAreAppended();
    void muchWithEscapesIsIndexedWithoutTheAppendingThread();
    void appendingAndIndexingTakeTurns();
};

void TestBlockIndex::rowsAreWhereTheDefinitionSays_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<qint64>("rows");
    const auto x = [](qint64 n) { return QByteArray(n, 'x'); };
    const auto row = [](const char *name, const QByteArray &bytes, qint64 rows) {
        QTest::newRow(name) << bytes << rows;
    };
    row("nothing", "", 0);
    row("a byte", "x", 1);
    row("a newline", "\n", 1);
    row("empty lines", "\n\n\n", 3);
    row("no newline at the end", "a\nb", 2);
    row("a newline at the end", "a\nb\n", 2);
    row("64 KiB without a newline", x(kBlock), 1);
    row("64 KiB and a newline", x(kBlock) + '\n', 1);
    row("64 KiB and a byte", x(kBlock + 1), 2);
    row("64 KiB, a byte and a newline", x(kBlock + 1) + '\n', 2);
    row("two rows of 64 KiB", x(kBlock) + '\n' + x(kBlock) + '\n', 2);
    row("newline is the last of a block", x(kBlock - 1) + "\nx", 2);
    row("newline is the first of a block", x(kBlock) + "\nx", 2);
    row("a long line", x(10 * kBlock), 10);
    row("a long line at an odd place", "ab\n" + x(10 * kBlock + 5) + "\ny", 13);
    row("a row over three blocks", x(kBlock - 2) + '\n' + x(kBlock) + "\nend", 3);
    row("a block of newlines", QByteArray(kBlock, '\n'), kBlock);
    row("escapes", x(kBlock) + "\x1b[m" + x(kBlock), 3);
}

void TestBlockIndex::rowsAreWhereTheDefinitionSays()
{
    QFETCH(QByteArray, bytes);
    QFETCH(qint64, rows);
    for (const qint64 piece : {1, 3, 4096, 65536, 1'000'000}) {
        BlockIndex index;
        for (qint64 at = 0; at < bytes.size(); at += piece)
            append(index, QByteArrayView(bytes).sliced(at, std::min(piece, bytes.size() - at)));
        QCOMPARE(index.rows(), rows);
        const QString wrong = differences(index, bytes);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
}

void TestBlockIndex::rowsOfRandomOutputInRandomPiecesAreRight()
{
    QRandomGenerator random = seededGenerator();
    for (int i = 0; i < 60; ++i) {
        const QByteArray bytes = randomLines(random, 12);
        BlockIndex index;
        inRandomPieces(bytes, 1 << (4 + random.bounded(15)), random,
                       [&](QByteArrayView piece) { append(index, piece); });
        const QString wrong = differences(index, bytes);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
}

void TestBlockIndex::eachBlockKnowsTheStateBeforeIt()
{
    QRandomGenerator random = seededGenerator();
    CountingScanner scanner;
    BlockIndex index(&scanner);
    QByteArray bytes(10 * kBlock + 10, 'x');
    bytes[3 * kBlock + 7] = '\x1b';
    inRandomPieces(bytes, 200'000, random, [&](QByteArrayView piece) { append(index, piece); });
    for (qint64 b = 0; b < index.blocks(); ++b)
        QCOMPARE(index.block(b).state, (CarriedState{static_cast<quint32>(b * kBlock), 1, 2, 3}));
}

void TestBlockIndex::manyDifferentStatesAreAllKept()
{
    class Changing : public BlockScanner
    {
    public:
        void scan(const char *, qint64, bool) override { ++m_blocks; }
        // Some that come again soon, some late, some never.
        CarriedState state() const override
        {
            return {m_blocks % 3 == 0 ? m_blocks : m_blocks % 200, 0, 0, 0};
        }

    private:
        quint32 m_blocks = 0;
    } scanner;
    BlockIndex index(&scanner);
    const QByteArray block(kBlock, 'x');
    for (int i = 0; i < 1000; ++i)
        append(index, block);
    for (quint32 b = 0; b < 1000; ++b)
        QCOMPARE(index.block(b).state[0], b % 3 == 0 ? b : b % 200);
}

void TestBlockIndex::answersAreConsistentWhileTheIndexGrows()
{
    BlockIndex index;
    std::atomic<bool> done{false};
    auto asking = std::async(std::launch::async, [&] {
        bool right = true;
        while (!done) {
            const qint64 rows = index.rows();
            const qint64 block = index.blockOfRow(rows - 1);
            if (rows > 0)
                right = right && block >= 0 && index.block(block).rowsBefore < rows &&
                        index.blocks() > block && index.rows() >= rows;
        }
        return right;
    });
    QByteArray lines;
    for (int i = 0; i < 3000; ++i)
        lines += "a line of some length, and another\n";
    for (int i = 0; i < 60; ++i)
        append(index, lines);
    done = true;
    QVERIFY(asking.get());
    QCOMPARE(index.rows(), 180'000);
}

void TestBlockIndex::rowReaderGivesTheRowsOfTheDefinition()
{
    QRandomGenerator random = seededGenerator();
    for (int i = 0; i < 25; ++i) {
        ReadLines lines(random, newPath());
        const std::vector<RowSpan> &model = lines.model;
        QVERIFY(lines.reader.rows(0, std::numeric_limits<qint64>::max()) == model);
        const auto count = static_cast<qint64>(model.size());
        QVERIFY(lines.reader.rows(count, 5).empty());
        QVERIFY(lines.reader.rows(-1, 5).empty());
        for (int k = 0; k < 50 && count > 0; ++k) {
            const qint64 first = random.bounded(count), wanted = random.bounded(60);
            const qint64 there = std::min(wanted, count - first);
            const std::vector<RowSpan> expected(model.begin() + first, model.begin() + first + there);
            QVERIFY(lines.reader.rows(first, wanted) == expected);
        }
    }
}

void TestBlockIndex::rowReaderFindsTheRowOfEveryByte()
{
    QRandomGenerator random = seededGenerator();
    for (int i = 0; i < 10; ++i) {
        ReadLines lines(random, newPath());
        const std::vector<RowSpan> &model = lines.model;
        for (int k = 0; k < 200 && !model.empty(); ++k) {
            const qint64 row = random.bounded(static_cast<qint64>(model.size()));
            const RowSpan &span = model[static_cast<size_t>(row)];
            QCOMPARE(lines.reader.rowAt(span.start), row);
            // The last byte: the newline where there is one.
            const bool hasNewline = span.end < lines.bytes.size() && lines.bytes[span.end] == '\n';
            QCOMPARE(lines.reader.rowAt(hasNewline ? span.end : span.end - 1), row);
        }
        QCOMPARE(lines.reader.rowAt(-1), -1);
        QCOMPARE(lines.reader.rowAt(lines.bytes.size()), -1);
    }
}

void TestBlockIndex::rowReaderFollowsAGrowingCapture()
{
    const auto capture = Capture::create(newPath()).value();
    BlockIndex index;
    RowReader reader(capture, &index);
    QVERIFY(reader.rows(0, 10).empty());
    const auto grow = [&](const QByteArray &bytes) {
        capture->append(bytes.constData(), bytes.size());
        append(index, bytes);
    };
    grow("one\ntw");
    QCOMPARE(reader.rows(1, 1).front(), (RowSpan{4, 6, false, false}));
    grow("o\n");
    QCOMPARE(reader.rows(1, 1).front(), (RowSpan{4, 7, false, true}));
    QCOMPARE(reader.bytes(4, 7), QByteArray("two"));
    // Bytes that are there, but not indexed yet, are no rows.
    capture->append("three", 5);
    QCOMPARE(reader.rows(0, 10).size(), 2u);
    QCOMPARE(reader.rowAt(8), -1);
}

void TestBlockIndex::rowReaderOfATruncatedFileEndsQuietly()
{
    const QByteArray bytes = QByteArray("line\n").repeated(100'000);
    const auto capture = Capture::create(newPath()).value();
    capture->append(bytes.constData(), bytes.size());
    BlockIndex index;
    append(index, bytes);
    QVERIFY(QFile::resize(capture->path(), 100'003));
    RowReader reader(capture, &index);
    QVERIFY(reader.rows(90'000, 10).size() <= 10);
    QCOMPARE(reader.bytes(100'000, 100'010), QByteArray("lin"));
    QCOMPARE(reader.bytes(200'000, 200'010), QByteArray());
    reader.rowAt(400'000);
    QCOMPARE(reader.rows(3, 1).front(), (RowSpan{15, 19, false, true}));
}

void TestBlockIndex::theIndexerIndexesToTheEndAndSaysSo()
{
    QRandomGenerator random = seededGenerator();
    const QByteArray bytes = randomLines(random, 30);
    const auto capture = Capture::create(newPath()).value();
    BlockIndex index;
    std::atomic<int> told{0};
    Indexer indexer(capture, &index, [&] { ++told; });
    inRandomPieces(bytes, 100'000, random,
                   [&](QByteArrayView piece) { capture->append(piece.data(), piece.size()); });
    QVERIFY(!indexer.isDone());
    capture->finish();
    indexer.wait();
    QVERIFY(indexer.isDone());
    QCOMPARE(told.load(), 1);
    const QString wrong = differences(index, bytes);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void TestBlockIndex::theIndexerStopsAtOnceWhenItGoes()
{
    const auto capture = Capture::create(newPath()).value();
    capture->append("x", 1);
    for (int i = 0; i < 200; ++i) {
        BlockIndex index;
        std::atomic<bool> told{false};
        {
            const Indexer indexer(capture, &index, [&] { told = true; });
        }
        QVERIFY(!told); // the capture had not ended
    }
}

void TestBlockIndex::plainBytesAreIndexedAsTheyAreAppended()
{
    const auto capture = Capture::create(newPath()).value();
    BlockIndex index;
    const Indexer indexer(capture, &index);
    const QByteArray rows = QByteArray("a row\n").repeated(100'000);
    int atOnce = 0;
    for (int i = 0; i < 100; ++i) {
        capture->append(rows.constData(), rows.size());
        atOnce += index.indexedEnd() == capture->end() ? 1 : 0;
        QVERIFY(QTest::qWaitFor([&] { return index.indexedEnd() == capture->end(); }, kPatience));
    }
    QVERIFY2(atOnce >= 50, qPrintable(QString::number(atOnce))); // its thread has its turn at first
}

void TestBlockIndex::muchWithEscapesIsIndexedWithoutTheAppendingThread()
{
    /// Tells which thread looks for styles.
    struct : BlockScanner {
        void scan(const char *, qint64, bool hasEscape) override
        {
            if (hasEscape)
                thread = std::this_thread::get_id();
        }
        CarriedState state() const override { return {}; }
        std::atomic<std::thread::id> thread;
    } scanner;
    const auto capture = Capture::create(newPath()).value();
    BlockIndex index(&scanner);
    const Indexer indexer(capture, &index);
    const QByteArray rows = QByteArray("\x1b[31ma row\n").repeated(10'000);
    for (int i = 0; i < 20; ++i) {
        capture->append(rows.constData(), rows.size());
        QVERIFY(QTest::qWaitFor([&] { return index.indexedEnd() == capture->end(); }, kPatience));
        QVERIFY(scanner.thread.load() != std::this_thread::get_id());
    }
}

void TestBlockIndex::appendingAndIndexingTakeTurns()
{
    QRandomGenerator random = seededGenerator();
    const auto capture = Capture::create(newPath()).value();
    BlockIndex index;
    QByteArray bytes;
    {
        Indexer indexer(capture, &index);
        for (int i = 0; i < 3000; ++i) {
            // Few and many, with and without escapes, so that now the one indexes, now the other.
            QByteArray piece = QByteArray("row\n").repeated(random.bounded(1, 5000));
            if (random.bounded(2) == 0)
                piece.prepend("\x1b[1m");
            capture->append(piece.constData(), piece.size());
            bytes += piece;
            if (random.bounded(50) == 0)
                QTest::qSleep(3);
        }
        capture->finish();
        indexer.wait();
    }
    const QString wrong = differences(index, bytes);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

QTEST_GUILESS_MAIN(TestBlockIndex)
#include "tst_blockindex.moc"
