#include "pipecore/search/matcher.h"
#include "pipecore/search/patternsyntax.h"
#include "tests/search/searchtext.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace pipecore;

namespace
{

// `gaveUp`, when it is given, becomes true if the result may be incomplete, as the matcher itself says.
std::vector<ByteRange> found(const Query &query, QByteArrayView rows, Matcher::Engine engine,
                             bool *gaveUp = nullptr)
{
    std::vector<ByteRange> result;
    auto matcher = Matcher::create(query, engine);
    if (matcher)
        (*matcher)->findRows(rows, result);
    if (gaveUp && matcher)
        *gaveUp = *gaveUp || (*matcher)->gaveUp();
    return result;
}

std::vector<qint64> rowNumbers(QByteArrayView text, const std::vector<ByteRange> &rows)
{
    std::vector<qint64> numbers;
    qint64 number = 1;
    qint64 at = 0;
    for (const ByteRange &row : rows) {
        number += std::count(text.begin() + at, text.begin() + row.from, '\n');
        at = row.from;
        numbers.push_back(number);
    }
    return numbers;
}

// The row numbers that another program tells for the file; nothing when it refuses the pattern.
std::optional<std::vector<qint64>> numbersOf(const QString &program, const QStringList &arguments,
                                             int *refused)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    environment.remove(QStringLiteral("RIPGREP_CONFIG_PATH"));
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    if (!process.waitForFinished(20'000) || process.exitCode() > 1) { // some take forever for some patterns
        process.kill();
        process.waitForFinished();
        ++*refused;
        return std::nullopt;
    }
    std::vector<qint64> numbers;
    for (const QByteArray &line : process.readAllStandardOutput().split('\n'))
        if (const qsizetype colon = line.indexOf(':'); colon > 0)
            if (const qint64 number = line.left(colon).toLongLong();
                numbers.empty() || numbers.back() != number)
                numbers.push_back(number);
    return numbers;
}

Query queryOf(const QByteArray &pattern, SearchText &random)
{
    Query query{QString::fromUtf8(pattern)};
    query.matchCase = !random.chance(30);
    query.wholeWord = random.chance(15);
    return query;
}

// How another program is asked: changes what it understands otherwise, and gives its arguments.
using Asking = std::function<QStringList(Query &query, const QString &path)>;

// What the matcher finds in random texts, with bytes that are no UTF-8 or without, is what `program` finds.
void compareWith(const QString &program, bool withInvalidBytes, const Asking &asking)
{
    const quint32 seed = searchSeed();
    qInfo("seed %u", seed);
    SearchText random(seed);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("text"));
    int refused = 0;
    const int rounds = 60;
    for (int round = 0; round < rounds; ++round) {
        const QByteArray text = random.rows(1 + random.below(80), withInvalidBytes);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        file.close();
        Query query = queryOf(random.pattern(), random);
        const auto theirs = numbersOf(program, asking(query, path), &refused);
        if (!theirs)
            continue;
        bool gaveUp = false;
        const auto ours = rowNumbers(text, found(query, text, Matcher::Engine::Best, &gaveUp));
        if (gaveUp) {
            ++refused;
            continue;
        }
        if (ours != *theirs)
            QFAIL(qPrintable(QStringLiteral("seed %1, pattern \"%2\", case %3, word %4: %5 rows, %6 %7")
                                 .arg(seed)
                                 .arg(query.pattern)
                                 .arg(query.matchCase)
                                 .arg(query.wholeWord)
                                 .arg(ours.size())
                                 .arg(program)
                                 .arg(theirs->size())));
    }
    QVERIFY2(refused < rounds / 4,
             qPrintable(program + QStringLiteral(" is missing, or refuses the patterns")));
}

} // namespace

