#include "pipecore/session/filemarks.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace pipecore;

class tst_Marks : public QObject
{
    Q_OBJECT
private slots:
    void nextAndPreviousGoRound();
    void theyAreKept();
    void whatIsNoSoundFileHoldsNone_data();
    void whatIsNoSoundFileHoldsNone();
    void thereAreNotTooMany();
    void thoseOfAPlainFileComeBack();
    void aReplacedOrCutFileHasNone();
    void notForTooManyFiles();
};

void tst_Marks::nextAndPreviousGoRound()
{
    Marks marks;
    QCOMPARE(marks.next(0), -1);
    QCOMPARE(marks.previous(0), -1);
    marks.set(3);
    marks.set(7);
    QCOMPARE(marks.next(0), 3);
    QCOMPARE(marks.next(3), 7);
    QCOMPARE(marks.next(7), 3);
    QCOMPARE(marks.previous(7), 3);
    QCOMPARE(marks.previous(3), 7);
    QCOMPARE(marks.count(0, 7), 1);
    QCOMPARE(marks.count(3, 8), 2);
    marks.remove(3);
    QVERIFY(!marks.isMarked(3));
    QCOMPARE(marks.next(7), 7);
}

void tst_Marks::theyAreKept()
{
    const QTemporaryDir folder;
    Marks marks;
    marks.set(0, QStringLiteral("  here it\nbegins ü "));
    marks.set(5'000'000'000);
    QVERIFY(marks.write(folder.path()));
    const Marks read = Marks::read(folder.path());
    QCOMPARE(read.all(), marks.all());
    QCOMPARE(read.note(0), QStringLiteral("here it begins ü"));
    QVERIFY(Marks().write(folder.path()));
    QVERIFY(Marks::read(folder.path()).all().empty());
    QVERIFY(!marks.write(folder.filePath(QStringLiteral("nowhere"))));
}

void tst_Marks::whatIsNoSoundFileHoldsNone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("{");
    QTest::newRow("a list") << QByteArray("[1]");
    QTest::newRow("no rows") << QByteArray(R"({"marks": [{"row": -3}, {"row": "x"}, 7]})");
}

void tst_Marks::whatIsNoSoundFileHoldsNone()
{
    QFETCH(const QByteArray, bytes);
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("marks.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    file.close();
    QVERIFY(Marks::read(folder.path()).all().empty());
}

void tst_Marks::thereAreNotTooMany()
{
    Marks marks;
    for (size_t i = 0; i < Marks::kMost; ++i)
        QVERIFY(marks.set(static_cast<qint64>(i)));
    QVERIFY(!marks.set(Marks::kMost));
    QVERIFY(marks.set(0, QStringLiteral("a note for one that is there")));
}

namespace
{

void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

/// A home for marks, and a log of two rows beside it.
struct LogWithMarks {
    explicit LogWithMarks(const QString &name) : path(folder.filePath(name))
    {
        qputenv("RUNNEL_HOME", folder.filePath(QStringLiteral("home")).toUtf8());
        writeFile(path, "one\ntwo\n");
    }
    QString file(const QString &name) const { return folder.filePath(name); }

    const QTemporaryDir folder;
    const QString path;
    Marks marks;
};

} // namespace

void tst_Marks::thoseOfAPlainFileComeBack()
{
    LogWithMarks log(QStringLiteral("a log"));
    log.marks.set(1, QStringLiteral("here"));
    QVERIFY(filemarks::write(log.path, log.marks));
    QCOMPARE(filemarks::read(log.path).all(), log.marks.all());
    writeFile(log.path, "one\ntwo\nand more\n"); // the same file, which has grown
    QVERIFY(QFile::link(log.path, log.file(QStringLiteral("link"))));
    QCOMPARE(filemarks::read(log.file(QStringLiteral("link"))).all(), log.marks.all());
    QVERIFY(filemarks::write(log.path, Marks()));
    QVERIFY(filemarks::read(log.path).all().empty());
}

void tst_Marks::aReplacedOrCutFileHasNone()
{
    LogWithMarks log(QStringLiteral("log"));
    log.marks.set(1);
    QVERIFY(filemarks::write(log.path, log.marks));
    writeFile(log.path, "one\n");
    QVERIFY(filemarks::read(log.path).all().empty());
    const QString other = log.file(QStringLiteral("other"));
    writeFile(other, "one\ntwo\nthree\n");
    QVERIFY(QFile::rename(log.path, log.file(QStringLiteral("log.1"))) && QFile::rename(other, log.path));
    QVERIFY(filemarks::read(log.path).all().empty());
    QVERIFY(!filemarks::write(log.file(QStringLiteral("none")), log.marks));
}

void tst_Marks::notForTooManyFiles()
{
    const QTemporaryDir folder;
    qputenv("RUNNEL_HOME", folder.filePath(QStringLiteral("home")).toUtf8());
    Marks marks;
    marks.set(0);
    QString path;
    for (int i = 0; i < filemarks::kMostFiles + 5; ++i) {
        path = folder.filePath(QString::number(i));
        writeFile(path, "row\n");
        QVERIFY(filemarks::write(path, marks));
    }
    const QDir kept(folder.filePath(QStringLiteral("home/marks")));
    QCOMPARE(kept.entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), filemarks::kMostFiles);
    QCOMPARE(filemarks::read(path).all().size(), size_t(1));
}

QTEST_GUILESS_MAIN(tst_Marks)
#include "tst_marks.moc"
