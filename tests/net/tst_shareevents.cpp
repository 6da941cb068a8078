#include "tests/net/shareddata.h"

using namespace sharetest;
using namespace sharedata;

class TestShareEvents : public QObject
{
    Q_OBJECT
private slots:
    void eventsTellStreamAndTime();
    void eventsEndWithTheExitCode();
    void eventsResumedAnywhereGiveEachByteOnce();
    void anEventSourceIsToldThatThereIsNoMore();
    void statusTellsHowItStands();
    void downloadIsASessionFile();
};

void TestShareEvents::eventsTellStreamAndTime()
{
    LiveRecording live;
    live.write("out \"1\"\n", Stream::Output, 5);
    live.write("err\x1b[1m\xff\n", Stream::Error, 7);
    live.write("out 2\n", Stream::Output, 7);
    live.end();
    const auto server = serve(live);
    std::vector<Event> output;
    for (const Event &event : eventsOf(get(*server, "/events").body))
        if (event.name.isEmpty())
            output.push_back(event);
    QCOMPARE(output.size(), size_t(3));
    QCOMPARE(output[0].bytes(), QByteArray("out \"1\"\n"));
    QCOMPARE(output[0].data[QStringLiteral("stream")].toString(), QStringLiteral("stdout"));
    QCOMPARE(output[0].data[QStringLiteral("time")].toInt(), 5);
    QCOMPARE(output[1].bytes(), QByteArray("err\x1b[1m\xff\n"));
    QCOMPARE(output[1].data[QStringLiteral("stream")].toString(), QStringLiteral("stderr"));
    QCOMPARE(output[1].data[QStringLiteral("time")].toInt(), 7);
    QCOMPARE(output[2].id, qint64(live.all.size()));
}

void TestShareEvents::eventsEndWithTheExitCode()
{
    LiveRecording live;
    const auto server = serve(live);
    Client client(server->port());
    client.send("GET", "/events", bearer(*server));
    live.write("x");
    client.readUntil([](const Reply &reply) { return eventsOf(reply.body).size() >= 2; });
    live.end(server.get(), 3);
    const std::vector<Event> events = eventsOf(client.readAll().body);
    QVERIFY(client.readAll().isComplete);
    QCOMPARE(events.front().name, QByteArray("state"));
    QCOMPARE(events.front().data[QStringLiteral("state")].toString(), QStringLiteral("running"));
    QCOMPARE(events.back().name, QByteArray("end"));
    QCOMPARE(events.back().data[QStringLiteral("exit_code")].toInt(), 3);
    QCOMPARE(events.back().data[QStringLiteral("state")].toString(), QStringLiteral("ended"));
}

void TestShareEvents::eventsResumedAnywhereGiveEachByteOnce()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    LiveRecording live;
    const auto server = serve(live);
    std::thread writer([&, bytes = someBytes(400'000, seed)] {
        QRandomGenerator pieces(seed);
        qint64 time = 0;
        for (qsizetype at = 0; at < bytes.size();) {
            const int size = 1 + pieces.bounded(6000);
            time += pieces.bounded(3);
            live.write(bytes.mid(at, size), pieces.bounded(3) ? Stream::Output : Stream::Error, time);
            at += size;
        }
        live.end(server.get());
    });
    QByteArray got;
    bool ended = false;
    while (!ended) {
        Client client(server->port());
        client.send("GET", "/events",
                    bearer(*server) +
                        (got.isEmpty() ? "" : "Last-Event-ID: " + QByteArray::number(got.size()) + "\r\n"));
        const int enough = 1 + random.bounded(60'000); // then the connection is cut
        const Reply reply =
            client.readUntil([enough](const Reply &r) { return r.isComplete || r.body.size() > enough; });
        for (const Event &event : eventsOf(reply.body)) {
            if (event.name.isEmpty()) {
                got += event.bytes();
                if (event.id != got.size())
                    break;
            }
            ended = ended || event.name == "end";
        }
        if (reply.status == 204)
            ended = true;
    }
    writer.join();
    QCOMPARE(got, live.all);
}

void TestShareEvents::anEventSourceIsToldThatThereIsNoMore()
{
    LiveRecording live;
    live.write("x");
    live.end();
    const auto server = serve(live);
    QCOMPARE(get(*server, "/events", "Last-Event-ID: 1\r\n").status, 204);
    QCOMPARE(get(*server, "/events", "Last-Event-ID: x\r\n").status, 400);
}

void TestShareEvents::statusTellsHowItStands()
{
    LiveRecording live;
    live.write("a\nb\n");
    const auto server = serve(live);
    QCOMPARE(status(*server)[QStringLiteral("state")].toString(), QStringLiteral("running"));
    QVERIFY(status(*server)[QStringLiteral("exit_code")].isNull());
    live.end(server.get(), 2);
    live.recording->waitForIndex();
    const QJsonObject json = status(*server);
    QCOMPARE(json[QStringLiteral("state")].toString(), QStringLiteral("ended"));
    QCOMPARE(json[QStringLiteral("exit_code")].toInt(), 2);
    QCOMPARE(json[QStringLiteral("bytes")].toInt(), 4);
    QCOMPARE(json[QStringLiteral("rows")].toInt(), 2);
    QCOMPARE(json[QStringLiteral("viewers")].toInt(), 0);
    QCOMPARE(json[QStringLiteral("command")].toString(), QStringLiteral("make all"));
}

void TestShareEvents::downloadIsASessionFile()
{
    LiveRecording live;
    live.write(someBytes(300'000, 2));
    live.end();
    const auto server = serve(live);
    const Reply reply = get(*server, "/download");
    QVERIFY(reply.isComplete);
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("a.runnel")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(reply.body);
    file.close();
    QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("s")));
    const auto unpacked = readSessionFile(file.fileName(), folder.filePath(QStringLiteral("s")));
    QVERIFY2(unpacked.has_value(), unpacked ? "" : qPrintable(unpacked.error()));
    QFile output(folder.filePath(QStringLiteral("s/output")));
    QVERIFY(output.open(QIODevice::ReadOnly));
    QCOMPARE(output.readAll(), live.all);
}

QTEST_GUILESS_MAIN(TestShareEvents)
#include "tst_shareevents.moc"
