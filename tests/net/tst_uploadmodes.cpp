#include "pipecore/net/upload/upload.h"
#include "tests/net/growingrecording.h"
#include "tests/net/nodepeer.h"
#include "tests/support/randomtest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace pipecore;
using State = UploadStatus::State;

namespace
{

constexpr int kPatience = 60'000; // ms, for a loaded machine

/// The bytes that records hold, one a line.
QByteArray decoded(const QByteArray &ndjson)
{
    QByteArray bytes;
    qint64 seq = 0;
    for (const QByteArray &line : ndjson.split('\n')) {
        if (line.isEmpty())
            continue;
        const QJsonObject record = QJsonDocument::fromJson(line).object();
        if (record[QLatin1String("seq")].toInteger(-1) != seq++)
            return "a record is missing, or there twice";
        bytes += record.contains(QLatin1String("b64"))
                     ? QByteArray::fromBase64(record[QLatin1String("b64")].toString().toLatin1())
                     : record[QLatin1String("text")].toString().toUtf8();
    }
    return bytes;
}

/// Lines, both streams, characters of every length, bytes that are none, and a last line without an end.
void writeEverything(GrowingRecording &recording)
{
    for (int i = 0; i < 3000; ++i)
        recording.write("line " + QByteArray::number(i) + " grüße 日本語 🚀\n",
                        i % 7 == 0 ? Stream::Error : Stream::Output);
    recording.write(QByteArray("\0\x80\xff nul and no UTF-8\r\n\x1b[31mred\x1b[m", 34));
    recording.write(QByteArray(200'000, 'x'));
    recording.write("\xe2\x82");
    recording.write("\xac cut within a character", Stream::Error);
}

} // namespace

class TestUploadModes : public QObject
{
    Q_OBJECT
private slots:
    void everyModeDeliversEveryByte_data();
    void everyModeDeliversEveryByte();
    void recordsGiveBackTheBytes_data();
    void recordsGiveBackTheBytes();
    void anEmptyOutputIsDelivered_data();
    void anEmptyOutputIsDelivered();
    void theReplyOfAFormHasALink();
    void elasticsearchsRefusalsAreSetAside();
    void tusSaysHowMuchTheServerAccepts();
    void aPausedUploadStandsStillAndGoesOn();
    void anUploadGoesOnWhereAnEarlierOneWas();
    void aCancelledTusUploadIsDeletedIfAsked();
    void theStateHoldsNoSecret();
    void theLogHoldsNoSecret();

private:
    UploadTarget target(const NodePeer &peer, const QString &path, UploadMode mode) const;
    static bool waitFor(const Upload &upload, State state);
    static QString resourceFile(const NodePeer &peer, const Upload &upload);

    NetworkThread m_network;
};

UploadTarget TestUploadModes::target(const NodePeer &peer, const QString &path, UploadMode mode) const
{
    UploadTarget target;
    target.url = peer.url(path);
    target.mode = mode;
    return target;
}

bool TestUploadModes::waitFor(const Upload &upload, State state)
{
    const bool isThere = QTest::qWaitFor(
        [&] { return upload.status().state == state || upload.status().isFinal(); }, kPatience);
    if (upload.status().state != state)
        qWarning("%s\n%s", qPrintable(upload.status().text), qPrintable(upload.log().lines().join(u'\n')));
    return isThere && upload.status().state == state;
}

QString TestUploadModes::resourceFile(const NodePeer &, const Upload &upload)
{
    return QUrl(upload.status().link).fileName();
}

void TestUploadModes::everyModeDeliversEveryByte_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("gzip");
    QTest::newRow("form") << "form"
                          << "/form" << false;
    QTest::newRow("append") << "append"
                            << "/append" << false;
    QTest::newRow("append, last byte told") << "append"
                                            << "/append9" << false;
    QTest::newRow("batch") << "batch"
                           << "/batch" << false;
    QTest::newRow("batch, gzip") << "batch"
                                 << "/batch" << true;
    QTest::newRow("stream") << "stream"
                            << "/stream" << false;
    QTest::newRow("tus") << "tus"
                         << "/files" << false;
}

void TestUploadModes::everyModeDeliversEveryByte()
{
    QFETCH(QString, mode);
    QFETCH(QString, path);
    QFETCH(bool, gzip);
    const bool isTus = mode == QLatin1String("tus");
    NodePeer peer(isTus ? QStringLiteral("tus.js") : QStringLiteral("receiver.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    GrowingRecording recording;
    UploadTarget to = target(peer, path, *modeFromName(mode));
    to.gzip = gzip;
    if (mode == QLatin1String("batch"))
        to.format = UploadFormat::Raw;
    Upload upload(to, recording.get(), &m_network);
    writeEverything(recording);
    QTest::qWait(300);
    writeEverything(recording);
    recording.end();
    QVERIFY(waitFor(upload, State::Done));
    QCOMPARE(upload.status().acknowledged, recording.bytes().size());
    QCOMPARE(upload.lag(), 0);
    const QString name = isTus ? resourceFile(peer, upload) : mode;
    QVERIFY(peer.contents(name) == recording.bytes());
}

void TestUploadModes::recordsGiveBackTheBytes_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("batch") << "batch";
    QTest::newRow("stream") << "stream";
}

void TestUploadModes::recordsGiveBackTheBytes()
{
    QFETCH(QString, mode);
    NodePeer peer(QStringLiteral("receiver.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    GrowingRecording recording;
    UploadTarget to = target(peer, u'/' + mode, *modeFromName(mode));
    to.format = UploadFormat::NdJson;
    Upload upload(to, recording.get(), &m_network);
    writeEverything(recording);
    QTest::qWait(700);
    writeEverything(recording);
    recording.end();
    QVERIFY(waitFor(upload, State::Done));
    QVERIFY(decoded(peer.contents(mode)) == recording.bytes());
    QVERIFY(peer.contents(QStringLiteral("requests")).contains("application/x-ndjson"));
}

void TestUploadModes::anEmptyOutputIsDelivered_data()
{
    everyModeDeliversEveryByte_data();
}

void TestUploadModes::anEmptyOutputIsDelivered()
{
    QFETCH(QString, mode);
    QFETCH(QString, path);
    const bool isTus = mode == QLatin1String("tus");
    NodePeer peer(isTus ? QStringLiteral("tus.js") : QStringLiteral("receiver.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    GrowingRecording recording;
    recording.end();
    Upload upload(target(peer, path, *modeFromName(mode)), recording.get(), &m_network);
    QVERIFY(waitFor(upload, State::Done));
    QCOMPARE(upload.status().acknowledged, 0);
}

void TestUploadModes::theReplyOfAFormHasALink()
{
    NodePeer peer(QStringLiteral("receiver.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    GrowingRecording recording;
    recording.write("hello\n");
    recording.end();
    UploadTarget to = target(peer, QStringLiteral("/form"), UploadMode::Form);
    to.fieldName = QStringLiteral("log \"file\"");
    to.headers.emplace_back("X-Field", "log %22file%22");
    to.fields.emplace_back(QStringLiteral("expires"), QStringLiteral("7 days\nor less"));
    Upload upload(to, recording.get(), &m_network);
    QVERIFY(waitFor(upload, State::Done));
    QCOMPARE(upload.status().link, QStringLiteral("https://paste.example/abc123"));
    QCOMPARE(peer.contents(QStringLiteral("form")), recording.bytes());
    QCOMPARE(peer.contents(QStringLiteral("fields.json")), QByteArray(R"({"expires":"7 days\nor less"})"));
}

void TestUploadModes::elasticsearchsRefusalsAreSetAside()
{
    NodePeer peer(QStringLiteral("receiver.js"), {QStringLiteral("REFUSE_EVERY=10")});
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    GrowingRecording recording;
    for (int i = 0; i < 25; ++i)
        recording.write(QByteArray::number(i) + '\n');
    recording.end();
    UploadTarget to = target(peer, QStringLiteral("/bulk"), UploadMode::Batch);
    to.format = UploadFormat::Elasticsearch;
    Upload upload(to, recording.get(), &m_network);
    QVERIFY(waitFor(upload, State::Failed));
    QCOMPARE(upload.status().refused, 2);
    QVERIFY(upload.status().text.startsWith(QStringLiteral("2 of 25 records were refused")));
    QString name = UploadState::fileName(to);
    name.replace(QStringLiteral(".json"), QStringLiteral(".refused.ndjson"));
    QFile refused(recording.folder() + u'/' + name);
    QVERIFY(refused.open(QIODevice::ReadOnly));
    const QByteArray records = refused.readAll();
    QVERIFY(records.contains("\"text\":\"9\\n\""));
    QVERIFY(records.contains("\"text\":\"19\\n\""));
    QCOMPARE(records.count('\n'), 2);
}

void TestUploadModes::tusSaysHowMuchTheServerAccepts()
{
    NodePeer peer(QStringLiteral("tus.js"), {QStringLiteral("TUS_MAX_SIZE=100000")});
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    GrowingRecording recording;
    recording.write(QByteArray(240'000, 'x'));
    recording.end();
    Upload upload(target(peer, QStringLiteral("/files"), UploadMode::Tus), recording.get(), &m_network);
    QVERIFY(waitFor(upload, State::Failed));
    QCOMPARE(upload.status().text,
             QStringLiteral("the server accepts at most 100.0 kB; 240.0 kB are captured"));
}

void TestUploadModes::aPausedUploadStandsStillAndGoesOn()
{
    NodePeer peer(QStringLiteral("tus.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    GrowingRecording recording;
    Upload upload(target(peer, QStringLiteral("/files"), UploadMode::Tus), recording.get(), &m_network);
    recording.write("one\n");
    QVERIFY(QTest::qWaitFor([&] { return upload.status().acknowledged == 4; }, kPatience));
    upload.pause();
    QVERIFY(waitFor(upload, State::Paused));
    const qsizetype requests = upload.log().lines().size();
    recording.write("two\n");
    recording.end();
    QTest::qWait(300);
    QCOMPARE(upload.status().state, State::Paused);
    QCOMPARE(upload.log().lines().size(), requests);
    upload.resume();
    QVERIFY(waitFor(upload, State::Done));
    QCOMPARE(peer.contents(resourceFile(peer, upload)), QByteArray("one\ntwo\n"));
}

void TestUploadModes::anUploadGoesOnWhereAnEarlierOneWas()
{
    NodePeer peer(QStringLiteral("tus.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    GrowingRecording recording;
    const UploadTarget to = target(peer, QStringLiteral("/files"), UploadMode::Tus);
    QString resource;
    {
        Upload upload(to, recording.get(), &m_network);
        recording.write(QByteArray(100'000, 'a'));
        QVERIFY(QTest::qWaitFor([&] { return upload.status().acknowledged == 100'000; }, kPatience));
        resource = upload.status().link;
    }
    recording.write("the rest\n");
    recording.end();
    const std::vector<UploadState> left = UploadState::readAll(recording.folder());
    QCOMPARE(left.size(), size_t(1));
    QCOMPARE(left.front().resource.toString(), resource);
    Upload upload(left.front(), recording.get(), &m_network);
    QCOMPARE(upload.status().text, QStringLiteral("interrupted"));
    upload.resume();
    QVERIFY(waitFor(upload, State::Done));
    QCOMPARE(upload.status().link, resource);
    QVERIFY(peer.contents(resourceFile(peer, upload)) == recording.bytes());
    QVERIFY(UploadState::readAll(recording.folder()).front().isDone);
}

void TestUploadModes::aCancelledTusUploadIsDeletedIfAsked()
{
    NodePeer peer(QStringLiteral("tus.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    GrowingRecording recording;
    UploadTarget to = target(peer, QStringLiteral("/files"), UploadMode::Tus);
    to.deleteOnCancel = true;
    Upload upload(to, recording.get(), &m_network);
    recording.write("one\n");
    QVERIFY(QTest::qWaitFor([&] { return upload.status().acknowledged == 4; }, kPatience));
    const QString name = resourceFile(peer, upload);
    QVERIFY(QFile::exists(peer.file(name)));
    upload.cancel();
    QVERIFY(waitFor(upload, State::Cancelled));
    QCOMPARE(upload.status().text, QStringLiteral("cancelled, and deleted from the server"));
    QVERIFY(!QFile::exists(peer.file(name)));
    recording.end();
}

void TestUploadModes::theStateHoldsNoSecret()
{
    const QTemporaryDir folder;
    UploadState state;
    state.target.url = QUrl(QStringLiteral("http://me:s3cret@127.0.0.1/x?sig=s3cret&part=7&api_key=s3cret"));
    state.target.mode = UploadMode::Batch;
    state.target.token = "s3cret";
    state.target.user = "me:s3cret";
    state.target.headers = {{"X-Api-Key", "s3cret"}, {"Cookie", "s3cret"}, {"X-Build", "42"}};
    state.target.fields = {{QStringLiteral("password"), QStringLiteral("s3cret")}};
    QVERIFY(state.write(folder.path()));
    QFile file(folder.filePath(UploadState::fileName(state.target)));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("s3cret"));
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    const UploadState read = UploadState::readAll(folder.path()).front();
    QCOMPARE(read.target.headers, (QList<std::pair<QByteArray, QByteArray>>{{"X-Build", "42"}}));
    QCOMPARE(read.incomplete.size(), 6);
}

void TestUploadModes::theLogHoldsNoSecret()
{
    NodePeer peer(QStringLiteral("receiver.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    GrowingRecording recording;
    recording.write("x\n");
    recording.end();
    UploadTarget to = target(peer, QStringLiteral("/nowhere?token=s3cret"), UploadMode::Append);
    to.url.setUserName(QStringLiteral("me"));
    to.url.setPassword(QStringLiteral("s3cret"));
    to.headers.emplace_back("X-Api-Key", "s3cret");
    Upload upload(to, recording.get(), &m_network);
    QVERIFY(waitFor(upload, State::Failed));
    const QString log = upload.log().lines().join(u'\n');
    QVERIFY(log.contains(QStringLiteral("404")));
    QVERIFY(!log.contains(QStringLiteral("s3cret")));
    QVERIFY(!upload.status().text.contains(QStringLiteral("s3cret")));
}

QTEST_GUILESS_MAIN(TestUploadModes)
#include "tst_uploadmodes.moc"
