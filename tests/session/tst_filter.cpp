#include "pipecore/search/filter.h"
#include "pipecore/session/contextrows.h"
#include "tests/support/randomtest.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace pipecore;

class tst_Filter : public QObject
{
    Q_OBJECT
private slots:
    void termsAreUnderstood_data();
    void termsAreUnderstood();
    void whatIsWrongIsSaid_data();
    void whatIsWrongIsSaid();
    void aSearchFindsWhatTheTestWants();
    void rowsOfALongLineAreWantedByThemselves();
    void rowsAroundFoundOnesAreShownOnce();
    void stretchesGrowAtTheEnd();
};

void tst_Filter::termsAreUnderstood_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QByteArrayList>("wanted");
    const auto row = [](const char *filter, const QByteArrayList &wanted) {
        QTest::newRow(filter) << QString::fromUtf8(filter) << wanted;
    };
    row("a", {"a", "ab", "abc"});
    row("a b", {"ab", "abc"});
    row("a AND NOT c", {"a", "ab"});
    row("NOT a", {"b c", "(OR)", ""});
    row("NOT NOT a", {"a", "ab", "abc"});
    row("a OR \"b c\"", {"a", "ab", "abc", "b c"});
    row("a b OR (OR", {}); // a parenthesis begins there, and has no end
    row("\"(OR)\"", {"(OR)"});
    row("/^.b/ NOT c", {"ab"});
    row("(a OR b) NOT (c AND b)", {"a", "ab"});
    row("B", {"ab", "abc", "b c"});
    row("/b\\/|^$/", {""});
    row("NOT /./", {""});
}

void tst_Filter::termsAreUnderstood()
{
    QFETCH(const QString, filter);
    QFETCH(const QByteArrayList, wanted);
    const auto made = Filter::parse(filter, false);
    QCOMPARE(made.has_value(), filter != QStringLiteral("a b OR (OR"));
    if (!made)
        return;
    QByteArrayList found;
    for (const char *row : {"a", "ab", "abc", "b c", "(OR)", ""})
        if (made->test->matches(row))
            found << row;
    QCOMPARE(found, wanted);
}

void tst_Filter::whatIsWrongIsSaid_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("said");
    const auto row = [](const char *filter, const char *said) {
        QTest::newRow(filter) << QString::fromUtf8(filter) << QString::fromUtf8(said);
    };
    row("a AND", "a term is missing, at the end");
    row("a OR OR b", "a term is missing, at character 8");
    row("(a", "a \")\" is missing, at the end");
    row("a) b", "there is a \")\" too many, at character 2");
    row("\"a", "a \" is missing, at the end");
    row("a /b", "a / is missing, at the end");
    row("x /(/", "in /(/: missing closing parenthesis, at the end of the pattern");
    row("\"\"", "a term is empty, at the end");
}

void tst_Filter::whatIsWrongIsSaid()
{
    QFETCH(const QString, filter);
    QFETCH(const QString, said);
    const auto made = Filter::parse(filter, false);
    QVERIFY(!made);
    QCOMPARE(made.error().text, said);
    const auto deep = Filter::parse(QString(1000, u'(') + u'a', false);
    QVERIFY(!deep);
}

namespace
{

Recording::Ptr recordingOf(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(bytes);
    file.close();
    const Recording::Ptr recording = *Recording::openFile(path);
    recording->startIndexing();
    recording->waitForIndex();
    return recording;
}

} // namespace

