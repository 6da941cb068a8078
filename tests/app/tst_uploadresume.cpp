#include "tests/net/nodepeer.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

// The program itself, killed while it uploads: what was acknowledged is not sent again, and all arrives. Of
// batches the one that was under way may arrive twice, and is then the same both times.
namespace
{

constexpr int kPatience = 60'000; // ms, for a loaded machine

} // namespace

class TestUploadResume : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_home = QTemporaryDir(); } // no session of an earlier test
    void aKilledRunnelGoesOnWithoutAnAddress_data();
    void aKilledRunnelGoesOnWithoutAnAddress();
    void aBatchUnderWayGoesAgainAsItWas();
    void aDeadReceiverDoesNotFailTheCommand();
    void withNothingLeftOffAnAddressIsAskedFor();

private:
    struct Result {
        int status;
        QByteArray err;
    };
    Result run(const QStringList &arguments) const;
    void prepare(QProcess &process) const;
    QJsonObject state() const;
    QString sessionFolder() const;

    QTemporaryDir m_home;
};

void TestUploadResume::prepare(QProcess &process) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("RUNNEL_HOME"), m_home.path());
    process.setProcessEnvironment(environment);
    process.setProgram(QStringLiteral(RUNNEL_PROGRAM));
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(QProcess::nullDevice());
}

TestUploadResume::Result TestUploadResume::run(const QStringList &arguments) const
{
    QProcess process;
    prepare(process);
    process.setArguments(arguments);
    process.start();
    if (!process.waitForFinished(kPatience))
        return {-1, "it does not end"};
    return {process.exitCode(), process.readAllStandardError()};
}

QString TestUploadResume::sessionFolder() const
{
    const QDir sessions(m_home.filePath(QStringLiteral("sessions")));
    const QStringList all = sessions.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    return all.isEmpty() ? QString() : sessions.filePath(all.last());
}

QJsonObject TestUploadResume::state() const
{
    const QDir folder(sessionFolder());
    const QStringList files = folder.entryList({QStringLiteral("upload-*.json")});
    QFile file(folder.filePath(files.value(0)));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

void TestUploadResume::aKilledRunnelGoesOnWithoutAnAddress_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("tus") << "tus";
    QTest::newRow("append") << "append";
    QTest::newRow("batch") << "batch";
}

