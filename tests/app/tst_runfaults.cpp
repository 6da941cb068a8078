#include "tests/helpers/runnelprocess.h"
#include "tests/helpers/scriptedserver.h"
#include "tests/support/sanitizer.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <csignal>

#include <sys/mount.h>
#include <unistd.h>

using namespace helpers;

namespace
{

constexpr int kPatience = 60'000; // ms, for a loaded machine

/// A small disk, mounted for as long as this lives. Needs root.
class SmallDisk
{
public:
    explicit SmallDisk(const char *size)
    {
        const QByteArray options = QByteArray("size=") + size;
        m_mounted = ::mount("tmpfs", path().toUtf8().constData(), "tmpfs", 0, options.constData()) == 0;
    }
    ~SmallDisk()
    {
        if (m_mounted)
            ::umount2(path().toUtf8().constData(), MNT_DETACH);
    }
    bool isMounted() const { return m_mounted; }
    QString path() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
    bool m_mounted = false;
};

QByteArrayList linesOf(const QByteArray &text)
{
    return text.isEmpty() ? QByteArrayList() : text.trimmed().split('\n');
}

} // namespace

class TestRunFaults : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_runnel = std::make_unique<RunnelProcess>(QStringLiteral(RUNNEL_PROGRAM)); }
    void aReaderThatHasSeenEnoughEndsTheCommand();
    void aFullDeviceOnStdoutIsReported();
    void closedStreamsDoNotHarmTheSession_data();
    void closedStreamsDoNotHarmTheSession();
    void aFullDiskIsWaitedFor();
    void aFullDiskUnderStdoutIsWaitedFor();
    void whatAKilledRunnelHadIsKept();
    void stopLeavesNothingBehind();
    void aBackgroundProcessDoesNotHoldTheEndUp();
    void aDataFolderThatCannotBeMadeIsSaid_data();
    void aDataFolderThatCannotBeMadeIsSaid();
    void aPlaceThatCannotBeSavedToIsSaidFirst_data();
    void aPlaceThatCannotBeSavedToIsSaidFirst();
    void anUploadEndsWithItsReason_data();
    void anUploadEndsWithItsReason();

private:
    std::unique_ptr<RunnelProcess> m_runnel;
};

void TestRunFaults::aReaderThatHasSeenEnoughEndsTheCommand()
{
    const auto result =
        m_runnel->shell(QStringLiteral("{ \"$R\" run -- yes; echo $? >status; } | head -n 1"));
    QCOMPARE(result.out, QByteArray("y\n"));
    QCOMPARE(result.err, QByteArray("runnel: cannot write to standard output: Broken pipe\n"));
    QCOMPARE(contentsOf(m_runnel->file(QStringLiteral("status"))), QByteArray("141\n"));
}

void TestRunFaults::aFullDeviceOnStdoutIsReported()
{
    const auto result =
        m_runnel->shell(QStringLiteral("\"$R\" run -- sh -c 'echo a; echo b >&2; echo c' >/dev/full"));
    QCOMPARE(result.status, 125);
    QCOMPARE(result.err, QByteArray("b\nrunnel: cannot write to standard output: No space left on device\n"));
    QCOMPARE(m_runnel->lastOutput().size(), 6); // the command and the capture do not suffer
}

void TestRunFaults::closedStreamsDoNotHarmTheSession_data()
{
    QTest::addColumn<QString>("redirections");
    QTest::addColumn<int>("status");
    QTest::newRow("stdin") << QStringLiteral("<&-") << 0;
    QTest::newRow("stdout") << QStringLiteral(">&-") << 125;
    QTest::newRow("stderr") << QStringLiteral("2>&-") << 125;
    QTest::newRow("all") << QStringLiteral("<&- >&- 2>&-") << 125;
}

void TestRunFaults::closedStreamsDoNotHarmTheSession()
{
    QFETCH(QString, redirections);
    QFETCH(int, status);
    const auto result = m_runnel->shell(
        QStringLiteral("\"$R\" run -- sh -c 'echo out; sleep 0.1; echo err >&2' ") + redirections);
    QCOMPARE(result.status, status);
    QCOMPARE(m_runnel->lastOutput(), QByteArray("out\nerr\n"));
}

