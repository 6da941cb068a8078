#include "tests/helpers/nginx.h"
#include "tests/helpers/runnelprocess.h"
#include "tests/helpers/scriptedserver.h"
#include "tests/support/sanitizer.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <csignal>

#include <unistd.h>

using namespace helpers;

namespace
{

QStringList runOf(const QStringList &command, const QStringList &options = {})
{
    return QStringList{QStringLiteral("run")} + options + QStringList{QStringLiteral("--")} + command;
}

QStringList runOfShell(const QString &line, const QStringList &options = {})
{
    return runOf({QStringLiteral("/bin/sh"), QStringLiteral("-c"), line}, options);
}

} // namespace

class TestRun : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_runnel = std::make_unique<RunnelProcess>(QStringLiteral(RUNNEL_PROGRAM)); }
    void bothStreamsPassByteForByte();
    void aLargeOutputIsTheSameEverywhere();
    void theStatusIsTheCommands_data();
    void theStatusIsTheCommands();
    void theCommandSeesItsNameAsTyped();
    void inputGoesToTheCommand();
    void argumentsPassAsTheyAre_data();
    void argumentsPassAsTheyAre();
    void bytesThatAreNoTextPass();
    void theCommandRunsWhereItIsTold();
    void variablesAreSet();
    void aShellLineIsTheShells();
    void mergedStreamsComeOutAsOne();
    void savedFilesAreWhatTheirEndingsSay();
    void nothingIsLeftWithoutKeeping();
    void quietKeepsQuiet();
    void figuresAreWritten();
    void aSignalGoesToTheGroup_data();
    void aSignalGoesToTheGroup();
    void uploadsAreEqualToTheOutput();
    void optionsBelongToTheUploadInFront();
    void aFailedUploadFailsASuccessfulCommand();
    void theCommandsOwnFailureWins();
    void theOutputIsKeptWhenAnUploadFails();

private:
    std::unique_ptr<RunnelProcess> m_runnel;
};

void TestRun::bothStreamsPassByteForByte()
{
    const auto result =
        m_runnel->run(runOfShell(QStringLiteral("printf 'o\\0\\377\\r\\n'; printf 'e\\033[1mx' >&2")));
    QCOMPARE(result.out, QByteArray("o\0\xff\r\n", 5));
    QCOMPARE(result.err, QByteArray("e\033[1mx"));
    QCOMPARE(result.status, 0);
}

void TestRun::aLargeOutputIsTheSameEverywhere()
{
    const auto result = m_runnel->shell(QStringLiteral(
        "seq 1 2000000 > plain; \"$R\" run -- cat plain > passed && cmp plain passed && "
        "cmp plain \"$RUNNEL_HOME\"/sessions/*/output && \"$R\" export last --format raw | cmp - plain"));
    QCOMPARE(result.out + result.err, QByteArray());
    QCOMPARE(result.status, 0);
}

void TestRun::theStatusIsTheCommands_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("words"); // on stderr; empty: nothing at all
    const auto shell = [](const char *line) {
        return QStringList{QStringLiteral("/bin/sh"), QStringLiteral("-c"), QString::fromLatin1(line)};
    };
    QTest::newRow("success") << shell("exit 0") << 0 << QByteArray();
    QTest::newRow("failure") << shell("exit 3") << 3 << QByteArray();
    QTest::newRow("255") << shell("exit 255") << 255 << QByteArray();
    QTest::newRow("terminated") << shell("kill -TERM $$") << 128 + SIGTERM << QByteArray();
    QTest::newRow("killed") << shell("kill -KILL $$") << 128 + SIGKILL << QByteArray();
    QTest::newRow("crashed") << shell("kill -SEGV $$") << 128 + SIGSEGV << QByteArray("SIGSEGV");
    QTest::newRow("not found") << QStringList{QStringLiteral("no-such-program")} << 127
                               << QByteArray("not found");
    QTest::newRow("no such path") << QStringList{QStringLiteral("/no/such")} << 127
                                  << QByteArray("no such file");
    QTest::newRow("not executable") << QStringList{QStringLiteral("/etc/passwd")} << 126
                                    << QByteArray("chmod +x");
    QTest::newRow("a folder") << QStringList{QStringLiteral("/")} << 126 << QByteArray("directory");
    QTest::newRow("empty") << QStringList{QString()} << 127 << QByteArray("empty");
}