void tst_Filter::aSearchFindsWhatTheTestWants()
{
    QRandomGenerator random = seededGenerator();
    const char *const filters[] = {"a NOT b", "NOT (a OR b)", "a b OR NOT c", "/a.*b/ AND NOT c", "NOT a"};
    const QTemporaryDir folder;
    for (const char *text : filters) {
        QByteArray bytes;
        while (bytes.size() < 300'000) {
            for (quint32 i = random.bounded(8u); i > 0; --i)
                bytes += "abcd \033[1mé"[random.bounded(12)];
            bytes += random.bounded(50) == 0 ? "\r\n" : "\n";
        }
        const Recording::Ptr recording =
            recordingOf(folder.filePath(QString::fromLatin1(text).remove(u'/')), bytes);
        const auto filter = Filter::parse(QString::fromLatin1(text), true);
        QVERIFY(filter);
        const auto search = std::make_shared<LiveSearch>(recording->capture(), *filter->test);
        QTRY_VERIFY_WITH_TIMEOUT(search->isComplete(), 60'000);
        RowReader reader(recording->capture(), &recording->index());
        std::vector<qint64> expected;
        const std::vector<RowSpan> spans = reader.rows(0, recording->index().rows());
        for (size_t i = 0; i < spans.size(); ++i)
            if (filter->test->matches(reader.bytes(spans[i].start, spans[i].end)))
                expected.push_back(static_cast<qint64>(i));
        QVERIFY(!expected.empty());
        QCOMPARE(FoundRows(recording, search, filter->test->clone()).numbers(0, 1'000'000), expected);
    }
}

void tst_Filter::rowsOfALongLineAreWantedByThemselves()
{
    QByteArray line(1'000'000, 'x');
    line.replace(300'000, 1, "b");
    const QTemporaryDir folder;
    const Recording::Ptr recording =
        recordingOf(folder.filePath(QStringLiteral("long")), "a\n" + line + "\nb\n");
    const auto filter = Filter::parse(QStringLiteral("NOT b"), true);
    const auto search = std::make_shared<LiveSearch>(recording->capture(), *filter->test);
    QTRY_VERIFY_WITH_TIMEOUT(search->isComplete(), 60'000);
    QCOMPARE(search->total(), 1 + (1'000'000 / 65'536 + 1) - 1);
}

void tst_Filter::rowsAroundFoundOnesAreShownOnce()
{
    QByteArray bytes;
    for (int i = 0; i < 100; ++i)
        bytes += QByteArray::number(i) + '\n';
    const QTemporaryDir folder;
    const Recording::Ptr recording = recordingOf(folder.filePath(QStringLiteral("rows")), bytes);
    const auto ranges = std::make_shared<ContextRanges>(2, 3);
    QVERIFY(ranges->add({1, 20, 24, 30, 99}));
    ContextRows rows(recording, ranges);
    // 0-4, 18-33, 97-99
    QCOMPARE(rows.size(), 5 + 16 + 3);
    QByteArrayList shown;
    for (const FoldedRow &row : rows.rows(3, 4))
        shown << row.line.text().toUtf8();
    QCOMPARE(shown, (QByteArrayList{"3", "4", "18", "19"}));
    QCOMPARE(rows.rows(0, 1000).size(), size_t(24));
    for (qint64 i = 0; i < rows.size(); ++i)
        QCOMPARE(rows.positionOf(rows.numberAt(i)), i);
    QCOMPARE(rows.positionOf(10), 5);
    QCOMPARE(rows.positionOf(50), 21);
    QCOMPARE(rows.clone()->size(), rows.size());
}

void tst_Filter::stretchesGrowAtTheEnd()
{
    const auto ranges = std::make_shared<ContextRanges>(1, 1);
    QVERIFY(ranges->add({5}));
    QVERIFY(ranges->add({7, 20}));
    QCOMPARE(ranges->taken(), 3);
    QCOMPARE(ranges->at(0).first, 4);
    QCOMPARE(ranges->at(0).end, 9);
    QCOMPARE(ranges->last().position, 5);
    std::vector<qint64> many;
    for (qint64 i = 10; i < 10 + static_cast<qint64>(ContextRanges::kMost); ++i)
        many.push_back(i * 10);
    QVERIFY(!ranges->add(many));
}

QTEST_GUILESS_MAIN(tst_Filter)
#include "tst_filter.moc"
