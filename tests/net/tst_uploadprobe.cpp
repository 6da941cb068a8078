#include "pipecore/net/upload/upload.h"
#include "pipecore/net/upload/uploadprobe.h"
#include "tests/helpers/scriptedserver.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>

using namespace pipecore;
using helpers::Connection;
using helpers::Request;
using helpers::ScriptedServer;
using Verdict = ProbeFinding::Verdict;

namespace
{

constexpr int kPatience = 60'000; // ms, for a loaded machine

} // namespace

// What a probe says of a server, and that it leaves nothing there.
class TestUploadProbe : public QObject
{
    Q_OBJECT
private slots:
    void whatAServerSaysIsToldAndNoMore_data();
    void whatAServerSaysIsToldAndNoMore();
    void aDeadServerIsNotReached();
    void noSecretIsInWhatItFinds();

private:
    QList<ProbeFinding> probe(const UploadTarget &target);
    NetworkThread m_network;
};

QList<ProbeFinding> TestUploadProbe::probe(const UploadTarget &target)
{
    auto *probe = new UploadProbe(target);
    QList<ProbeFinding> found;
    bool isDone = false;
    connect(probe, &UploadProbe::done, this, [&](const QList<ProbeFinding> &findings) {
        found = findings;
        isDone = true;
    });
    probe->runIn(&m_network);
    return QTest::qWaitFor([&] { return isDone; }, kPatience) ? found : QList<ProbeFinding>();
}

void TestUploadProbe::whatAServerSaysIsToldAndNoMore_data()
{
    QTest::addColumn<UploadMode>("mode");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<Verdict>("verdict"); // of the finding that has
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, UploadMode mode, int status, const QByteArray &headers,
                        Verdict verdict, const char *words) {
        QTest::newRow(name) << mode << status << headers << verdict << QString::fromLatin1(words);
    };
    using Mode = UploadMode;
    row("PUT is allowed", Mode::Whole, 200, "Allow: GET, PUT\r\n", Verdict::Good, "takes PUT there");
    row("PUT is not", Mode::Whole, 200, "Allow: GET, HEAD\r\n", Verdict::Bad, "not PUT");
    row("it does not say", Mode::Whole, 405, "", Verdict::Unknown, "does not say");
    row("PATCH", Mode::Append, 204, "Allow: PATCH\r\n", Verdict::Good, "takes PATCH there");
    row("credentials", Mode::Stream, 401, "", Verdict::Bad, "these credentials (401)");
    row("tus", Mode::Tus, 204, "Tus-Version: 1.0.0\r\nTus-Extension: creation,creation-defer-length\r\n",
        Verdict::Good, "speaks tus");
    row("tus with a length", Mode::Tus, 204, "Tus-Version: 1.0.0\r\nTus-Extension: creation\r\n",
        Verdict::Unknown, "wants to know the length");
    row("no tus", Mode::Tus, 200, "", Verdict::Bad, "does not say that it speaks tus");
    row("a batch", Mode::Batch, 204, "", Verdict::Good, "took an empty batch");
    row("no empty batch", Mode::Batch, 400, "", Verdict::Unknown, "no empty batch");
    row("no such place", Mode::Batch, 404, "", Verdict::Bad, "404");
    row("away", Mode::Form, 302, "Location: https://elsewhere.example/\r\n", Verdict::Bad,
        "elsewhere.example");
}

void TestUploadProbe::whatAServerSaysIsToldAndNoMore()
{
    QFETCH(UploadMode, mode);
    QFETCH(int, status);
    QFETCH(QByteArray, headers);
    QFETCH(Verdict, verdict);
    QFETCH(QString, words);
    std::atomic<qint64> bytes{0};
    ScriptedServer server(
        ScriptedServer::answering([&](Connection &client, const Request &, const QByteArray &body) {
            bytes += body.size();
            client.answer(status, headers);
        }));
    UploadTarget target;
    target.url = server.url();
    target.mode = mode;
    target.token = "secret";
    const QList<ProbeFinding> found = probe(target);
    QVERIFY(found.size() >= 2);
    QCOMPARE(found.first().verdict, Verdict::Good);
    QStringList all;
    bool isFound = false;
    for (const ProbeFinding &finding : found) {
        all << finding.text;
        isFound = isFound || (finding.verdict == verdict && finding.text.contains(words));
    }
    QVERIFY2(isFound, qPrintable(all.join(u'\n')));
    for (const Request &request : server.requests())
        QVERIFY(mode == UploadMode::Batch || request.method == "OPTIONS" || request.method == "HEAD");
    QCOMPARE(bytes.load(), 0); // nothing is left there
}

void TestUploadProbe::aDeadServerIsNotReached()
{
    UploadTarget target;
    target.url = QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(helpers::unusedPort()));
    const QList<ProbeFinding> found = probe(target);
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.first().verdict, Verdict::Bad);
    QVERIFY(found.first().text.contains(QStringLiteral("refused the connection")));
}

void TestUploadProbe::noSecretIsInWhatItFinds()
{
    ScriptedServer server(ScriptedServer::statuses({403}));
    UploadTarget target;
    target.url = server.url(QStringLiteral("/x?sig=hunter2"));
    target.token = "hunter2";
    target.headers.emplace_back("X-Api-Key", "hunter2");
    for (const UploadMode mode : {UploadMode::Whole, UploadMode::Tus, UploadMode::Batch}) {
        target.mode = mode;
        for (const ProbeFinding &finding : probe(target))
            QVERIFY2(!finding.text.contains(QStringLiteral("hunter2")), qPrintable(finding.text));
    }
}

QTEST_GUILESS_MAIN(TestUploadProbe)
#include "tst_uploadprobe.moc"