void TestRun::theStatusIsTheCommands()
{
    QFETCH(QStringList, command);
    QFETCH(int, status);
    QFETCH(QByteArray, words);
    const auto result = m_runnel->run(runOf(command));
    QCOMPARE(result.status, status);
    QCOMPARE(result.out, QByteArray());
    if (words.isEmpty()) {
        QCOMPARE(result.err, QByteArray());
        return;
    }
    QVERIFY2(result.err.startsWith("runnel: ") && result.err.endsWith('\n'), result.err.constData());
    QVERIFY2(result.err.contains(words), result.err.constData());
}

void TestRun::theCommandSeesItsNameAsTyped()
{
    const auto result = m_runnel->run(runOf({QStringLiteral("cat"), QStringLiteral("/no/such")}));
    QCOMPARE(result.err, QByteArray("cat: /no/such: No such file or directory\n"));
}

void TestRun::inputGoesToTheCommand()
{
    QCOMPARE(m_runnel->run(runOf({QStringLiteral("cat")}), "a\0b").out, QByteArray("a"));
    const QByteArray bytes("x\0y\xff\n", 5);
    QCOMPARE(m_runnel->run(runOf({QStringLiteral("cat")}), bytes).out, bytes);
    QVERIFY(writeFile(m_runnel->file(QStringLiteral("in")), "from a file\n"));
    QCOMPARE(m_runnel->shell(QStringLiteral("\"$R\" run -- cat < in")).out, QByteArray("from a file\n"));
    QCOMPARE(m_runnel->shell(QStringLiteral("\"$R\" run -- cat <&-")).status, 1);
}

void TestRun::argumentsPassAsTheyAre_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("empty") << QStringList{QString(), QString()};
    QTest::newRow("spaces") << QStringList{QStringLiteral(" a  b ")};
    QTest::newRow("a line break") << QStringList{QStringLiteral("a\nb")};
    QTest::newRow("quotes") << QStringList{QStringLiteral("a'b\"c\\d")};
    QTest::newRow("UTF-8") << QStringList{QStringLiteral("grüße 日本 🚀")};
    QTest::newRow("options") << QStringList{QStringLiteral("--cwd"), QStringLiteral("/nowhere"),
                                            QStringLiteral("-h")};
    QTest::newRow("dashes") << QStringList{QStringLiteral("--"), QStringLiteral("a"), QStringLiteral("--")};
    QTest::newRow("brackets") << QStringList{QStringLiteral("[a,b]"), QStringLiteral("{c}")};
    QTest::newRow("a subcommand's name") << QStringList{QStringLiteral("sessions")};
    QTest::newRow("signs") << QStringList{QStringLiteral("$HOME *?~ %1 %s `x`")};
}

void TestRun::argumentsPassAsTheyAre()
{
    QFETCH(QStringList, words);
    QByteArray expected;
    for (const QString &word : words)
        expected += '<' + word.toUtf8() + ">\n";
    const QStringList command = QStringList{QStringLiteral("printf"), QStringLiteral("<%s>\\n")} + words;
    QCOMPARE(m_runnel->run(runOf(command)).out, expected);
    // The same without the first "--": the command's own are its own.
    QCOMPARE(m_runnel->run(QStringList{QStringLiteral("run")} + command).out, expected);
}

void TestRun::bytesThatAreNoTextPass()
{
    const auto result =
        m_runnel->shell(QStringLiteral("x=$(printf 'a\\377\\303b'); \"$R\" run --env \"X=$x\" -- sh -c "
                                       "'printf \"%s|%s\" \"$1\" \"$X\"' - \"$x\"; "
                                       "touch \"$x\"; \"$R\" run -- ls -- \"$x\" >/dev/null; rm \"$x\""));
    QCOMPARE(result.out, QByteArray("a\xff\xc3"
                                    "b|a\xff\xc3"
                                    "b"));
    QCOMPARE(result.err, QByteArray());
    QCOMPARE(result.status, 0);
}

