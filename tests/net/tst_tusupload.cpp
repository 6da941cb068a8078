#include "pipecore/net/upload/upload.h"
#include "tests/helpers/scriptedserver.h"
#include "tests/net/growingrecording.h"

#include <QTest>

#include <atomic>

using namespace pipecore;
using helpers::Connection;
using helpers::ScriptedServer;
using State = UploadStatus::State;

// What tus servers say that does not follow from what they were sent.
namespace
{

constexpr int kPatience = 60'000; // ms, for a loaded machine

/// A tus server that refuses to hear the length, as one does that knows it already.
ScriptedServer::Script refusingTheLength(std::atomic<qint64> &taken, bool knowsIt)
{
    return [&taken, knowsIt](Connection &connection) {
        while (const auto request = connection.request()) {
            taken += connection.body(request->length()).size();
            const QByteArray offset = "Upload-Offset: " + QByteArray::number(taken) + "\r\n";
            if (request->method == "OPTIONS")
                connection.answer(204,
                                  "Tus-Version: 1.0.0\r\nTus-Extension: creation,creation-defer-length\r\n");
            else if (request->method == "POST")
                connection.answer(201, "Location: /files/1\r\n");
            else if (request->method == "HEAD" && knowsIt)
                connection.answer(200, offset + "Upload-Length: " + QByteArray::number(taken) + "\r\n");
            else if (request->method == "HEAD")
                connection.answer(200, offset + "Upload-Defer-Length: 1\r\n");
            else if (request->headers.contains("upload-length"))
                connection.answer(400);
            else
                connection.answer(204, offset);
        }
    };
}

} // namespace

class TestTusUpload : public QObject
{
    Q_OBJECT
private slots:
    void aLengthThatTheServerKnowsNeedNotBeTakenAgain_data();
    void aLengthThatTheServerKnowsNeedNotBeTakenAgain();

private:
    NetworkThread m_network;
};

void TestTusUpload::aLengthThatTheServerKnowsNeedNotBeTakenAgain_data()
{
    QTest::addColumn<bool>("knowsIt");
    QTest::addColumn<State>("wanted");
    QTest::newRow("it has been told") << true << State::Done;
    QTest::newRow("it does not take it") << false << State::Failed;
}

void TestTusUpload::aLengthThatTheServerKnowsNeedNotBeTakenAgain()
{
    QFETCH(bool, knowsIt);
    QFETCH(State, wanted);
    std::atomic<qint64> taken{0};
    ScriptedServer server(refusingTheLength(taken, knowsIt));
    GrowingRecording recording;
    UploadTarget target;
    target.url = server.url(QStringLiteral("/files"));
    target.mode = UploadMode::Tus;
    target.firstDelayMs = 10;
    Upload upload(target, recording.get(), &m_network);
    recording.write("hello\n");
    QVERIFY(QTest::qWaitFor([&] { return upload.status().acknowledged == 6; }, kPatience));
    recording.end();
    QVERIFY(QTest::qWaitFor([&] { return upload.status().isFinal(); }, kPatience));
    QVERIFY2(upload.status().state == wanted, qPrintable(upload.status().text));
    QVERIFY(knowsIt || upload.status().text.contains(QStringLiteral("400")));
    QCOMPARE(taken.load(), recording.bytes().size());
}

QTEST_GUILESS_MAIN(TestTusUpload)
#include "tst_tusupload.moc"