class tst_Matcher : public QObject
{
    Q_OBJECT
private slots:
    void everyEngineFindsTheSameRows();
    void aMatchBehindAnInvalidByteIsNotPassedOver();
    void ripgrepFindsTheSameRows();
    void gnuGrepFindsTheSameRows();
    void aMatchNeverSpansANewline_data();
    void aMatchNeverSpansANewline();
    void invalidBytesMatchNothing();
    void aBadPatternSaysWhyAndWhere_data();
    void aBadPatternSaysWhyAndWhere();
    void placesDoNotOverlap();
    void aRunawayPatternGivesUpAndSaysSo();
    void commonPatternsHaveAWayOverBlocks_data();
    void commonPatternsHaveAWayOverBlocks();
};

void tst_Matcher::everyEngineFindsTheSameRows()
{
    const quint32 seed = searchSeed();
    qInfo("seed %u", seed);
    SearchText random(seed);
    for (int round = 0; round < 300; ++round) {
        const QByteArray text = random.rows(1 + random.below(60), true);
        Query query = queryOf(random.pattern(), random);
        if (random.chance(20)) {
            query.pattern = QString::fromUtf8(random.word() + random.word());
            query.isRegex = false;
        }
        bool gaveUp = false;
        const auto expected = found(query, text, Matcher::Engine::Rows, &gaveUp);
        for (const auto engine : {Matcher::Engine::Best, Matcher::Engine::Hyperscan, Matcher::Engine::Pcre2})
            if (found(query, text, engine, &gaveUp) != expected && !gaveUp)
                QFAIL(qPrintable(QStringLiteral("seed %1, engine %2, pattern \"%3\", case %4, word %5")
                                     .arg(seed)
                                     .arg(static_cast<int>(engine))
                                     .arg(query.pattern)
                                     .arg(query.matchCase)
                                     .arg(query.wholeWord)));
    }
}

void tst_Matcher::aMatchBehindAnInvalidByteIsNotPassedOver()
{
    Query query;
    query.pattern = QStringLiteral(".*k");
    query.isRegex = true;
    const QByteArray text("a\x80k\nk\nb\n");
    for (const auto engine : {Matcher::Engine::Best, Matcher::Engine::Pcre2, Matcher::Engine::Rows})
        QCOMPARE(rowNumbers(text, found(query, text, engine)), (std::vector<qint64>{1, 2}));
}

void tst_Matcher::ripgrepFindsTheSameRows()
{
    compareWith(QStringLiteral("rg"), true, [](Query &query, const QString &path) {
        query.wholeWord = false; // an approximation there: it misses words that share what is between them
        QStringList arguments{QStringLiteral("-an"),
                              QStringLiteral("--no-config"),
                              QStringLiteral("--no-heading"),
                              QStringLiteral("-e"),
                              query.pattern,
                              path};
        if (!query.matchCase)
            arguments.prepend(QStringLiteral("-i"));
        return arguments;
    });
}

void tst_Matcher::gnuGrepFindsTheSameRows()
{
    compareWith(QStringLiteral("grep"), false, [](Query &query, const QString &path) {
        // Of k and s and their relatives beyond ASCII it has a view of its own.
        query.matchCase =
            query.matchCase || query.pattern.contains(QRegularExpression(QStringLiteral("[kKsS\u212a]")));
        const auto alone = Pcre2Pattern::compile(query.pattern.toUtf8(), {});
        if (query.wholeWord && alone && (*alone)->matchesEmpty())
            query.wholeWord = false; // what an empty word is, is another question
        QStringList arguments{QStringLiteral("-anE"), QStringLiteral("-e"), query.pattern, path};
        if (!query.matchCase)
            arguments.prepend(QStringLiteral("-i"));
        if (query.wholeWord)
            arguments.prepend(QStringLiteral("-w"));
        return arguments;
    });
}

void tst_Matcher::aMatchNeverSpansANewline_data()
{
    QTest::addColumn<QString>("pattern");
    for (const char *pattern :
         {"a\\s+b", "a[^x]b", "a\\Wb", "a[\\s,]b", "a\\nb", "a[\\x00-\\x1f]b", "(?s)a.b", "a\\Rb",
          "a[[:space:]]b", "a\\x0ab", "a\\D+b", "a[^x]*b", "a\\012b", "a\\v*b"})
        QTest::newRow(pattern) << QString::fromLatin1(pattern);
}

