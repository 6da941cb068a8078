#include "pipecore/net/upload/upload.h"
#include "tests/net/faultproxy.h"
#include "tests/net/growingrecording.h"
#include "tests/net/nodepeer.h"
#include "tests/support/randomtest.h"

#include <QSet>
#include <QTest>

using namespace pipecore;
using State = UploadStatus::State;

// Outages, refusals and cut connections: what arrives is what was captured, each time.
namespace
{

constexpr int kPatience = 120'000; // ms, for a loaded machine

bool waitForDone(const Upload &upload)
{
    if (!QTest::qWaitFor([&] { return upload.status().isFinal(); }, kPatience) ||
        upload.status().state != State::Done) {
        qWarning("%s\n%s", qPrintable(upload.status().text), qPrintable(upload.log().lines().join(u'\n')));
        return false;
    }
    return true;
}

Fault randomFault(QRandomGenerator &random)
{
    static const Fault kFaults[] = {
        {Fault::Answer, 409, {}},  {Fault::Answer, 423, {}},
        {Fault::Answer, 500, {}},  {Fault::Answer, 503, "Retry-After: 0\r\n"},
        {Fault::Answer, 410, {}},  {Fault::CutBefore, 0, {}},
        {Fault::CutWithin, 0, {}}, {Fault::LoseAnswer, 0, {}},
    };
    return kFaults[random.bounded(static_cast<int>(std::size(kFaults)))];
}

} // namespace

class TestUploadFaults : public QObject
{
    Q_OBJECT
private slots:
    void everyFaultIsSurvived_data();
    void everyFaultIsSurvived();
    void randomFaultsAreSurvived_data();
    void randomFaultsAreSurvived();
    void aLongUploadSurvivesKillsCutsAndRefusals();
    void aKilledReceiverIsWaitedFor();
    void aDeadReceiverEndsInTheReason();
    void oneTargetDoesNotWaitForAnother();

private:
    static UploadTarget target(const QUrl &url, UploadMode mode);

    NetworkThread m_network;
};

UploadTarget TestUploadFaults::target(const QUrl &url, UploadMode mode)
{
    UploadTarget target;
    target.url = url;
    target.mode = mode;
    target.firstDelayMs = 20;
    target.attempts = 10;
    return target;
}

void TestUploadFaults::everyFaultIsSurvived_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("status");
    for (const QString &mode : {QStringLiteral("tus"), QStringLiteral("append"), QStringLiteral("batch")}) {
        const QByteArray name = mode.toLatin1();
        QTest::addRow("%s, cut before", name.constData()) << mode << int(Fault::CutBefore) << 0;
        QTest::addRow("%s, cut within", name.constData()) << mode << int(Fault::CutWithin) << 0;
        for (const int status : {500, 503, 429, 408})
            QTest::addRow("%s, %d", name.constData(), status) << mode << int(Fault::Answer) << status;
    }
    for (const int status : {409, 410, 423})
        QTest::addRow("tus, %d", status) << "tus" << int(Fault::Answer) << status;
    QTest::newRow("tus, lost answer") << "tus" << int(Fault::LoseAnswer) << 0;
    QTest::newRow("append, lost answer") << "append" << int(Fault::LoseAnswer) << 0;
}

