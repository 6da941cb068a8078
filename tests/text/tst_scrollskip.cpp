#include "pipecore/text/scrollskip.h"

#include "pipecore/text/terminalscreen.h"
#include "tests/support/randomtest.h"

#include <QStringList>
#include <QTest>

using namespace pipecore;

namespace
{

constexpr int kColumns = 12, kRows = 5, kAbove = 7;

QString described(const CellLine &row)
{
    QString all = row.text();
    for (int column = 0; column < row.columns(); ++column)
        all += row.styleAt(column).has(Style::Bold) ? u'B' : u'.';
    return all;
}

/// A screen with the last rows above it.
struct Terminal {
    Terminal()
        : screen(
              kColumns, kRows,
              [this](const CellLine &row) {
                  above << described(row);
                  if (above.size() > kAbove)
                      above.removeFirst();
              },
              [](const QByteArray &) {})
    {
    }
    void feed(const QByteArray &bytes) { screen.feed(bytes.constData(), bytes.size()); }
    /// Skips what it can of `bytes`, and feeds the rest.
    qint64 feedLast(const QByteArray &bytes)
    {
        const qint64 skipped = screen.skip(bytes.constData(), bytes.size(), kAbove);
        screen.feed(bytes.constData() + skipped, bytes.size() - skipped);
        return skipped;
    }
    QStringList shown()
    {
        feed("*"); // in the style and at the place that it was left with
        QStringList all = above;
        for (int row = 0; row < kRows; ++row)
            all << described(screen.row(row));
        return all;
    }

    QStringList above;
    TerminalScreen screen;
};

QByteArray rows(int count)
{
    QByteArray all;
    for (int i = 0; i < count; ++i)
        all += "row " + QByteArray::number(i) + "\r\n";
    return all;
}

} // namespace

class TestScrollSkip : public QObject
{
    Q_OBJECT
private slots:
    void rowsThatScrollByAreSkipped();
    void theStyleInForceIsKept();
    void fewRowsAreAllFed();
    void whatMovesOnTheScreenIsNotSkipped_data();
    void whatMovesOnTheScreenIsNotSkipped();
    void whatComesBeforeDecidesToo_data();
    void whatComesBeforeDecidesToo();
    void theScreenEndsAsWithoutSkipping();
};

void TestScrollSkip::rowsThatScrollByAreSkipped()
{
    Terminal whole, skipping;
    const QByteArray bytes = rows(1000);
    whole.feed(bytes);
    QVERIFY(skipping.feedLast(bytes) > bytes.size() - 200);
    QCOMPARE(skipping.shown(), whole.shown());
}

void TestScrollSkip::theStyleInForceIsKept()
{
    Terminal whole, skipping;
    const QByteArray bytes = "\x1b[1m" + rows(100);
    whole.feed(bytes);
    QVERIFY(skipping.feedLast(bytes) > 0);
    QCOMPARE(skipping.shown(), whole.shown());
    QVERIFY(skipping.shown().constLast().contains(u'B'));
}

void TestScrollSkip::fewRowsAreAllFed()
{
    Terminal skipping;
    QCOMPARE(skipping.feedLast(rows(kAbove + 2 * kRows)), 0);
}

void TestScrollSkip::whatMovesOnTheScreenIsNotSkipped_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("cursor up") << QByteArray("\x1b[A");
    QTest::newRow("clear") << QByteArray("\x1b[2J");
    QTest::newRow("alternate screen") << QByteArray("\x1b[?1049h");
    QTest::newRow("another set of characters") << QByteArray("\x0e");
    QTest::newRow("reverse index") << QByteArray("\x1bM");
    QTest::newRow("a string") << QByteArray("\x1b]0;title\x07");
}

void TestScrollSkip::whatMovesOnTheScreenIsNotSkipped()
{
    QFETCH(const QByteArray, bytes);
    Terminal skipping;
    QCOMPARE(skipping.feedLast(bytes + rows(100)), 0);
}

void TestScrollSkip::whatComesBeforeDecidesToo_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<bool>("skips");
    QTest::newRow("margins") << QByteArray("\x1b[2;4r") << false;
    QTest::newRow("margins of the whole screen") << QByteArray("\x1b[2;4r\x1b[1;5r") << true;
    QTest::newRow("margins that were taken back") << QByteArray("\x1b[2;4r\x1b[r") << true;
    QTest::newRow("alternate screen") << QByteArray("\x1b[?1049h") << false;
    QTest::newRow("left alternate screen") << QByteArray("\x1b[?1049h\x1b[?1049l") << true;
    QTest::newRow("within a sequence") << QByteArray("\x1b[1") << false;
    QTest::newRow("within a device control string") << QByteArray("\x1bPq") << false;
    QTest::newRow("bracketed paste") << QByteArray("\x1b[?2004h") << true;
}

void TestScrollSkip::whatComesBeforeDecidesToo()
{
    QFETCH(const QByteArray, before);
    QFETCH(const bool, skips);
    Terminal skipping;
    skipping.feed(before);
    QCOMPARE(skipping.feedLast(rows(100)) > 0, skips);
}

void TestScrollSkip::theScreenEndsAsWithoutSkipping()
{
    static const QByteArrayList kPieces{"a row\r\n",
                                        "\r\n",
                                        "wide \xe4\xb8\xad\r\n",
                                        "longer than it is wide\r\n",
                                        "\x1b[1m",
                                        "\x1b[m",
                                        "\x1b[0;7mx\x1b[K\r\n",
                                        "a\tb\r\n",
                                        "over\rwritten\r\n",
                                        "no return\n",
                                        "\b",
                                        "\xff",
                                        "\xe4.",
                                        "tail"};
    static const QByteArrayList kOthers{"\x1b[A",
                                        "\x1b[2;4r",
                                        "\x1b[r",
                                        "\x1b[H",
                                        "\x1b[20h",
                                        "\x1b[20l",
                                        "\x1b[?7l",
                                        "\x1b[?7h",
                                        "\x1b[?1049h",
                                        "\x1b[?1049l",
                                        "\x1b[",
                                        "\x1b]0;t\x07",
                                        "\x1bPq",
                                        "\x1b\\",
                                        "\x0e",
                                        "\x0f",
                                        "\x1b[L",
                                        "\x1b"
                                        "c"};
    QRandomGenerator random = seededGenerator();
    const auto below = [&](qsizetype n) { return random.bounded(static_cast<int>(n)); };
    qint64 skipped = 0;
    for (int round = 0; round < 400; ++round) {
        Terminal whole, skipping;
        for (int feed = 0; feed < 6; ++feed) {
            QByteArray bytes;
            for (int i = below(150); i > 0; --i)
                bytes += below(150) == 0 ? kOthers[below(kOthers.size())] : kPieces[below(kPieces.size())];
            whole.feed(bytes);
            skipped += skipping.feedLast(bytes);
        }
        QCOMPARE(skipping.shown(), whole.shown());
        QCOMPARE(skipping.screen.cursor().row, whole.screen.cursor().row);
        QCOMPARE(skipping.screen.cursor().column, whole.screen.cursor().column);
    }
    QVERIFY(skipped > 0);
}

QTEST_GUILESS_MAIN(TestScrollSkip)
#include "tst_scrollskip.moc"