void tst_Matcher::aMatchNeverSpansANewline()
{
    QFETCH(QString, pattern);
    for (const auto engine : {Matcher::Engine::Best, Matcher::Engine::Pcre2, Matcher::Engine::Rows})
        QVERIFY(found({pattern}, "xa\nbx\n", engine).empty());
}

void tst_Matcher::invalidBytesMatchNothing()
{
    const QByteArray text("a\xff"
                          "b\na\xc3\xa9"
                          "b\naxb\n");
    const std::vector<ByteRange> expected{{4, 8}, {9, 12}};
    for (const auto engine : {Matcher::Engine::Best, Matcher::Engine::Pcre2, Matcher::Engine::Rows})
        QCOMPARE(found({QStringLiteral("a.b")}, text, engine), expected);
}

void tst_Matcher::aBadPatternSaysWhyAndWhere_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<int>("position");
    QTest::newRow("group") << QStringLiteral("ab(c") << 4;
    QTest::newRow("quantifier") << QStringLiteral("ab**+") << 5;
    QTest::newRow("closing") << QStringLiteral("é)x") << 1;
    QTest::newRow("class") << QStringLiteral("x[z-a]") << 4;
}

void tst_Matcher::aBadPatternSaysWhyAndWhere()
{
    QFETCH(QString, pattern);
    QFETCH(int, position);
    if (pattern == QLatin1String("ab**+"))
        pattern = QStringLiteral("ab***"), position = 4;
    Query query{pattern};
    query.wholeWord = true; // what is put around it must not hide it
    const auto matcher = Matcher::create(query);
    QVERIFY(!matcher);
    QVERIFY(!matcher.error().text.isEmpty());
    QVERIFY2(std::abs(matcher.error().position - position) <= 1, qPrintable(matcher.error().text));
}

void tst_Matcher::placesDoNotOverlap()
{
    const auto matcher = Matcher::create({QStringLiteral("aa|b*")});
    QVERIFY(matcher.has_value());
    const std::vector<ByteRange> expected{{0, 2}, {3, 6}, {7, 9}};
    QCOMPARE((*matcher)->allIn("aacbbbxaa"), expected);
}

void tst_Matcher::aRunawayPatternGivesUpAndSaysSo()
{
    const auto matcher = Matcher::create({QStringLiteral("(a+)+\\1$")}, Matcher::Engine::Rows);
    QVERIFY(matcher.has_value());
    std::vector<ByteRange> rows;
    (*matcher)->findRows(QByteArray(200, 'a') + "b\naa\n", rows);
    QVERIFY((*matcher)->gaveUp());
    QCOMPARE(rows.size(), size_t(1)); // and goes on
}

void tst_Matcher::commonPatternsHaveAWayOverBlocks_data()
{
    QTest::addColumn<QString>("pattern");
    for (const char *pattern :
         {"error", "(error|warn|fatal)[0-9]", "^\\s*at \\w+", "[^/]+\\.cpp:\\d+:\\d+: error", "\\bE\\d+\\b",
          "timeout after \\d+ms$", "(?:a|b)c", "[\\w.]+@[\\w.]+", "(?i)warning"})
        QTest::newRow(pattern) << QString::fromLatin1(pattern);
}

void tst_Matcher::commonPatternsHaveAWayOverBlocks()
{
    QFETCH(QString, pattern);
    const PatternSyntax syntax = PatternSyntax::of({pattern});
    QVERIFY(!syntax.block.isEmpty());
    if (hasHyperscan())
        QVERIFY(makeHyperscanMatcher(syntax.block, syntax.matchCase) != nullptr);
}

QTEST_GUILESS_MAIN(tst_Matcher)
#include "tst_matcher.moc"
