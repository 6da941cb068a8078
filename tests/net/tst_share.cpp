#include "tests/net/shareddata.h"

using namespace sharetest;
using namespace sharedata;

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
