#include <QDirIterator>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

// What the program itself lets go of, in everything that it writes.
namespace
{

const QByteArray kSecret = "hunter2-s3cr3t/Va+lue";

struct Result {
    int status = -1;
    QByteArray out, err;
};

/// Takes one request after the other, and keeps all their bytes.
class Receiver : public QTcpServer
{
public:
    Receiver()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                got += socket->readAll();
                const qsizetype head = got.indexOf("\r\n\r\n");
                const qsizetype length = got.toLower().indexOf("content-length: ");
                if (head > 0 &&
                    got.size() >=
                        head + 4 + got.mid(length + 16, got.indexOf('\r', length) - length - 16).toInt())
                    socket->write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
            });
        });
    }
    QByteArray got;
};

} // namespace

class TestMasking : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void aSecretReachesNoSink_data();
    void aSecretReachesNoSink();
    void theRecordKeepsTheCountAndNoSecret();
    void withoutOptionsTheOutputPassesByteForByte();
    void aPatternMasks();
    void thePreviewTellsNamesAndNeverValues();
    void ordinaryValuesAreNotMasked();
    void whatCannotBeMaskedIsRefused_data();
    void whatCannotBeMaskedIsRefused();

private:
    Result run(const QStringList &arguments);
    QString file(const QString &name) const { return m_folder->filePath(name); }
    // Every file below the data folder and the test's own, that has one of `words`.
    QStringList filesWith(const QList<QByteArray> &words) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QProcessEnvironment m_environment;
};

void TestMasking::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_environment = QProcessEnvironment::systemEnvironment();
    m_environment.insert(QStringLiteral("RUNNEL_HOME"), file(QStringLiteral("home")));
    m_environment.insert(QStringLiteral("DEPLOY_TOKEN"), QString::fromLatin1(kSecret));
}

