#include "tests/net/nodepeer.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

// The program itself, killed while it uploads: what was acknowledged is not sent again, and all arrives.
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
    arguments << QStringLiteral("--") << QStringLiteral("sh") << QStringLiteral("-c")
              << QStringLiteral("seq 1 20000; while :; do echo more; sleep 0.05; done");
    process.setArguments(arguments);
    process.start();
    QVERIFY(QTest::qWaitFor([&] { return state()[QLatin1String("acknowledged")].toInteger() > 100'000; },
                            kPatience));
    process.kill();
    QVERIFY(process.waitForFinished(kPatience));
    const qint64 before = state()[QLatin1String("acknowledged")].toInteger();

    const Result result = run({QStringLiteral("upload"), QStringLiteral("last")});
    QVERIFY2(result.status == 0, result.err.constData());
    QFile output(sessionFolder() + QStringLiteral("/output"));
    QVERIFY(output.open(QIODevice::ReadOnly));
    const QByteArray captured = output.readAll();
    QVERIFY(captured.size() >= before);
    const QString name = isTus ? QUrl(state()[QLatin1String("resource")].toString()).fileName() : mode;
    QVERIFY(peer.contents(name) == captured);
    QCOMPARE(state()[QLatin1String("done")].toBool(), true);
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
