#include "sharefixture.h"

#include "pipecore/session/sessionarchive.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QSignalSpy>

#include <thread>

using namespace sharetest;

namespace
{

QByteArray someBytes(qsizetype size, quint32 seed)
{
    QRandomGenerator random(seed);
    QByteArray bytes;
    bytes.reserve(size + 100);
    while (bytes.size() < size) {
        bytes += "line " + QByteArray::number(random.generate()) + " \x1b[3" +
                 QByteArray::number(random.bounded(8)) + "m\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80";
        if (random.bounded(10) == 0)
            bytes += char(random.bounded(256)); // mostly no UTF-8
        bytes += random.bounded(5) == 0 ? "\r" : "\n";
    }
    bytes.truncate(size);
    return bytes;
}

} // namespace

class TestShare : public QObject
{
    Q_OBJECT
private slots:
    void aLateViewerGetsEverythingFromTheStart();
    void rawFollowsUntilTheCommandHasEnded();
    void aTruncatedCaptureCutsTheReply();
    void rawGivesTheBytesThatAreAskedFor_data();
    void rawGivesTheBytesThatAreAskedFor();
    void headTellsWhatGetWouldGive();
    void whatIsKnownIsNotSentAgain();
    void compressedIsTheSameBytes();
    void eventsTellStreamAndTime();
    void eventsEndWithTheExitCode();
    void eventsResumedAnywhereGiveEachByteOnce();
    void anEventSourceIsToldThatThereIsNoMore();
    void statusTellsHowItStands();
    void downloadIsASessionFile();
    void manyViewersThatComeAtAnyTimeGetEveryByte();
    void viewersThatReadNothingHoldNothingUp();
    void aConnectionIsKeptForMoreRequests();
    void disconnectingEndsOneViewerAlone();
    void aViewerThatLeavesIsCountedNoMore();
    void drainingWaitsForWhoStillReads();
};

void TestShare::aLateViewerGetsEverythingFromTheStart()
{
    LiveRecording live;
    live.write("early\n");
    const auto server = serve(live);
    live.write("late\n");
    live.end(server.get());
    const Reply reply = get(*server, "/raw");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, live.all);
    QCOMPARE(reply.header("Content-Length"), QByteArray::number(live.all.size()));
}

void TestShare::rawFollowsUntilTheCommandHasEnded()
{
    LiveRecording live;
    const auto server = serve(live);
    Client client(server->port());
    client.send("GET", "/raw", bearer(*server));
    for (const QByteArray piece : {"one\n", "two", "\nthree\n"}) {
        live.write(piece);
        QCOMPARE(
            client.readUntil([&](const Reply &reply) { return reply.body.size() >= live.all.size(); }).body,
            live.all);
    }
    live.recording->capture()->finish(); // the record comes behind
    live.end(server.get());
    QVERIFY(client.readAll().isComplete);
    QCOMPARE(client.readAll().body, live.all);
}

void TestShare::aTruncatedCaptureCutsTheReply()
{
    LiveRecording live;
    live.write(QByteArray(1'000'000, 'x'));
    live.end();
    const auto server = serve(live);
    QVERIFY(QFile::resize(live.recording->capture()->path(), 500'000));
    const Reply reply = get(*server, "/raw");
    QCOMPARE(reply.status, 200);
    QVERIFY(!reply.isComplete);
}

void TestShare::rawGivesTheBytesThatAreAskedFor_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("range");
    const auto row = [](const char *name, const char *target, const char *headers, int status,
                        const char *body, const char *range = "") {
        QTest::newRow(name) << QByteArray(target) << QByteArray(headers) << status << QByteArray(body)
                            << QByteArray(range);
    };
    row("from", "/raw?from=4", "", 200, "456789");
    row("from the end", "/raw?from=-3", "", 200, "789");
    row("from beyond", "/raw?from=99", "", 200, "");
    row("from far before", "/raw?from=-99", "", 200, "0123456789");
    row("from and to", "/raw?from=2&to=5", "", 200, "234");
    row("no number", "/raw?from=x", "", 400, "from takes a whole number of bytes.\n");
    row("too large a number", "/raw?from=99999999999999999999", "", 400,
        "from takes a whole number of bytes.\n");
    row("range", "/raw", "Range: bytes=2-4\r\n", 206, "234", "bytes 2-4/10");
    row("open range", "/raw", "Range: bytes=7-\r\n", 206, "789", "bytes 7-9/10");
    row("last bytes", "/raw", "Range: bytes=-2\r\n", 206, "89", "bytes 8-9/10");
    row("more last bytes than there are", "/raw", "Range: bytes=-200\r\n", 206, "0123456789", "bytes 0-9/10");
    row("range over the end", "/raw", "Range: bytes=8-100\r\n", 206, "89", "bytes 8-9/10");
    row("range beyond", "/raw", "Range: bytes=10-\r\n", 416, "There are no such bytes.\n", "bytes */10");
    row("several ranges", "/raw", "Range: bytes=0-1,3-4\r\n", 200, "0123456789");
    row("backward range", "/raw", "Range: bytes=5-2\r\n", 200, "0123456789");
    row("another unit", "/raw", "Range: lines=1-2\r\n", 200, "0123456789");
    row("range if it is the same", "/raw", "Range: bytes=1-1\r\nIf-Range: \"other\"\r\n", 200, "0123456789");
}

void TestShare::rawGivesTheBytesThatAreAskedFor()
{
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, headers);
    LiveRecording live;
    live.write("0123456789");
    live.end();
    const auto server = serve(live);
    const Reply reply = get(*server, target, headers);
    QTEST(reply.status, "status");
    QTEST(reply.body, "body");
    QFETCH(QByteArray, range);
    QCOMPARE(reply.header("Content-Range"), range);
}