Result TestMasking::run(const QStringList &arguments)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(m_folder->path());
    process.start(QStringLiteral(RUNNEL_PROGRAM), QStringList(QStringLiteral("run")) + arguments);
    process.closeWriteChannel();
    while (process.state() != QProcess::NotRunning) // this thread also serves
        QTest::qWait(5);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QStringList TestMasking::filesWith(const QList<QByteArray> &words) const
{
    QStringList found;
    QDirIterator files(m_folder->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile one(files.next());
        if (!one.open(QIODevice::ReadOnly))
            continue;
        QByteArray bytes = one.readAll();
        if (one.fileName().endsWith(QLatin1String(".runnel"))) {
            QProcess zstd;
            zstd.start(QStringLiteral("zstd"), {QStringLiteral("-dcq"), one.fileName()});
            zstd.waitForFinished(60'000);
            bytes += zstd.readAllStandardOutput();
        }
        for (const QByteArray &word : words)
            if (bytes.contains(word))
                found << one.fileName();
    }
    return found;
}

void TestMasking::aSecretReachesNoSink_data()
{
    QTest::addColumn<QString>("line");
    QTest::newRow("at once") << QStringLiteral("echo a $DEPLOY_TOKEN b; echo a $DEPLOY_TOKEN b >&2");
    QTest::newRow("byte by byte") << QStringLiteral(
        "t=$DEPLOY_TOKEN; printf 'a '; while [ -n \"$t\" ]; do r=${t#?}; c=${t%\"$r\"}; printf %s \"$c\"; "
        "printf %s \"$c\" >&2; sleep 0.01; t=$r; done; echo ' b'; echo ' b' >&2");
    QTest::newRow("byte by byte, with silences") << QStringLiteral(
        "t=$DEPLOY_TOKEN; printf 'a '; printf 'a ' >&2; while [ ${#t} -gt 14 ]; do r=${t#?}; c=${t%\"$r\"}; "
        "printf %s \"$c\"; printf %s \"$c\" >&2; sleep 0.3; t=$r; done; "
        "echo \"$t b\"; echo \"$t b\" >&2");
    QTest::newRow("split by a silence")
        << QStringLiteral("printf 'a hunter'; printf 'a hunter2-s3' >&2; sleep 0.5; echo '2-s3cr3t/Va+lue "
                          "b'; echo 'cr3t/Va+lue b' >&2");
    QTest::newRow("in base64") << QStringLiteral("for p in '' u us; do printf %s \"$p$DEPLOY_TOKEN\" | "
                                                 "base64; printf %s \"$p$DEPLOY_TOKEN\" | base64 >&2; done");
    QTest::newRow("percent-encoded") << QStringLiteral(
        "echo 'a hunter2-s3cr3t%2FVa%2Blue b'; echo 'a hunter2-s3cr3t%2fVa%2blue b' >&2");
    QTest::newRow("in the command") << QStringLiteral(
        "echo hunter2-s3cr3t/Va+lue; echo hunter2-s3cr3t/Va+lue >&2");
}

void TestMasking::aSecretReachesNoSink()
{
    QFETCH(QString, line);
    Receiver receiver;
    const QStringList saves{QStringLiteral("a.runnel"), QStringLiteral("a.log"), QStringLiteral("a.txt")};
    QStringList arguments{QStringLiteral("--mask-secrets"), QStringLiteral("--shell")};
    for (const QString &name : saves)
        arguments << QStringLiteral("--save") << file(name);
    arguments << QStringLiteral("--upload")
              << QStringLiteral("http://127.0.0.1:%1/x").arg(receiver.serverPort()) << QStringLiteral("--")
              << line;
    const Result result = run(arguments);
    QVERIFY2(result.status == 0, result.err.constData());
    // Of each form a piece in the middle is told by nothing else; three bytes of its beginning may be seen.
    const QList<QByteArray> telling{"hunt",         "nter2-s3cr3t", "s3cr3t/Va",    "s3cr3t%2",
                                    "cjItczNjcjN0", "Mi1zM2NyM3Qv", "yLXMzY3IzdC9W"};
    for (const QByteArray &word : telling)
        for (const QByteArray &seen : {result.out, result.err, receiver.got})
            QVERIFY2(!seen.contains(word), seen.constData());
    // The line itself stands in the record, where it names pieces of the secret alone.
    const bool splits = QByteArray(QTest::currentDataTag()) == "split by a silence";
    if (!splits)
        QCOMPARE(filesWith(telling), QStringList());
    QVERIFY(result.out.contains("***"));
    QVERIFY(result.err.contains("***"));
    QVERIFY(receiver.got.contains("***"));
    QVERIFY2(result.err.contains("runnel: masked "), result.err.constData());
}

void TestMasking::theRecordKeepsTheCountAndNoSecret()
{
    const Result result =
        run({QStringLiteral("--mask-env"), QStringLiteral("DEPLOY_TOKEN"), QStringLiteral("--env"),
             QStringLiteral("OTHER=x") + QString::fromLatin1(kSecret), QStringLiteral("--"),
             QStringLiteral("echo"), QString::fromLatin1(kSecret), QStringLiteral("and"),
             QString::fromLatin1(kSecret)});
    QCOMPARE(result.out, QByteArray("*** and ***\n"));
    QCOMPARE(filesWith({kSecret}), QStringList());
    QDirIterator records(m_folder->path(), {QStringLiteral("session.json")}, QDir::Files,
                         QDirIterator::Subdirectories);
    QVERIFY(records.hasNext());
    QFile record(records.next());
    QVERIFY(record.open(QIODevice::ReadOnly));
    QVERIFY(record.readAll().contains("\"masked\": 2"));
}

void TestMasking::withoutOptionsTheOutputPassesByteForByte()
{
    const Result result = run({QStringLiteral("--"), QStringLiteral("echo"), QString::fromLatin1(kSecret)});
    QCOMPARE(result.out, kSecret + '\n');
    QCOMPARE(result.err, QByteArray());
}

void TestMasking::aPatternMasks()
{
    const Result result =
        run({QStringLiteral("--quiet"), QStringLiteral("--mask"), QStringLiteral("id=\\K\\d+"),
             QStringLiteral("--"), QStringLiteral("echo"), QStringLiteral("id=1234 id=x")});
    QCOMPARE(result.out, QByteArray("id=*** id=x\n"));
    QCOMPARE(result.err, QByteArray());
}

void TestMasking::thePreviewTellsNamesAndNeverValues()
{
    m_environment.insert(QStringLiteral("SHORT_PASSWORD"), QStringLiteral("ab12"));
    const Result result =
        run({QStringLiteral("--mask-preview"), QStringLiteral("--mask-secrets"), QStringLiteral("--mask"),
             QStringLiteral("x[0-9]+"), QStringLiteral("--env"), QStringLiteral("MY_SECRET=0123456789abc")});
    QCOMPARE(result.status, 0);
    for (const char *name : {"masked: the value of DEPLOY_TOKEN", "masked: the value of MY_SECRET",
                             "matches x[0-9]+", "not masked: SHORT_PASSWORD"})
        QVERIFY2(result.out.contains(name), result.out.constData());
    for (const QByteArray &value : {kSecret, QByteArray("0123456789abc"), QByteArray("ab12")})
        QVERIFY2(!result.out.contains(value), result.out.constData());
    QVERIFY(!QDir(file(QStringLiteral("home/sessions"))).exists());
}

void TestMasking::ordinaryValuesAreNotMasked()
{
    m_environment.insert(QStringLiteral("USE_TOKEN"), QStringLiteral("required"));
    m_environment.insert(QStringLiteral("TOKEN_COUNT"), QStringLiteral("123456"));
    m_environment.insert(QStringLiteral("CREDENTIALS_FILE"), QStringLiteral("/etc/passwd"));
    const Result result = run({QStringLiteral("--mask-secrets"), QStringLiteral("--"), QStringLiteral("echo"),
                               QStringLiteral("required 123456 /etc/passwd")});
    QCOMPARE(result.out, QByteArray("required 123456 /etc/passwd\n"));
}

void TestMasking::whatCannotBeMaskedIsRefused_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("told");
    QTest::newRow("a wrong pattern") << QStringList{QStringLiteral("--mask"), QStringLiteral("(x")}
                                     << QByteArray("\"(x\" is not right");
    QTest::newRow("a missing variable")
        << QStringList{QStringLiteral("--mask-env"), QStringLiteral("NO_SUCH")}
        << QByteArray("no variable NO_SUCH");
    QTest::newRow("a short value") << QStringList{QStringLiteral("--env"), QStringLiteral("PIN=123"),
                                                  QStringLiteral("--mask-env"), QStringLiteral("PIN")}
                                   << QByteArray("fewer than 4 characters");
}

void TestMasking::whatCannotBeMaskedIsRefused()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, told);
    const Result result =
        run(options + QStringList{QStringLiteral("--"), QStringLiteral("echo"), QStringLiteral("ran")});
    QCOMPARE(result.status, 125);
    QCOMPARE(result.out, QByteArray());
    QVERIFY2(result.err.contains(told), result.err.constData());
}

QTEST_GUILESS_MAIN(TestMasking)
#include "tst_masking.moc"
