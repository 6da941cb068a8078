#include "tests/capture/indexfiles.h"

using namespace pipecore;
using namespace indextest;

class TestBlockIndexFile : public indextest::IndexFiles
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

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
};

void TestBlockIndexFile::aLoadedIndexIsTheSavedOne()
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

void TestBlockIndexFile::aLoadedIndexMayBeAppendedTo()
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

void TestBlockIndexFile::everyDamagedByteIsNoticed()
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

void TestBlockIndexFile::everyCutFileIsRefused()
{
    const QByteArray bytes = QByteArray(100'000, 'x') + "\nlast";
    const QByteArray file = savedIndex(bytes);
    for (qsizetype i = 0; i < file.size(); ++i)
        QVERIFY2(!loads(file.first(i), bytes.size()), qPrintable(QString::number(i)));
    QVERIFY(!loads(file + '\0', bytes.size()));
}

void TestBlockIndexFile::anIndexOfAnotherSizeIsRefused()
{
    const QByteArray file = savedIndex("a\nb\n");
    QVERIFY(loads(file, 4));
    QVERIFY(!loads(file, 3));
    QVERIFY(!loads(file, 5));
    QVERIFY(!loads(file, 0));
    QVERIFY(!loads(savedIndex({}), 4));
}

void TestBlockIndexFile::aMissingOrForeignFileIsRefused()
{
    BlockIndex index;
    QVERIFY(!index.load(newPath(), 0));
    QVERIFY(!index.load(m_folder.path(), 0));
    QVERIFY(!loads("", 0));
    QVERIFY(!loads("RNLTIM01" + QByteArray(100, '\0'), 0));
    QVERIFY(!loads(QByteArray(100'000, '\0'), 0));
}

void TestBlockIndexFile::aRefusedFileLeavesTheIndexEmpty()
{
    BlockIndex index;
    append(index, "some\nrows\n");
    QVERIFY(!index.load(newPath(), 10));
    QCOMPARE(index.rows(), 0);
    QCOMPARE(index.indexedEnd(), 0);
    QCOMPARE(index.blocks(), 0);
}

void TestBlockIndexFile::figuresThatCannotBeAreRefusedInSpiteOfARightChecksum_data()
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

void TestBlockIndexFile::figuresThatCannotBeAreRefusedInSpiteOfARightChecksum()
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

void TestBlockIndexFile::saveTellsOfAPlaceThatCannotBeWritten()
{
    BlockIndex index;
    append(index, "x");
    QVERIFY(!index.save(newPath() + QStringLiteral("/missing/index")));
}

QTEST_GUILESS_MAIN(TestBlockIndexFile)
#include "tst_blockindexfile.moc"