void TestRun::theCommandRunsWhereItIsTold()
{
    const auto inRoot =
        m_runnel->run(runOf({QStringLiteral("pwd")}, {QStringLiteral("--cwd"), QStringLiteral("/usr")}));
    QCOMPARE(inRoot.out, QByteArray("/usr\n"));
    const auto nowhere =
        m_runnel->run(runOf({QStringLiteral("pwd")}, {QStringLiteral("--cwd"), QStringLiteral("/no/such")}));
    QCOMPARE(nowhere.status, 125);
    QCOMPARE(nowhere.err, QByteArray("runnel: the working directory /no/such does not exist\n"));
}

void TestRun::variablesAreSet()
{
    const QStringList options{
        QStringLiteral("--env"), QStringLiteral("A=x=y z"), QStringLiteral("--env"),    QStringLiteral("B="),
        QStringLiteral("--env"), QStringLiteral("C=[1,2]"), QStringLiteral("--env=D=e")};
    const auto result = m_runnel->run(runOfShell(QStringLiteral("echo \"$A|$B|${B+set}|$C|$D\""), options));
    QCOMPARE(result.out, QByteArray("x=y z||set|[1,2]|e\n"));
    const auto brackets =
        m_runnel->run(runOf({QStringLiteral("env")}, {QStringLiteral("--env"), QStringLiteral("[A=1,B=2]")}));
    QVERIFY(("\n" + brackets.out).contains("\n[A=1,B=2]\n"));
    QCOMPARE(m_runnel->run(runOfShell(QStringLiteral("env"), {QStringLiteral("--env"), QStringLiteral("A")}))
                 .status,
             125);
}

void TestRun::aShellLineIsTheShells()
{
    m_runnel->setVariable(QStringLiteral("SHELL"), QStringLiteral("/bin/sh"));
    const auto result =
        m_runnel->run(runOf({QStringLiteral("echo a | tr a b; exit 4")}, {QStringLiteral("--shell")}));
    QCOMPARE(result.out, QByteArray("b\n"));
    QCOMPARE(result.status, 4);
    const auto two =
        m_runnel->run(runOf({QStringLiteral("echo"), QStringLiteral("a")}, {QStringLiteral("--shell")}));
    QCOMPARE(two.status, 125);
    QVERIFY2(two.err.contains("quote it"), two.err.constData());
}

void TestRun::mergedStreamsComeOutAsOne()
{
    const auto result =
        m_runnel->run(runOfShell(QStringLiteral("echo a; echo b >&2; echo c"), {QStringLiteral("--merge")}));
    QCOMPARE(result.out, QByteArray("a\nb\nc\n"));
    QCOMPARE(result.err, QByteArray());
}

void TestRun::savedFilesAreWhatTheirEndingsSay()
{
    const QStringList options{QStringLiteral("--save"), QStringLiteral("x.log"),  QStringLiteral("--save"),
                              QStringLiteral("x.txt"),  QStringLiteral("--save"), QStringLiteral("x.runnel")};
    const auto result = m_runnel->run(
        runOf({QStringLiteral("printf"), QStringLiteral("10%%\\r100%%\\n\\033[1mbold\\n")}, options));
    QCOMPARE(result.status, 0);
    QCOMPARE(contentsOf(m_runnel->file(QStringLiteral("x.log"))), QByteArray("10%\r100%\n\033[1mbold\n"));
    QCOMPARE(contentsOf(m_runnel->file(QStringLiteral("x.txt"))), QByteArray("100%\nbold\n"));
    const auto opened = m_runnel->run({QStringLiteral("export"), QStringLiteral("x.runnel"),
                                       QStringLiteral("--format"), QStringLiteral("raw")});
    QCOMPARE(opened.out, QByteArray("10%\r100%\n\033[1mbold\n"));
    const auto listed = m_runnel->shell(QStringLiteral("tar --zstd -tf x.runnel"));
    QVERIFY2(listed.out.contains("/output\n") && listed.out.contains("/session.json\n"),
             listed.out.constData());
}