void TestShare::headTellsWhatGetWouldGive()
{
    LiveRecording live;
    live.write("0123456789");
    live.end();
    const auto server = serve(live);
    const Reply reply = get(*server, "/raw", {}, "HEAD");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.header("Content-Length"), QByteArray("10"));
    QVERIFY(reply.body.isEmpty());
    QCOMPARE(get(*server, "/events", {}, "HEAD").status, 200);
    QCOMPARE(get(*server, "/download", {}, "HEAD").status, 200);
    QCOMPARE(get(*server, "/nothing", {}, "HEAD").status, 404);
}

void TestShare::whatIsKnownIsNotSentAgain()
{
    LiveRecording live;
    live.write(QByteArray(5000, 'x'));
    live.end();
    const auto server = serve(live);
    for (const QByteArray path : {"/raw", "/", "/main.js"}) {
        const QByteArray tag = get(*server, path).header("ETag");
        QVERIFY(!tag.isEmpty());
        QCOMPARE(get(*server, path, "If-None-Match: \"x\", " + tag + "\r\n").status, 304);
        QCOMPARE(get(*server, path, "If-None-Match: \"x\"\r\n").status, 200);
    }
}

void TestShare::compressedIsTheSameBytes()
{
    LiveRecording live;
    live.write(someBytes(1'000'000, 1));
    live.end();
    const auto server = serve(live);
    const Reply reply = get(*server, "/raw", "Accept-Encoding: br;q=1, gzip;q=0.5\r\n");
    QCOMPARE(reply.header("Content-Encoding"), QByteArray("gzip"));
    QVERIFY(reply.body.size() < live.all.size());
    QProcess gzip;
    gzip.start(QStringLiteral("gzip"), {QStringLiteral("-dc")});
    gzip.write(reply.body);
    gzip.closeWriteChannel();
    QVERIFY(gzip.waitForFinished(kPatience));
    QCOMPARE(gzip.readAllStandardOutput(), live.all);
    QVERIFY(get(*server, "/raw", "Accept-Encoding: gzip;q=0\r\n").header("Content-Encoding").isEmpty());
}

void TestShare::eventsTellStreamAndTime()
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

void TestShare::eventsEndWithTheExitCode()
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

void TestShare::eventsResumedAnywhereGiveEachByteOnce()
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

void TestShare::anEventSourceIsToldThatThereIsNoMore()
{
    LiveRecording live;
    live.write("x");
    live.end();
    const auto server = serve(live);
    QCOMPARE(get(*server, "/events", "Last-Event-ID: 1\r\n").status, 204);
    QCOMPARE(get(*server, "/events", "Last-Event-ID: x\r\n").status, 400);
}

void TestShare::statusTellsHowItStands()
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

void TestShare::downloadIsASessionFile()
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

