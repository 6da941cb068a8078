#include "pipecore/session/marks.h"

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

QTEST_GUILESS_MAIN(tst_Marks)
#include "tst_marks.moc"
