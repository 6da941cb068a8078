#include "pipecore/text/fuzzymatch.h"

#include "tests/support/randomtest.h"

#include <QTest>

using namespace pipecore;

namespace
{

int scoreOf(const QString &pattern, const QString &text)
{
    const auto match = fuzzyMatch(pattern, text);
    return match ? match->score : -1;
}

} // namespace

class TestFuzzyMatch : public QObject
{
    Q_OBJECT
private slots:
    void whatIsFound_data();
    void whatIsFound();
    void thePlacesAreThoseOfTheCharacters();
    void theBetterMatchScoresHigher_data();
    void theBetterMatchScoresHigher();
    void onlyTheBeginningOfALongTextIsLookedAt();
    void aMatchIsFoundWhereverThereIsOne();
};

void TestFuzzyMatch::whatIsFound_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("found");
    QTest::newRow("nothing typed") << ""
                                   << "make" << true;
    QTest::newRow("in order") << "mk"
                              << "make" << true;
    QTest::newRow("not in order") << "km"
                                  << "make" << false;
    QTest::newRow("one too many") << "makee"
                                  << "make" << false;
    QTest::newRow("words in any order") << "test make"
                                        << "make test" << true;
    QTest::newRow("each word") << "make quick"
                               << "make test" << false;
    QTest::newRow("small letters find capitals") << "readme"
                                                 << "cat README" << true;
    QTest::newRow("capitals find capitals only") << "README"
                                                 << "cat readme" << false;
    QTest::newRow("no text") << "a"
                             << "" << false;
}

void TestFuzzyMatch::whatIsFound()
{
    QFETCH(QString, pattern);
    QFETCH(QString, text);
    QTEST(fuzzyMatch(pattern, text).has_value(), "found");
}

void TestFuzzyMatch::thePlacesAreThoseOfTheCharacters()
{
    QCOMPARE(fuzzyMatch(u"nt", u"npm run test")->places, (std::vector<qsizetype>{0, 8}));
    QCOMPARE(fuzzyMatch(u"test npm", u"npm test")->places, (std::vector<qsizetype>{0, 1, 2, 4, 5, 6, 7}));
}

void TestFuzzyMatch::theBetterMatchScoresHigher_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("better");
    QTest::addColumn<QString>("worse");
    QTest::newRow("together") << "test"
                              << "run tests"
                              << "tar -xe s t";
    QTest::newRow("starts of words") << "gs"
                                     << "git status"
                                     << "ls -agxs";
    QTest::newRow("near") << "mt"
                          << "m-at"
                          << "m-aaaaaaaaat";
}

void TestFuzzyMatch::theBetterMatchScoresHigher()
{
    QFETCH(QString, pattern);
    QFETCH(QString, better);
    QFETCH(QString, worse);
    QVERIFY(scoreOf(pattern, worse) >= 0);
    QVERIFY(scoreOf(pattern, better) > scoreOf(pattern, worse));
}

void TestFuzzyMatch::onlyTheBeginningOfALongTextIsLookedAt()
{
    const QString text = QString(kFuzzyReach, u'-') + u'x';
    QVERIFY(!fuzzyMatch(u"x", text));
    QVERIFY(fuzzyMatch(u"x", QStringView(text).mid(1)));
}

void TestFuzzyMatch::aMatchIsFoundWhereverThereIsOne()
{
    QRandomGenerator random = seededGenerator();
    for (int i = 0; i < 500; ++i) {
        QString text, pattern;
        for (int n = random.bounded(1, 40); n > 0; --n)
            text += QChar(u'a' + random.bounded(4));
        for (qsizetype at = 0; at < text.size(); ++at)
            if (random.bounded(3) == 0)
                pattern += text[at];
        const auto match = fuzzyMatch(pattern, text);
        QVERIFY(match);
        QString read;
        for (const qsizetype place : match->places)
            read += text[place];
        QCOMPARE(read, pattern);
    }
}

QTEST_GUILESS_MAIN(TestFuzzyMatch)
#include "tst_fuzzymatch.moc"