void TestShare::manyViewersThatComeAtAnyTimeGetEveryByte()
{
    constexpr int kViewers = 40;
    const QByteArray bytes = someBytes(3'000'000, 3);
    LiveRecording live;
    const auto server = serve(live);
    std::thread writer([&] {
        for (qsizetype at = 0; at < bytes.size(); at += 8000) {
            live.write(bytes.mid(at, 8000));
            std::this_thread::sleep_for(std::chrono::microseconds(500));
        }
        live.end(server.get());
    });
    std::atomic<int> exact{0};
    std::vector<std::thread> viewers;
    for (int i = 0; i < kViewers; ++i)
        viewers.emplace_back([&, i] {
            std::this_thread::sleep_for(std::chrono::milliseconds(5 * i));
            exact += get(*server, "/raw").body == bytes;
        });
    for (std::thread &viewer : viewers)
        viewer.join();
    writer.join();
    QCOMPARE(exact.load(), kViewers);
}

void TestShare::viewersThatReadNothingHoldNothingUp()
{
    LiveRecording live;
    const auto server = serve(live);
    std::vector<std::unique_ptr<Client>> idle;
    for (int i = 0; i < 20; ++i) {
        idle.push_back(std::make_unique<Client>(server->port()));
        idle.back()->socket().setReadBufferSize(1);
        idle.back()->send("GET", i % 2 ? "/raw" : "/events", bearer(*server));
    }
    live.write(someBytes(8'000'000, 4));
    live.end(server.get());
    QCOMPARE(get(*server, "/raw").body, live.all);
    QTRY_COMPARE_WITH_TIMEOUT(server->viewers().size(), idle.size(), kPatience);
    for (const auto &viewer : server->viewers())
        QVERIFY(viewer.offset < live.all.size());
}

void TestShare::aConnectionIsKeptForMoreRequests()
{
    LiveRecording live;
    live.write("0123456789");
    live.end();
    const auto server = serve(live);
    Client client(server->port());
    for (int i = 0; i < 3; ++i)
        client.send("GET", "/raw?from=" + QByteArray::number(i), bearer(*server), true);
    QByteArray all;
    const QDeadlineTimer deadline(kPatience);
    while (!all.endsWith("\r\n\r\n23456789") && !deadline.hasExpired()) {
        client.socket().waitForReadyRead(100);
        all += client.socket().readAll();
    }
    QCOMPARE(all.count("HTTP/1.1 200 OK"), 3);
}

void TestShare::disconnectingEndsOneViewerAlone()
{
    LiveRecording live;
    live.write("x");
    const auto server = serve(live);
    Client first(server->port()), second(server->port());
    first.send("GET", "/raw", bearer(*server));
    first.readUntil([](const Reply &reply) { return !reply.body.isEmpty(); });
    second.send("GET", "/raw", bearer(*server));
    second.readUntil([](const Reply &reply) { return !reply.body.isEmpty(); });
    QTRY_COMPARE_WITH_TIMEOUT(server->viewers().size(), size_t(2), kPatience);
    QCOMPARE(server->viewers()[0].offset, qint64(1));
    server->disconnectViewer(server->viewers()[0].id);
    QVERIFY(!first.readAll().isComplete);
    live.write("y");
    live.end(server.get());
    QCOMPARE(second.readAll().body, QByteArray("xy"));
    QVERIFY(second.readAll().isComplete);
}

void TestShare::aViewerThatLeavesIsCountedNoMore()
{
    LiveRecording live;
    const auto server = serve(live);
    QSignalSpy spy(server.get(), &ShareServer::viewersChanged);
    {
        Client client(server->port());
        client.send("GET", "/raw", bearer(*server));
        QTRY_COMPARE_WITH_TIMEOUT(server->viewers().size(), size_t(1), kPatience);
    }
    // Nothing is written: only its connection tells.
    QTRY_COMPARE_WITH_TIMEOUT(server->viewers().size(), size_t(0), kPatience);
    QVERIFY(spy.count() >= 2);
}

void TestShare::drainingWaitsForWhoStillReads()
{
    LiveRecording live;
    live.write(QByteArray(20'000'000, 'x'));
    const auto server = serve(live);
    Client client(server->port());
    client.socket().setReadBufferSize(1000);
    client.send("GET", "/raw", bearer(*server));
    client.readUntil([](const Reply &reply) { return reply.body.size() > 5000; });
    live.end(server.get());
    QSignalSpy drained(server.get(), &ShareServer::drained);
    server->drain(kPatience);
    QVERIFY(!drained.wait(500));
    client.socket().setReadBufferSize(0);
    QCOMPARE(client.readAll().body.size(), live.all.size());
    QVERIFY(drained.count() > 0 || drained.wait(kPatience));
}

QTEST_GUILESS_MAIN(TestShare)
#include "tst_share.moc"
