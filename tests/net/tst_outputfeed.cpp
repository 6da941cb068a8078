#include "pipecore/net/upload/curltransfer.h"
#include "pipecore/net/upload/outputfeed.h"
#include "pipecore/net/upload/upload.h"
#include "tests/net/growingrecording.h"

#include <QDir>
#include <QFile>
#include <QSet>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>
#include <cerrno>

#include <sys/resource.h>

using namespace pipecore;

// What a live stream costs the command while its receiver takes nothing: no work for what is written.
namespace
{

constexpr int kPatience = 60'000; // ms, for a loaded machine
constexpr int kPieces = 2000;

QSet<QString> threads()
{
    const QStringList all =
        QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    return {all.begin(), all.end()};
}

QByteArray statusOf(const QString &thread, const QByteArray &field)
{
    QFile file(QStringLiteral("/proc/self/task/%1/status").arg(thread));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    for (const QByteArray &line : file.readAll().split('\n'))
        if (line.startsWith(field + ':'))
            return line.mid(field.size() + 1).trimmed();
    return {};
}

bool areAsleep(const QSet<QString> &some)
{
    for (const QString &thread : some)
        if (!statusOf(thread, "State").startsWith('S'))
            return false;
    return true;
}

/// How often they were woken so far.
int wakes(const QSet<QString> &some)
{
    int sum = 0;
    for (const QString &thread : some)
        sum += statusOf(thread, "voluntary_ctxt_switches").toInt();
    return sum;
}

void write(GrowingRecording &recording)
{
    for (int i = 0; i < kPieces; ++i) {
        recording.write(QByteArray(1000, 'x'));
        if (i % 100 == 0)
            QTest::qWait(1); // so that who waits for output comes to run
    }
}

} // namespace

class TestOutputFeed : public QObject
{
    Q_OBJECT
private slots:
    void aFeedThatWaitsForOutputEndsWhenItIsNotNeeded();
    void aFeedThatNobodyReadsIsNotWokenByOutput();
    void aTransferThatNobodyReadsIsNotWokenByOutput_data();
    void aTransferThatNobodyReadsIsNotWokenByOutput();
    void theThreadsOfAnUploadGiveWay_data();
    void theThreadsOfAnUploadGiveWay();
};

// There is no more output, ever: it hangs if it is not told.
void TestOutputFeed::aFeedThatWaitsForOutputEndsWhenItIsNotNeeded()
{
    GrowingRecording recording;
    recording.write("some\n");
    {
        OutputFeed feed(recording.get(), UploadFormat::Raw, {}, QDateTime::currentDateTimeUtc());
        char bytes[16];
        QCOMPARE(feed.pipe().read(bytes, sizeof bytes), 5);
        QVERIFY(QTest::qWaitFor([&] { return feed.taken() == 5; }, kPatience));
    }
    recording.write("more\n"); // nobody is there any longer
}

void TestOutputFeed::aFeedThatNobodyReadsIsNotWokenByOutput()
{
    GrowingRecording recording;
    recording.write("some\n");
    const QSet<QString> before = threads();
    OutputFeed feed(recording.get(), UploadFormat::Raw, {}, QDateTime::currentDateTimeUtc());
    QVERIFY(QTest::qWaitFor([&] { return feed.pipe().hasNews(); }, kPatience));
    const QSet<QString> its = threads() - before;
    QCOMPARE(its.size(), 1);
    QVERIFY(QTest::qWaitFor([&] { return areAsleep(its); }, kPatience));
    const int wakesBefore = wakes(its);
    write(recording);
    QCOMPARE(wakes(its), wakesBefore);
    QCOMPARE(feed.taken(), 0);
}

void TestOutputFeed::aTransferThatNobodyReadsIsNotWokenByOutput_data()
{
    QTest::addColumn<UploadFormat>("format");
    QTest::newRow("raw") << UploadFormat::Raw;
    QTest::newRow("ndjson") << UploadFormat::NdJson;
}

void TestOutputFeed::aTransferThatNobodyReadsIsNotWokenByOutput()
{
    QFETCH(UploadFormat, format);
    QTcpServer silent; // takes connections, and reads nothing
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    connect(&silent, &QTcpServer::newConnection, &silent,
            [&silent] { silent.nextPendingConnection()->setReadBufferSize(1); });
    GrowingRecording recording;
    for (int i = 0; i < 20; ++i) // more than the kernel's buffers take
        recording.write(QByteArray(1'000'000, 'x') + '\n');
    UploadTarget target;
    target.mode = UploadMode::Stream;
    target.format = format;
    target.proxy = QStringLiteral("none");
    target.url = QUrl(QStringLiteral("http://127.0.0.1:%1/x").arg(silent.serverPort()));
    const QSet<QString> before = threads();
    CurlTransfer transfer(target, recording.get(), {}, QDateTime::currentDateTimeUtc(),
                          [](const CurlTransfer::Result &) {});
    QVERIFY(QTest::qWaitFor([&] { return transfer.sent() > 0; }, kPatience));
    qint64 sent = 0; // until no more is taken, for so long that it is not for want of a processor
    int same = 0;
    QVERIFY(QTest::qWaitFor(
        [&] {
            same = transfer.sent() == sent ? same + 1 : 0;
            sent = transfer.sent();
            QTest::qWait(300);
            return same >= 10;
        },
        kPatience));
    QVERIFY(sent < recording.bytes().size());
    const QSet<QString> its = threads() - before;
    QVERIFY(!its.isEmpty());
    const int wakesBefore = wakes(its);
    write(recording);
    const int woken = wakes(its) - wakesBefore;
    QVERIFY2(woken < kPieces / 20, qPrintable(QString::number(woken))); // it looks now and then by itself
    QCOMPARE(transfer.sent(), sent);
}

void TestOutputFeed::theThreadsOfAnUploadGiveWay_data()
{
    QTest::addColumn<UploadMode>("mode");
    QTest::newRow("stream") << UploadMode::Stream;
    QTest::newRow("batch") << UploadMode::Batch;
    QTest::newRow("tus") << UploadMode::Tus;
}

// To the command, and to what takes in its output, which run as this thread does.
void TestOutputFeed::theThreadsOfAnUploadGiveWay()
{
    QFETCH(UploadMode, mode);
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    GrowingRecording recording;
    recording.write(QByteArray(1'000'000, 'x') + '\n');
    UploadTarget target;
    target.mode = mode;
    target.proxy = QStringLiteral("none");
    target.url = QUrl(QStringLiteral("http://127.0.0.1:%1/x").arg(silent.serverPort()));
    const QSet<QString> before = threads();
    NetworkThread network;
    Upload upload(target, recording.get(), &network);
    QVERIFY(QTest::qWaitFor([&] { return silent.hasPendingConnections(); }, kPatience));
    const QSet<QString> its = threads() - before;
    QVERIFY(its.size() >= (mode == UploadMode::Stream ? 3 : 1)); // the feed's and the request's, too
    const int own = ::getpriority(PRIO_PROCESS, 0);
    for (const QString &thread : its) {
        errno = 0;
        const int priority = ::getpriority(PRIO_PROCESS, thread.toUInt());
        QVERIFY2(errno == ESRCH || priority >= std::min(19, own + 1), qPrintable(thread));
    }
}

QTEST_GUILESS_MAIN(TestOutputFeed)
#include "tst_outputfeed.moc"