void TestRunFaults::aFullDiskIsWaitedFor()
{
    const SmallDisk disk("8m");
    if (!disk.isMounted())
        QSKIP("only root can mount a small disk");
    QVERIFY(writeFile(disk.path() + QStringLiteral("/ballast"), QByteArray(4 << 20, 'x')));
    m_runnel->setVariable(QStringLiteral("RUNNEL_HOME"), disk.path());
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    m_runnel->start(process, {QStringLiteral("run"), QStringLiteral("--"), QStringLiteral("head"),
                              QStringLiteral("-c"), QStringLiteral("6000000"), QStringLiteral("/dev/zero")});
    QByteArray told;
    QVERIFY(
        QTest::qWaitFor([&] { return (told += process.readAllStandardError()).contains('\n'); }, kPatience));
    QTest::qWait(700); // several attempts: it is said once
    QCOMPARE(process.state(), QProcess::Running);
    QVERIFY(QFile::remove(disk.path() + QStringLiteral("/ballast")));
    const auto result = RunnelProcess::waitFor(process);
    told += result.err;
    QCOMPARE(result.status, 0);
    QCOMPARE(linesOf(told).size(), 1);
    QVERIFY2(told.startsWith("runnel: ") && told.contains("No space left on device"), told.constData());
    const auto exported = m_runnel->run({QStringLiteral("export"), QStringLiteral("last"),
                                         QStringLiteral("--format"), QStringLiteral("raw")});
    QVERIFY(exported.out == QByteArray(6'000'000, '\0'));
}

void TestRunFaults::aFullDiskUnderStdoutIsWaitedFor()
{
    const SmallDisk disk("2m");
    if (!disk.isMounted())
        QSKIP("only root can mount a small disk");
    QVERIFY(writeFile(disk.path() + QStringLiteral("/ballast"), QByteArray(1 << 20, 'x')));
    QProcess process;
    process.setStandardOutputFile(disk.path() + QStringLiteral("/out"));
    m_runnel->start(process, {QStringLiteral("run"), QStringLiteral("--"), QStringLiteral("head"),
                              QStringLiteral("-c"), QStringLiteral("1500000"), QStringLiteral("/dev/zero")});
    QByteArray told;
    QVERIFY(
        QTest::qWaitFor([&] { return (told += process.readAllStandardError()).contains('\n'); }, kPatience));
    QVERIFY(QFile::remove(disk.path() + QStringLiteral("/ballast")));
    const auto result = RunnelProcess::waitFor(process);
    QCOMPARE(result.status, 0);
    QVERIFY(contentsOf(disk.path() + QStringLiteral("/out")) == QByteArray(1'500'000, '\0'));
}

void TestRunFaults::whatAKilledRunnelHadIsKept()
{
    QProcess process;
    process.setStandardOutputFile(m_runnel->file(QStringLiteral("passed")));
    m_runnel->start(process, {QStringLiteral("run"), QStringLiteral("--"), QStringLiteral("seq"),
                              QStringLiteral("1000000000")});
    QVERIFY(QTest::qWaitFor([&] { return m_runnel->lastOutput().size() > 3'000'000; }, kPatience));
    ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
    process.waitForFinished();
    const QByteArray kept = m_runnel->lastOutput();
    const QByteArray passed = contentsOf(m_runnel->file(QStringLiteral("passed")));
    QVERIFY(passed.size() > 0 && kept.startsWith(passed)); // what was shown had been kept before
    const auto listed = m_runnel->run({QStringLiteral("sessions")});
    QVERIFY2(listed.out.contains("interrupted"), listed.out.constData());
    const auto exported = m_runnel->run({QStringLiteral("export"), QStringLiteral("last"),
                                         QStringLiteral("--format"), QStringLiteral("raw")});
    QVERIFY(exported.out == kept);
    QCOMPARE(m_runnel->run({QStringLiteral("sessions"), QStringLiteral("recover")}).status, 0);
    const auto shown = m_runnel->run({QStringLiteral("sessions"), QStringLiteral("show"),
                                      QStringLiteral("last"), QStringLiteral("--json")});
    QCOMPARE(QJsonDocument::fromJson(shown.out).object()[QLatin1String("bytes")].toInteger(), kept.size());
}

void TestRunFaults::stopLeavesNothingBehind()
{
    if (kThreadSanitized)
        QSKIP("its runtime keeps signals back while Qt waits");
    QProcess process;
    m_runnel->start(process,
                    {QStringLiteral("run"), QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"),
                     QStringLiteral("trap '' TERM; sleep 1000 & echo $!; echo $$; sleep 1000")});
    QByteArray out;
    while (out.count('\n') < 2 && process.waitForReadyRead(kPatience))
        out += process.readAllStandardOutput();
    ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
    ::kill(static_cast<pid_t>(process.processId()), SIGTERM); // who asks twice does not want to wait
    QCOMPARE(RunnelProcess::waitFor(process).status, 128 + SIGKILL);
    for (const QByteArray &pid : linesOf(out))
        QCOMPARE(::kill(pid.toInt(), 0), -1);
}

