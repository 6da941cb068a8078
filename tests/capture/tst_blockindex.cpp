#include "pipecore/capture/blockindex.h"
#include "pipecore/capture/indexer.h"
#include "pipecore/capture/rowreader.h"

#include "tests/support/randomtest.h"
#include "tests/support/rowmodel.h"

#include <QDataStream>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace pipecore;

namespace
{

constexpr qint64 kBlock = BlockIndex::kBlockSize;

void append(BlockIndex &index, QByteArrayView bytes)
{
    index.append(bytes.data(), bytes.size());
}

/// Empty when the index says of every block and row what the definition says; else what is wrong.
QString differences(const BlockIndex &index, const QByteArray &bytes)
{
    const std::vector<RowSpan> rows = modelRows(bytes);
    const auto count = static_cast<qint64>(rows.size());
    if (index.indexedEnd() != bytes.size() || index.rows() != count)
        return QStringLiteral("%1 rows, not %2").arg(index.rows()).arg(count);
    if (index.lastRowStart() != (rows.empty() ? 0 : rows.back().start))
        return QStringLiteral("last row at %1").arg(index.lastRowStart());
    if (index.blocks() != (bytes.size() + kBlock - 1) / kBlock)
        return QStringLiteral("%1 blocks").arg(index.blocks());
    qint64 row = 0;
    for (qint64 b = 0; b < index.blocks(); ++b) {
        const BlockIndex::Block block = index.block(b);
        const auto at = static_cast<size_t>(row);
        const bool starts = row < count && rows[at].start / kBlock == b;
        if (block.rowsBefore != row || block.firstRowStart != (starts ? rows[at].start : -1))
            return QStringLiteral("block %1: %2 rows before, first at %3")
                .arg(b)
                .arg(block.rowsBefore)
                .arg(block.firstRowStart);
        if (block.hasEscapes != bytes.mid(b * kBlock, kBlock).contains('\x1b'))
            return QStringLiteral("block %1: escapes").arg(b);
        for (; row < count && rows[static_cast<size_t>(row)].start / kBlock == b; ++row)
            if (index.blockOfRow(row) != b)
                return QStringLiteral("row %1 in block %2").arg(row).arg(index.blockOfRow(row));
    }
    if (index.blockOfRow(count) != -1 || index.blockOfRow(-1) != -1)
        return QStringLiteral("a block for a row that is not there");
    return {};
}

/// Carries the number of bytes seen, so that each block's state tells where it was taken.
class CountingScanner : public BlockScanner
{
public:
    void scan(const char *data, qint64 size, bool hasEscape) override
    {
        m_seen += static_cast<quint32>(size);
        m_flagsRight = m_flagsRight && hasEscape == QByteArrayView(data, size).contains('\x1b');
    }
    CarriedState state() const override { return {m_seen, 1, 2, m_flagsRight ? 3u : 0u}; }

private:
    quint32 m_seen = 0;
    bool m_flagsRight = true;
};

} // namespace

class TestBlockIndex : public QObject
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
    void aLoadedIndexIsTheSavedOne();
    void aLoadedIndexMayBeAppendedTo();
    void everyDamagedByteIsNoticed();
    void everyCutFileIsRefused();
    void anIndexOfAnotherSizeIsRefused();
    void aMissingOrForeignFileIsRefused();
    void aRefusedFileLeavesTheIndexEmpty();
    void figuresThatCannotBeAreRefusedInSpiteOfARightChecksum_data();
    void figuresThatCannotBeAreRefusedInSpiteOfARightChecksum();
    void saveTellsOfAPlaceThatCannotBeWritten();
    void rowReaderGivesTheRowsOfTheDefinition();
    void rowReaderFindsTheRowOfEveryByte();
    void rowReaderFollowsAGrowingCapture();
    void rowReaderOfATruncatedFileEndsQuietly();
    void theIndexerIndexesToTheEndAndSaysSo();
    void theIndexerStopsAtOnceWhenItGoes();

