#include "pipecore/run/processtree.h"

#include <QProcess>
#include <QTest>

using namespace pipecore;

class TestProcessTree : public QObject
{
    Q_OBJECT
private slots:
    void aTreeIsCountedWithAllThatDescends();
    void timeOfTheProcessorIsCounted();
    void whatIsGoneHasNoFigures();
};

void TestProcessTree::aTreeIsCountedWithAllThatDescends()
{
    QProcess other, shell;
    other.start(QStringLiteral("sleep"), {QStringLiteral("1000")});
    shell.start(QStringLiteral("sh"),
                {QStringLiteral("-c"), QStringLiteral("sh -c 'exec 3<&0; cat <&3 & echo on; wait'; :")});
    QVERIFY(other.waitForStarted() && shell.waitForReadyRead(60'000));
    const auto root = static_cast<pid_t>(shell.processId()), single = static_cast<pid_t>(other.processId());
    const auto uses = sampleTrees({root, single});
    QCOMPARE(uses.size(), size_t(2));
    QCOMPARE(uses.at(root).processes, 3);
    QCOMPARE(uses.at(single).processes, 1);
    // Each has its own memory once it has begun for good.
    const auto rss = [](pid_t pid) { return sampleTrees({pid})[pid].rssBytes; };
    QTRY_VERIFY_WITH_TIMEOUT(rss(single) > 100'000 && rss(root) > rss(single), 60'000);
    QVERIFY(rss(single) < 100'000'000);
    shell.write("end\n"); // what it started ends when its input does
    shell.closeWriteChannel();
    QVERIFY(shell.waitForFinished());
    other.kill();
    other.waitForFinished();
}

void TestProcessTree::timeOfTheProcessorIsCounted()
{
    QProcess shell;
    shell.start(QStringLiteral("sh"), {QStringLiteral("-c"), QStringLiteral("while :; do :; done")});
    QVERIFY(shell.waitForStarted());
    const auto root = static_cast<pid_t>(shell.processId());
    QTRY_VERIFY_WITH_TIMEOUT(sampleTrees({root})[root].cpuMs >= 50, 60'000);
    shell.kill();
    shell.waitForFinished();
}

void TestProcessTree::whatIsGoneHasNoFigures()
{
    QProcess process;
    process.start(QStringLiteral("true"), QStringList());
    QVERIFY(process.waitForStarted());
    const auto pid = static_cast<pid_t>(process.processId());
    QVERIFY(process.waitForFinished());
    QVERIFY(sampleTrees({pid}).empty());
    QVERIFY(sampleTrees({}).empty());
}

QTEST_GUILESS_MAIN(TestProcessTree)
#include "tst_processtree.moc"
