#include "pipecore/search/rowsearch.h"
#include "pipecore/session/filteredrows.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace pipecore;

namespace
{

std::unique_ptr<RowTest> testFor(const char *pattern)
{
    return std::make_unique<RowSearch>(std::move(*Matcher::create({QString::fromUtf8(pattern)})),
                                       RowSearch::Options{true});
}

/// A recording of given bytes, wholly indexed, and a search in it.
class Fixture
{
public:
    Fixture(const QByteArray &bytes, const char *pattern)
    {
        QFile file(folder.filePath(QStringLiteral("text")));
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
        file.close();
        recording = *Recording::openFile(file.fileName());
        recording->startIndexing();
        recording->waitForIndex();
        search = std::make_shared<LiveSearch>(recording->capture(), *testFor(pattern));
        found = std::make_unique<FoundRows>(recording, search, testFor(pattern));
    }
    bool finish() const
    {
        return QTest::qWaitFor([this] { return search->isComplete(); }, 60'000);
    }

    QTemporaryDir folder;
    Recording::Ptr recording;
    std::shared_ptr<LiveSearch> search;
    std::unique_ptr<FoundRows> found;
};

QByteArray manyRows(int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i)
        text += "row " + QByteArray::number(i) + (i % 1000 == 7 ? " needle\r\n" : " hay\r\n");
    return text;
}

} // namespace

class tst_FilteredRows : public QObject
{
    Q_OBJECT
private slots:
    void goesFromOneFoundRowToTheNext();
    void showsTheRowsThatMatch();
    void aLineOfManyRowsIsFoundByItsRows();
    void goesOnAsTheCaptureGrows();
    void isCancelledAtOnce();
};

void tst_FilteredRows::goesFromOneFoundRowToTheNext()
{
    const Fixture fixture(manyRows(100'000), "needle$");
    QVERIFY(fixture.finish());
    QCOMPARE(fixture.search->total(), 100);
    QCOMPARE(fixture.found->next(0), 7);
    QCOMPARE(fixture.found->next(7), 7);
    QCOMPARE(fixture.found->next(8), 1007);
    QCOMPARE(fixture.found->next(99'008), -1);
    QCOMPARE(fixture.found->previous(6), -1);
    QCOMPARE(fixture.found->previous(100'000), 99'007);
    for (qint64 i = 0; i < 100; ++i)
        QCOMPARE(fixture.found->rank(i * 1000 + 7), i);
}

void tst_FilteredRows::showsTheRowsThatMatch()
{
    const Fixture fixture(manyRows(100'000), "needle");
    QVERIFY(fixture.finish());
    FilteredRows rows(fixture.recording, fixture.search, testFor("needle"));
    QCOMPARE(rows.size(), 100);
    const std::vector<FoldedRow> shown = rows.rows(40, 70);
    QCOMPARE(shown.size(), size_t(60));
    QCOMPARE(shown.front().number, 40'007);
    QCOMPARE(shown.back().line.text(), QStringLiteral("row 99007 needle"));
    QCOMPARE(rows.numberAt(3), 3007);
    QCOMPARE(rows.positionOf(3007), 3);
    QCOMPARE(rows.positionOf(3008), 4);
    QCOMPARE(rows.clone()->rows(99, 5).size(), size_t(1));
}

void tst_FilteredRows::aLineOfManyRowsIsFoundByItsRows()
{
    QByteArray line(1'000'000, 'x');
    line.replace(300'000, 6, "needle");
    line.replace(900'000, 6, "needle");
    const Fixture fixture("first\n" + line + "\nneedle\n", "needle");
    QVERIFY(fixture.finish());
    QCOMPARE(fixture.search->total(), 3);
    std::vector<qint64> numbers;
    for (qint64 row = fixture.found->next(0); row >= 0; row = fixture.found->next(row + 1))
        numbers.push_back(row);
    const std::vector<qint64> expected{1 + 300'000 / 65'536, 1 + 900'000 / 65'536,
                                       1 + 1'000'000 / 65'536 + 1};
    QCOMPARE(numbers, expected);
}

void tst_FilteredRows::goesOnAsTheCaptureGrows()
{
    const QTemporaryDir folder;
    const Capture::Ptr capture = *Capture::create(folder.filePath(QStringLiteral("output")));
    const auto append = [&](const QByteArray &bytes) { capture->append(bytes.constData(), bytes.size()); };
    const LiveSearch search(capture, *testFor("needle"));
    append("needle\nhay\nnee");
    QTRY_COMPARE_WITH_TIMEOUT(search.total(), 1, 60'000);
    append("dle\n" + QByteArray(200'000, '\n'));
    QTRY_COMPARE_WITH_TIMEOUT(search.total(), 2, 60'000);
    QVERIFY(!search.isComplete());
    append("a needle without an end");
    capture->finish();
    QTRY_VERIFY_WITH_TIMEOUT(search.isComplete(), 60'000);
    QCOMPARE(search.total(), 3);
    QCOMPARE(search.searchedEnd(), capture->end());
}

void tst_FilteredRows::isCancelledAtOnce()
{
    const QTemporaryDir folder;
    const Capture::Ptr capture = *Capture::create(folder.filePath(QStringLiteral("output")));
    capture->append("needle\n", 7);
    {
        const LiveSearch search(capture, *testFor("needle")); // waits for more for ever
        QTRY_COMPARE_WITH_TIMEOUT(search.total(), 1, 60'000);
    }
    QVERIFY(!capture->hasEnded());
}

QTEST_GUILESS_MAIN(tst_FilteredRows)
#include "tst_filteredrows.moc"