void TestRun::nothingIsLeftWithoutKeeping()
{
    const auto result =
        m_runnel->run(runOf({QStringLiteral("echo"), QStringLiteral("hi")}, {QStringLiteral("--no-keep")}));
    QCOMPARE(result.out, QByteArray("hi\n"));
    QVERIFY(m_runnel->ids().isEmpty());
}

void TestRun::quietKeepsQuiet()
{
    ScriptedServer server(ScriptedServer::statuses({201}));
    const QStringList upload{QStringLiteral("--upload"), server.url().toString()};
    QVERIFY(m_runnel->run(runOf({QStringLiteral("true")}, upload))
                .err.startsWith("runnel: uploaded 0 B to http://"));
    QCOMPARE(
        m_runnel->run(runOf({QStringLiteral("true")}, upload + QStringList{QStringLiteral("--quiet")})).err,
        QByteArray());
}

void TestRun::figuresAreWritten()
{
    const auto result = m_runnel->run(runOf({QStringLiteral("seq"), QStringLiteral("1000")},
                                            {QStringLiteral("--stats"), QStringLiteral("s.json")}));
    QCOMPARE(result.status, 0);
    const QJsonObject stats =
        QJsonDocument::fromJson(contentsOf(m_runnel->file(QStringLiteral("s.json")))).object();
    QCOMPARE(stats[QLatin1String("bytes")].toInt(), 3893);
    QCOMPARE(stats[QLatin1String("rows")].toInt(), 1000);
    QVERIFY(stats[QLatin1String("seconds")].toDouble() > 0);
    QVERIFY(stats[QLatin1String("peak_rss_kb")].toInt() > 1000);
    QCOMPARE(stats[QLatin1String("sinks")][0][QLatin1String("acknowledged")].toInt(), 3893);
}

void TestRun::aSignalGoesToTheGroup_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<QString>("name");
    QTest::newRow("SIGINT") << SIGINT << QStringLiteral("INT");
    QTest::newRow("SIGTERM") << SIGTERM << QStringLiteral("TERM");
}