void TestUploadFaults::everyFaultIsSurvived()
{
    QFETCH(QString, mode);
    QFETCH(int, kind);
    QFETCH(int, status);
    const bool isTus = mode == QLatin1String("tus");
    NodePeer peer(isTus ? QStringLiteral("tus.js") : QStringLiteral("receiver.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    const QByteArray method = mode == QLatin1String("batch") ? "POST" : "PATCH";
    // The second, so that there is something to lose; of batches there may be but one.
    const int hit = mode == QLatin1String("batch") ? 1 : 2;
    int count = 0;
    FaultProxy proxy(peer.port(), [&](const QByteArray &asked) {
        const bool isHit = asked == method && ++count == hit;
        return isHit ? Fault{Fault::Kind(kind), status, "Retry-After: 0\r\n"} : Fault{};
    });
    GrowingRecording recording;
    UploadTarget to = target(proxy.url(isTus ? QStringLiteral("/files") : u'/' + mode), *modeFromName(mode));
    if (mode == QLatin1String("batch"))
        to.format = UploadFormat::Raw;
    Upload upload(to, recording.get(), &m_network);
    for (int i = 0; i < 4; ++i) {
        recording.write(QByteArray(40'000, char('a' + i)) + '\n');
        QTest::qWait(40);
    }
    recording.end();
    QVERIFY(waitForDone(upload));
    const QString name = isTus ? QUrl(upload.status().link).fileName() : mode;
    QVERIFY(peer.contents(name) == recording.bytes());
    QCOMPARE(proxy.faults(), 1);
}

// RUNNEL_FAULT_SCHEDULES says how many; each prints its seed.
void TestUploadFaults::randomFaultsAreSurvived_data()
{
    QTest::addColumn<QString>("mode");
    const int schedules = std::max(4, qEnvironmentVariableIntValue("RUNNEL_FAULT_SCHEDULES"));
    for (int i = 0; i < schedules; ++i)
        QTest::addRow("%d", i) << (i % 4 == 3 ? "append" : "tus");
}

void TestUploadFaults::randomFaultsAreSurvived()
{
    QFETCH(QString, mode);
    QRandomGenerator random = seededGenerator();
    const bool isTus = mode == QLatin1String("tus");
    NodePeer peer(isTus ? QStringLiteral("tus.js") : QStringLiteral("receiver.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    const int rate = 2 + random.bounded(6); // one of so many requests fails
    FaultProxy proxy(peer.port(), [&](const QByteArray &method) {
        const Fault fault = random.bounded(rate) == 0 ? randomFault(random) : Fault{};
        // What these say is said of an upload; elsewhere they are final.
        const bool isTusOnly = fault.status == 409 || fault.status == 410 || fault.status == 423;
        return isTusOnly && !(isTus && method == "PATCH") ? Fault{} : fault;
    });
    GrowingRecording recording;
    Upload upload(
        target(proxy.url(isTus ? QStringLiteral("/files") : QStringLiteral("/append")), *modeFromName(mode)),
        recording.get(), &m_network);
    const int writes = 20 + random.bounded(40);
    const int kill = random.bounded(2) == 0 ? random.bounded(writes) : -1;
    for (int i = 0; i < writes; ++i) {
        recording.write(QByteArray(1 + random.bounded(30'000), char('a' + i % 26)));
        QTest::qWait(random.bounded(30));
        if (i == kill) {
            peer.kill();
            QTest::qWait(random.bounded(200));
            peer.start();
            QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
        }
    }
    recording.end();
    QVERIFY(waitForDone(upload));
    QVERIFY(peer.contents(isTus ? QUrl(upload.status().link).fileName() : mode) == recording.bytes());
}

// A command that writes all the time, for a minute with RUNNEL_TEST_LONG; else for some seconds.
void TestUploadFaults::aLongUploadSurvivesKillsCutsAndRefusals()
{
    QRandomGenerator random = seededGenerator();
    const int slices = qEnvironmentVariableIntValue("RUNNEL_TEST_LONG") ? 60 : 4; // each a second or more
    NodePeer peer(QStringLiteral("tus.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    QSet<int> seen; // each kind comes, and 410, which has all sent anew, not too often
    FaultProxy proxy(peer.port(), [&](const QByteArray &method) {
        if (method != "PATCH" || random.bounded(4) != 0)
            return Fault{};
        const Fault fault = randomFault(random);
        if (fault.status == 410 && random.bounded(4) != 0)
            return Fault{};
        seen.insert(fault.kind == Fault::Answer ? fault.status : fault.kind);
        return fault;
    });
    GrowingRecording recording;
    Upload upload(target(proxy.url(QStringLiteral("/files")), UploadMode::Tus), recording.get(), &m_network);
    int kills = 0;
    for (int slice = 0; slice < slices; ++slice) {
        for (int i = 0; i < 50; ++i) {
            recording.write(QByteArray(1 + random.bounded(4'000), char('a' + i % 26)) + '\n');
            QTest::qWait(20);
        }
        if ((slice + 1) % (slices / 4) == 0 && kills < 3) {
            peer.kill();
            ++kills;
            recording.write("during the outage\n");
            QTest::qWait(random.bounded(500));
            peer.start();
            QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
        }
    }
    recording.end();
    QVERIFY(waitForDone(upload));
    QCOMPARE(kills, 3);
    QVERIFY(proxy.faults() > 0);
    qInfo("%lld bytes, %d requests, %d faults of %lld kinds",
          static_cast<long long>(recording.bytes().size()), proxy.requests(), proxy.faults(),
          static_cast<long long>(seen.size()));
    QVERIFY(peer.contents(QUrl(upload.status().link).fileName()) == recording.bytes());
}

void TestUploadFaults::aKilledReceiverIsWaitedFor()
{
    NodePeer peer(QStringLiteral("tus.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    GrowingRecording recording;
    Upload upload(target(peer.url(QStringLiteral("/files")), UploadMode::Tus), recording.get(), &m_network);
    for (int outage = 0; outage < 3; ++outage) {
        recording.write(QByteArray(50'000, char('a' + outage)));
        QVERIFY(QTest::qWaitFor([&] { return upload.status().acknowledged == recording.bytes().size(); },
                                kPatience));
        peer.kill();
        recording.write("during the outage\n");
        QVERIFY(QTest::qWaitFor([&] { return upload.status().state == State::Retrying; }, kPatience));
        QVERIFY(upload.status().nextAttempt > 0);
        QVERIFY(upload.lag() > 0);
        peer.start();
        QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    }
    recording.end();
    QVERIFY(waitForDone(upload));
    QVERIFY(peer.contents(QUrl(upload.status().link).fileName()) == recording.bytes());
}

void TestUploadFaults::aDeadReceiverEndsInTheReason()
{
    quint16 port = 0;
    {
        NodePeer peer(QStringLiteral("tus.js"));
        port = peer.port();
    }
    for (const UploadMode mode :
         {UploadMode::Tus, UploadMode::Append, UploadMode::Batch, UploadMode::Stream, UploadMode::Form}) {
        GrowingRecording recording;
        UploadTarget to = target(QUrl(QStringLiteral("http://127.0.0.1:%1/x").arg(port)), mode);
        to.attempts = 3;
        Upload upload(to, recording.get(), &m_network);
        recording.write("hello\n");
        recording.end();
        QVERIFY(QTest::qWaitFor([&] { return upload.status().isFinal(); }, kPatience));
        QCOMPARE(upload.status().state, State::Failed);
        QVERIFY2(upload.status().text.contains(QStringLiteral("refused the connection")),
                 qPrintable(upload.status().text));
        QCOMPARE(upload.status().acknowledged, 0);
    }
}

void TestUploadFaults::oneTargetDoesNotWaitForAnother()
{
    NodePeer peer(QStringLiteral("tus.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    QTcpServer silent; // takes connections, and says nothing
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    const QUrl nowhere(QStringLiteral("http://127.0.0.1:%1/x").arg(silent.serverPort()));
    GrowingRecording recording;
    Upload stuck(target(nowhere, UploadMode::Tus), recording.get(), &m_network);
    Upload stuckStream(target(nowhere, UploadMode::Stream), recording.get(), &m_network);
    Upload upload(target(peer.url(QStringLiteral("/files")), UploadMode::Tus), recording.get(), &m_network);
    recording.write(QByteArray(3'000'000, 'x'));
    recording.end();
    QVERIFY(waitForDone(upload));
    QVERIFY(!stuck.status().isFinal());
    QVERIFY(!stuckStream.status().isFinal());
}

QTEST_GUILESS_MAIN(TestUploadFaults)
#include "tst_uploadfaults.moc"