void TestRunFaults::aBackgroundProcessDoesNotHoldTheEndUp()
{
    QElapsedTimer clock;
    clock.start();
    const auto result = m_runnel->shell(QStringLiteral(
        "\"$R\" run -- sh -c 'sleep 100 & echo $!'; kill $(cat \"$RUNNEL_HOME\"/sessions/*/output)"));
    QVERIFY2(clock.elapsed() < 50'000, "it waited for the process in the background");
    QVERIFY(result.out.endsWith('\n'));
}

void TestRunFaults::aDataFolderThatCannotBeMadeIsSaid_data()
{
    QTest::addColumn<QString>("home");
    QTest::newRow("a file") << QStringLiteral("/etc/passwd");
    QTest::newRow("below a file") << QStringLiteral("/etc/passwd/x");
    QTest::newRow("in /proc") << QStringLiteral("/proc/runnel");
}

void TestRunFaults::aDataFolderThatCannotBeMadeIsSaid()
{
    QFETCH(QString, home);
    m_runnel->setVariable(QStringLiteral("RUNNEL_HOME"), home);
    const auto result = m_runnel->run(
        {QStringLiteral("run"), QStringLiteral("--"), QStringLiteral("echo"), QStringLiteral("hi")});
    QCOMPARE(result.status, 125);
    QCOMPARE(result.out, QByteArray());
    QVERIFY2(result.err.startsWith("runnel: ") && result.err.contains("RUNNEL_HOME"), result.err.constData());
    QCOMPARE(m_runnel->run({QStringLiteral("sessions")}).out, QByteArray());
}

void TestRunFaults::aPlaceThatCannotBeSavedToIsSaidFirst_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("no folder") << QStringLiteral("/no/such/x.log");
    QTest::newRow("unknown ending") << QStringLiteral("x.docx");
    QTest::newRow("no ending") << QStringLiteral("x");
    QTest::newRow("empty") << QString();
}

void TestRunFaults::aPlaceThatCannotBeSavedToIsSaidFirst()
{
    QFETCH(QString, file);
    const auto result = m_runnel->run({QStringLiteral("run"), QStringLiteral("--save"), file,
                                       QStringLiteral("--"), QStringLiteral("echo"), QStringLiteral("hi")});
    QCOMPARE(result.status, 125);
    QCOMPARE(result.out, QByteArray());
    QVERIFY2(result.err.startsWith("runnel: cannot save "), result.err.constData());
}

void TestRunFaults::anUploadEndsWithItsReason_data()
{
    QTest::addColumn<ScriptedServer::Script>("script");
    QTest::addColumn<QByteArray>("words");
    for (const int status : {401, 403, 404, 413, 500})
        QTest::addRow("%d", status) << ScriptedServer::statuses({status}) << QByteArray::number(status);
    QTest::newRow("cut") << ScriptedServer::Script([](Connection &connection) {
        connection.request();
        connection.body(1000);
        connection.reset();
    }) << QByteArray("broke");
    QTest::newRow("stall") << ScriptedServer::Script([](Connection &connection) {
        connection.request();
        connection.hang();
    }) << QByteArray("said nothing for 1 s");
    QTest::newRow("redirect") << ScriptedServer::statuses({302}, "Location: http://elsewhere.invalid/\r\n")
                              << QByteArray("elsewhere.invalid");
}

void TestRunFaults::anUploadEndsWithItsReason()
{
    QFETCH(ScriptedServer::Script, script);
    QFETCH(QByteArray, words);
    ScriptedServer server(script);
    const auto result = m_runnel->run(
        {QStringLiteral("run"), QStringLiteral("--upload"), server.url().toString(),
         QStringLiteral("--upload-attempts"), QStringLiteral("1"), QStringLiteral("--upload-timeout"),
         QStringLiteral("1"), QStringLiteral("--"), QStringLiteral("head"), QStringLiteral("-c"),
         QStringLiteral("9000000"), QStringLiteral("/dev/zero")});
    QCOMPARE(result.status, 125);
    QVERIFY2(result.err.contains(words), result.err.constData());
    for (const QByteArray &line : linesOf(result.err))
        QVERIFY2(line.startsWith("runnel: "), line.constData());
    QVERIFY(result.out == QByteArray(9'000'000, '\0'));
    QVERIFY(m_runnel->lastOutput() == result.out);
}

QTEST_GUILESS_MAIN(TestRunFaults)
#include "tst_runfaults.moc"