void TestUploadResume::aKilledRunnelGoesOnWithoutAnAddress()
{
    QFETCH(QString, mode);
    const bool isTus = mode == QLatin1String("tus");
    NodePeer peer(isTus ? QStringLiteral("tus.js") : QStringLiteral("receiver.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    QProcess process;
    prepare(process);
    QStringList arguments{QStringLiteral("run"), QStringLiteral("--upload"),
                          peer.url(isTus ? QStringLiteral("/files") : u'/' + mode).toString(),
                          QStringLiteral("--upload-mode"), mode};
    if (mode == QLatin1String("batch"))
        arguments << QStringLiteral("--upload-format") << QStringLiteral("raw");
    arguments << QStringLiteral("--") << QStringLiteral("sh") << QStringLiteral("-c")
              << QStringLiteral("seq 1 20000; while :; do echo more; sleep 0.05; done");
    process.setArguments(arguments);
    process.start();
    QVERIFY(QTest::qWaitFor([&] { return state()[QLatin1String("acknowledged")].toInteger() > 100'000; },
                            kPatience));
    process.kill();
    QVERIFY(process.waitForFinished(kPatience));
    const qint64 before = state()[QLatin1String("acknowledged")].toInteger();
    const qint64 underWay = state()[QLatin1String("batch_end")].toInteger();

    const Result result = run({QStringLiteral("upload"), QStringLiteral("last")});
    QVERIFY2(result.status == 0, result.err.constData());
    QFile output(sessionFolder() + QStringLiteral("/output"));
    QVERIFY(output.open(QIODevice::ReadOnly));
    const QByteArray captured = output.readAll();
    QVERIFY(captured.size() >= before);
    const QString name = isTus ? QUrl(state()[QLatin1String("resource")].toString()).fileName() : mode;
    const QByteArray received = peer.contents(name);
    // The server may have got the batch that was under way, though nobody heard so.
    const bool isTwice = mode == QLatin1String("batch") && received.size() != captured.size();
    QVERIFY(received == (isTwice ? captured.first(underWay) + captured.mid(before) : captured));
    QCOMPARE(state()[QLatin1String("done")].toBool(), true);
}

void TestUploadResume::aBatchUnderWayGoesAgainAsItWas()
{
    NodePeer peer(QStringLiteral("receiver.js"));
    QVERIFY2(peer.isRunning(), qPrintable(peer.error()));
    QProcess process;
    prepare(process);
    process.setArguments(
        {QStringLiteral("run"), QStringLiteral("--upload"), peer.url(QStringLiteral("/batch")).toString(),
         QStringLiteral("--upload-mode"), QStringLiteral("batch"), QStringLiteral("--"), QStringLiteral("sh"),
         QStringLiteral("-c"),
         QStringLiteral("while :; do echo out; echo err >&2; printf part; sleep 0.02; done")});
    process.start();
    QVERIFY(
        QTest::qWaitFor([&] { return state()[QLatin1String("acknowledged")].toInteger() > 0; }, kPatience));
    QFile hold(peer.file(QStringLiteral("hold")));
    QVERIFY(hold.open(QIODevice::WriteOnly));
    QVERIFY(QTest::qWaitFor([&] { return !peer.contents(QStringLiteral("held")).isEmpty(); }, kPatience));
    process.kill();
    QVERIFY(process.waitForFinished(kPatience));
    QVERIFY(hold.remove());
    const QByteArray held = peer.contents(QStringLiteral("held"));

    const Result result = run({QStringLiteral("upload"), QStringLiteral("last")});
    QVERIFY2(result.status == 0, result.err.constData());
    const QByteArray received = peer.contents(QStringLiteral("batch"));
    const qsizetype first = received.indexOf(held);
    QCOMPARE(received.indexOf(held, first + 1), first + held.size());
    // Without the repetition it is the whole output, and the records' numbers have no gap.
    QByteArray text;
    qint64 seq = 0;
    const QByteArray once = received.first(first) + received.mid(first + held.size());
    for (const QByteArray &line : once.split('\n')) {
        const QJsonObject record = QJsonDocument::fromJson(line).object();
        text += record[QLatin1String("text")].toString().toUtf8();
        if (!line.isEmpty())
            QCOMPARE(record[QLatin1String("seq")].toInteger(), seq++);
    }
    QFile output(sessionFolder() + QStringLiteral("/output"));
    QVERIFY(output.open(QIODevice::ReadOnly));
    QVERIFY(text == output.readAll());
}

void TestUploadResume::aDeadReceiverDoesNotFailTheCommand()
{
    quint16 port = 0;
    {
        NodePeer peer(QStringLiteral("tus.js"));
        port = peer.port();
    }
    const QString url = QStringLiteral("http://127.0.0.1:%1/files").arg(port);
    const QStringList options{QStringLiteral("run"),
                              QStringLiteral("--upload"),
                              url,
                              QStringLiteral("--upload-mode"),
                              QStringLiteral("tus"),
                              QStringLiteral("--upload-attempts"),
                              QStringLiteral("2"),
                              QStringLiteral("--"),
                              QStringLiteral("sh"),
                              QStringLiteral("-c")};
    // The command's own failure wins; a success with a failed upload is a failure of Runnel.
    const Result well = run(options + QStringList{QStringLiteral("seq 1 100000")});
    QCOMPARE(well.status, 125);
    QVERIFY(well.err.contains("refused the connection"));
    QVERIFY(well.err.contains("goes on with it"));
    QCOMPARE(run(options + QStringList{QStringLiteral("exit 3")}).status, 3);
}

void TestUploadResume::withNothingLeftOffAnAddressIsAskedFor()
{
    QCOMPARE(run({QStringLiteral("run"), QStringLiteral("--"), QStringLiteral("true")}).status, 0);
    const Result result = run({QStringLiteral("upload"), QStringLiteral("last")});
    QCOMPARE(result.status, 125);
    QVERIFY(result.err.contains("give a URL"));
}

QTEST_GUILESS_MAIN(TestUploadResume)
#include "tst_uploadresume.moc"