void TestRun::aSignalGoesToTheGroup()
{
    if (kThreadSanitized)
        QSKIP("its runtime keeps signals back while Qt waits");
    QFETCH(int, number);
    QFETCH(QString, name);
    QProcess process;
    // A child of the command sees it too; the command chooses its own end.
    m_runnel->start(process, runOfShell(QStringLiteral("trap 'echo parent; exit 9' %1; echo up; "
                                                       "sh -c 'trap \"echo child; exit\" %1; echo up; "
                                                       "while :; do sleep 0.05; done'")
                                            .arg(name)));
    QByteArray out;
    while (out.count("up\n") < 2 && process.waitForReadyRead(30'000))
        out += process.readAllStandardOutput();
    QCOMPARE(out, QByteArray("up\nup\n"));
    ::kill(static_cast<pid_t>(process.processId()), number);
    const auto result = RunnelProcess::waitFor(process);
    QCOMPARE(result.out, QByteArray("child\nparent\n"));
    QCOMPARE(result.status, 9);
}

void TestRun::uploadsAreEqualToTheOutput()
{
    const Nginx nginx;
    QVERIFY2(nginx.isRunning(), qPrintable(nginx.error()));
    const auto result =
        m_runnel->run(runOf({QStringLiteral("seq"), QStringLiteral("300000")},
                            {QStringLiteral("--upload"), nginx.url(QStringLiteral("/a.log")).toString(),
                             QStringLiteral("--upload"), nginx.url(QStringLiteral("/b.log")).toString()}));
    QCOMPARE(result.status, 0);
    QCOMPARE(result.err.count("runnel: uploaded "), 2);
    QVERIFY(contentsOf(nginx.file(QStringLiteral("/a.log"))) == result.out);
    QVERIFY(contentsOf(nginx.file(QStringLiteral("/b.log"))) == result.out);
}

void TestRun::optionsBelongToTheUploadInFront()
{
    ScriptedServer server(ScriptedServer::statuses({200}));
    m_runnel->setVariable(QStringLiteral("MY_TOKEN"), QStringLiteral("t0ken"));
    const auto url = [&](const char *path) { return server.url(QString::fromLatin1(path)).toString(); };
    const QStringList options{QStringLiteral("--upload"),        url("/a"),
                              QStringLiteral("--upload-method"), QStringLiteral("POST"),
                              QStringLiteral("--upload-header"), QStringLiteral("X-One: 1"),
                              QStringLiteral("--upload"),        url("/b"),
                              QStringLiteral("--token-env"),     QStringLiteral("MY_TOKEN"),
                              QStringLiteral("--upload-header"), QStringLiteral("X-Two: 2")};
    const auto result = m_runnel->run(runOf({QStringLiteral("echo"), QStringLiteral("hi")}, options));
    QCOMPARE(result.status, 0);
    QMap<QByteArray, Request> requests;
    for (const Request &request : server.requests())
        requests.insert(request.path, request);
    QCOMPARE(requests["/a"].method, QByteArray("POST"));
    QCOMPARE(requests["/a"].headers.value("x-one"), QByteArray("1"));
    QVERIFY(!requests["/a"].headers.contains("authorization"));
    QVERIFY(!requests["/a"].headers.contains("x-two"));
    QCOMPARE(requests["/b"].method, QByteArray("PUT"));
    QCOMPARE(requests["/b"].headers.value("authorization"), QByteArray("Bearer t0ken"));
    QVERIFY(!requests["/b"].headers.contains("x-one"));
}

void TestRun::aFailedUploadFailsASuccessfulCommand()
{
    ScriptedServer server(ScriptedServer::statuses({403}));
    const auto result = m_runnel->run(runOf({QStringLiteral("echo"), QStringLiteral("hi")},
                                            {QStringLiteral("--upload"), server.url().toString()}));
    QCOMPARE(result.status, 125);
    QCOMPARE(result.out, QByteArray("hi\n"));
    for (const QByteArray &line : result.err.trimmed().split('\n'))
        QVERIFY2(line.startsWith("runnel: "), line.constData());
    QVERIFY2(result.err.contains("403"), result.err.constData());
    QCOMPARE(m_runnel->lastOutput(), QByteArray("hi\n"));
}

void TestRun::theCommandsOwnFailureWins()
{
    ScriptedServer server(ScriptedServer::statuses({403}));
    const auto result = m_runnel->run(
        runOfShell(QStringLiteral("echo hi; exit 7"), {QStringLiteral("--upload"), server.url().toString()}));
    QCOMPARE(result.status, 7);
    QVERIFY(result.err.contains("403"));
}

void TestRun::theOutputIsKeptWhenAnUploadFails()
{
    ScriptedServer server(ScriptedServer::statuses({403, 201}));
    const QStringList options{QStringLiteral("--upload"), server.url().toString()};
    const auto failed = m_runnel->run(runOf({QStringLiteral("echo"), QStringLiteral("hi")}, options));
    QVERIFY2(failed.err.contains("runnel upload " + m_runnel->ids().value(0).toUtf8()),
             failed.err.constData());
    const auto again =
        m_runnel->run({QStringLiteral("upload"), QStringLiteral("last"), server.url().toString()});
    QCOMPARE(again.status, 0);
    ScriptedServer refusing(ScriptedServer::statuses({403}));
    const auto gone = m_runnel->run(
        runOf({QStringLiteral("echo"), QStringLiteral("hi")},
              {QStringLiteral("--no-keep"), QStringLiteral("--upload"), refusing.url().toString()}));
    QVERIFY2(!gone.err.contains("is kept"), gone.err.constData());
}

QTEST_GUILESS_MAIN(TestRun)
#include "tst_run.moc"