private:
    QString newPath() { return m_folder.filePath(QString::number(++m_count)); }
    QByteArray savedIndex(const QByteArray &bytes)
    {
        BlockIndex index;
        append(index, bytes);
        const QString path = newPath();
        if (!index.save(path))
            return {};
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    bool loads(const QByteArray &file, qint64 captureSize)
    {
        const QString path = newPath();
        QFile out(path);
        if (!out.open(QIODevice::WriteOnly) || out.write(file) != file.size())
            qFatal("cannot write %s", qPrintable(path));
        out.close();
        BlockIndex index;
        const bool loaded = index.load(path, captureSize);
        if (!loaded && (index.rows() != 0 || index.blocks() != 0 || index.indexedEnd() != 0))
            qFatal("refused, but not empty");
        QFile::remove(path);
        return loaded;
    }

    QTemporaryDir m_folder;
    int m_count = 0;
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

void TestBlockIndex::aLoadedIndexIsTheSavedOne()
{
    QRandomGenerator random = seededGenerator();
    for (int i = 0; i < 30; ++i) {
        const QByteArray bytes = i == 0 ? QByteArray() : randomLines(random, 10);
        CountingScanner scanner;
        BlockIndex saved(&scanner), loaded;
        append(saved, bytes);
        const QString path = newPath();
        QVERIFY(saved.save(path));
        QVERIFY(loaded.load(path, bytes.size()));
        const QString wrong = differences(loaded, bytes);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        for (qint64 b = 0; b < saved.blocks(); ++b)
            QCOMPARE(loaded.block(b).state, saved.block(b).state);
    }
}

void TestBlockIndex::aLoadedIndexMayBeAppendedTo()
{
    for (const QByteArray &first :
         {QByteArray(), QByteArray("a\nb"), QByteArray("a\nb\n"), QByteArray(kBlock, 'x')}) {
        BlockIndex saved, loaded;
        append(saved, first);
        const QString path = newPath();
        QVERIFY(saved.save(path));
        QVERIFY(loaded.load(path, first.size()));
        append(loaded, "more\nand more");
        const QString wrong = differences(loaded, first + "more\nand more");
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
}

void TestBlockIndex::everyDamagedByteIsNoticed()
{
    const QByteArray bytes = QByteArray(100'000, 'x') + "\nlast";
    const QByteArray file = savedIndex(bytes);
    QVERIFY(loads(file, bytes.size()));
    for (qsizetype i = 0; i < file.size(); ++i) {
        for (const char flip : {'\x01', '\x80', '\xff'}) {
            QByteArray damaged = file;
            damaged[i] = static_cast<char>(damaged[i] ^ flip);
            QVERIFY2(!loads(damaged, bytes.size()), qPrintable(QString::number(i)));
        }
    }
}

void TestBlockIndex::everyCutFileIsRefused()
{
    const QByteArray bytes = QByteArray(100'000, 'x') + "\nlast";
    const QByteArray file = savedIndex(bytes);
    for (qsizetype i = 0; i < file.size(); ++i)
        QVERIFY2(!loads(file.first(i), bytes.size()), qPrintable(QString::number(i)));
    QVERIFY(!loads(file + '\0', bytes.size()));
}

void TestBlockIndex::anIndexOfAnotherSizeIsRefused()
{
    const QByteArray file = savedIndex("a\nb\n");
    QVERIFY(loads(file, 4));
    QVERIFY(!loads(file, 3));
    QVERIFY(!loads(file, 5));
    QVERIFY(!loads(file, 0));
    QVERIFY(!loads(savedIndex({}), 4));
}

void TestBlockIndex::aMissingOrForeignFileIsRefused()
{
    BlockIndex index;
    QVERIFY(!index.load(newPath(), 0));
    QVERIFY(!index.load(m_folder.path(), 0));
    QVERIFY(!loads("", 0));
    QVERIFY(!loads("RNLTIM01" + QByteArray(100, '\0'), 0));
    QVERIFY(!loads(QByteArray(100'000, '\0'), 0));
}

void TestBlockIndex::aRefusedFileLeavesTheIndexEmpty()
{
    BlockIndex index;
    append(index, "some\nrows\n");
    QVERIFY(!index.load(newPath(), 10));
    QCOMPARE(index.rows(), 0);
    QCOMPARE(index.indexedEnd(), 0);
    QCOMPARE(index.blocks(), 0);
}

void TestBlockIndex::figuresThatCannotBeAreRefusedInSpiteOfARightChecksum_data()
{
    QTest::addColumn<int>("position");
    QTest::addColumn<qint64>("value");
    QTest::addColumn<int>("size");
    const auto row = [](const char *name, int position, qint64 value, int size) {
        QTest::newRow(name) << position << value << size;
    };
    // Two blocks, one state' worth of header: 8 magic, 8 end, 8 rows, 8 last row, 4 open, 4 states, 16 state,
    // 4 blocks, then 16 for each block.
    row("negative rows", 16, -1, 8);
    row("more rows than bytes", 16, 1LL << 40, 8);
    row("more rows than there is room for", 16, 200, 8);
    row("a negative last row", 24, -5, 8);
    row("a last row behind the end", 24, 1LL << 40, 8);
    row("a last row in the wrong block", 24, 0, 8);
    row("a huge number of states", 36, 0x7fffffff, 4);
    row("a huge number of blocks", 56, 0x7fffffff, 4);
    row("rows before the first block", 60, 1, 8);
    row("negative rows before the first block", 60, std::numeric_limits<qint64>::min(), 8);
    row("no row in the first block", 68, 0xffffffff, 4);
    row("a first row not at the start", 68, 5, 4);
    row("a state that is not there", 72, 0x10, 4);
    row("rows before the second block too many", 76, 1LL << 62, 8);
    row("a row start beyond its block", 84, 70'000, 4);
    row("a row start beyond the end", 84, 60'000, 4);
}

void TestBlockIndex::figuresThatCannotBeAreRefusedInSpiteOfARightChecksum()
{
    QFETCH(int, position);
    QFETCH(qint64, value);
    QFETCH(int, size);
    const QByteArray bytes = QByteArray(kBlock + 100, 'x') + "\nlast";
    QByteArray file = savedIndex(bytes);
    QCOMPARE(file.size(), 60 + 2 * 16 + 4);
    const auto seal = [&] {
        const quint32 checksum = qChecksum(QByteArrayView(file).chopped(4));
        std::memcpy(file.data() + file.size() - 4, &checksum, 4);
    };
    seal();
    QVERIFY(loads(file, bytes.size()));
    std::memcpy(file.data() + position, &value, static_cast<size_t>(size));
    seal();
    QVERIFY(!loads(file, bytes.size()));
}

void TestBlockIndex::saveTellsOfAPlaceThatCannotBeWritten()
{
    BlockIndex index;
    append(index, "x");
    QVERIFY(!index.save(newPath() + QStringLiteral("/missing/index")));
}

void TestBlockIndex::rowReaderGivesTheRowsOfTheDefinition()
{
    QRandomGenerator random = seededGenerator();
    for (int i = 0; i < 25; ++i) {
        const QByteArray bytes = randomLines(random, 10);
        const auto capture = Capture::create(newPath()).value();
        capture->append(bytes.constData(), bytes.size());
        BlockIndex index;
        append(index, bytes);
        RowReader reader(capture, &index);
        const std::vector<RowSpan> model = modelRows(bytes);
        QVERIFY(reader.rows(0, std::numeric_limits<qint64>::max()) == model);
        const auto count = static_cast<qint64>(model.size());
        QVERIFY(reader.rows(count, 5).empty());
        QVERIFY(reader.rows(-1, 5).empty());
        for (int k = 0; k < 50 && count > 0; ++k) {
            const qint64 first = random.bounded(count), wanted = random.bounded(60);
            const qint64 there = std::min(wanted, count - first);
            const std::vector<RowSpan> expected(model.begin() + first, model.begin() + first + there);
            QVERIFY(reader.rows(first, wanted) == expected);
        }
    }
}

void TestBlockIndex::rowReaderFindsTheRowOfEveryByte()
{
    QRandomGenerator random = seededGenerator();
    for (int i = 0; i < 10; ++i) {
        const QByteArray bytes = randomLines(random, 10);
        const auto capture = Capture::create(newPath()).value();
        capture->append(bytes.constData(), bytes.size());
        BlockIndex index;
        append(index, bytes);
        RowReader reader(capture, &index);
        const std::vector<RowSpan> model = modelRows(bytes);
        for (int k = 0; k < 200 && !model.empty(); ++k) {
            const qint64 row = random.bounded(static_cast<qint64>(model.size()));
            const RowSpan &span = model[static_cast<size_t>(row)];
            QCOMPARE(reader.rowAt(span.start), row);
            // The last byte: the newline where there is one.
            const bool hasNewline = span.end < bytes.size() && bytes[span.end] == '\n';
            QCOMPARE(reader.rowAt(hasNewline ? span.end : span.end - 1), row);
        }
        QCOMPARE(reader.rowAt(-1), -1);
        QCOMPARE(reader.rowAt(bytes.size()), -1);
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

QTEST_GUILESS_MAIN(TestBlockIndex)
#include "tst_blockindex.moc"
