#include "tests/helpers/nginx.h"
#include "tests/helpers/runnelprocess.h"
#include "tests/support/sanitizer.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <csignal>

#include <unistd.h>

using namespace helpers;

namespace
{

QStringList words(const char *line)
{
    return QString::fromUtf8(line).split(u' ');
}

} // namespace

class TestSessions : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void theListHasOneLineEach();
    void theListForMachinesHasAll();
    void aSessionIsFoundByWhatMeansIt_data();
    void aSessionIsFoundByWhatMeansIt();
    void anAmbiguousPrefixNamesSome();
    void showTellsWhatIsKnown();
    void controlCharactersDoNotReachTheTerminal();
    void removeTakesIdsPrefixesAndAll();
    void aRunningSessionIsNotRemoved();
    void exportWritesEachFormat();
    void exportToAFileReplacesIt();
    void exportThatCannotBeWrittenFails_data();
    void exportThatCannotBeWrittenFails();
    void aSessionFileOpensElsewhere();
    void aKeptSessionIsUploadedLater();

private:
    QByteArray ok(const QStringList &arguments) const;
    std::unique_ptr<RunnelProcess> m_runnel;
};

void TestSessions::init()
{
    m_runnel = std::make_unique<RunnelProcess>(QStringLiteral(RUNNEL_PROGRAM));
    m_runnel->run({QStringLiteral("run"), QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"),
                   QStringLiteral("echo one; exit 3")});
    m_runnel->run({QStringLiteral("run"), QStringLiteral("--"), QStringLiteral("printf"),
                   QStringLiteral("\\033[1mtwo\\n")});
}

// Standard output of a call that has to succeed without a word.
QByteArray TestSessions::ok(const QStringList &arguments) const
{
    const auto result = m_runnel->run(arguments);
    if (result.status != 0 || !result.err.isEmpty())
        qWarning("%d %s", result.status, result.err.constData());
    return result.status == 0 ? result.out : QByteArray("failed");
}

void TestSessions::theListHasOneLineEach()
{
    const QByteArrayList lines = ok(words("sessions")).trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    QVERIFY2(lines[0].contains("exit 3") && lines[0].contains("4 B") &&
                 lines[0].contains("sh -c 'echo one; exit 3'"),
             lines[0].constData());
    QVERIFY2(lines[1].contains("exit 0") && lines[1].contains("printf"), lines[1].constData());
    QCOMPARE(ok(words("sessions list")).trimmed().split('\n'), lines);
    m_runnel->setVariable(QStringLiteral("RUNNEL_HOME"), QStringLiteral("/no/such"));
    QCOMPARE(ok(words("sessions")), QByteArray());
    QCOMPARE(ok(words("sessions --json")), QByteArray("[\n]\n"));
}

void TestSessions::theListForMachinesHasAll()
{
    const QJsonArray all = QJsonDocument::fromJson(ok(words("sessions list --json"))).array();
    QCOMPARE(all.size(), 2);
    const QJsonObject one = all[0].toObject();
    for (const char *name : {"id", "command", "cwd", "started", "ended", "exit_code", "signal", "bytes"})
        QVERIFY2(one.contains(QLatin1String(name)), name);
    QCOMPARE(one[QLatin1String("exit_code")].toInt(), 3);
    QVERIFY(one[QLatin1String("signal")].isNull());
    QCOMPARE(one[QLatin1String("bytes")].toInt(), 4);
    QCOMPARE(one[QLatin1String("argv")].toArray().size(), 3);
}

void TestSessions::aSessionIsFoundByWhatMeansIt_data()
{
    QTest::addColumn<QString>("session"); // %1: the last one's id
    QTest::addColumn<bool>("found");
    QTest::newRow("id") << QStringLiteral("%1") << true;
    QTest::newRow("last") << QStringLiteral("last") << true;
    QTest::newRow("its folder") << QStringLiteral("home/sessions/%1") << true;
    QTest::newRow("its bytes") << QStringLiteral("home/sessions/%1/output") << true;
    QTest::newRow("too long") << QStringLiteral("%1x") << false;
    QTest::newRow("nothing") << QString() << false;
    QTest::newRow("a path") << QStringLiteral("no/such.runnel") << false;
    QTest::newRow("up and away") << QStringLiteral("../..") << false;
}

void TestSessions::aSessionIsFoundByWhatMeansIt()
{
    QFETCH(QString, session);
    QFETCH(bool, found);
    const QString what = session.contains(u'%') ? session.arg(m_runnel->ids().last()) : session;
    const auto result =
        m_runnel->run({QStringLiteral("export"), what, QStringLiteral("--format"), QStringLiteral("text")});
    QCOMPARE(result.out, found ? QByteArray("two\n") : QByteArray());
    QCOMPARE(result.status, found ? 0 : 125);
    QCOMPARE(result.err.startsWith("runnel: "), !found);
}

void TestSessions::anAmbiguousPrefixNamesSome()
{
    const auto result = m_runnel->run(words("sessions show 20"));
    QCOMPARE(result.status, 125);
    for (const QString &id : m_runnel->ids())
        QVERIFY2(result.err.contains(id.toUtf8()), result.err.constData());
    QString prefix = m_runnel->ids().last();
    prefix.chop(1);
    if (!m_runnel->ids().first().startsWith(prefix))
        QVERIFY(ok({QStringLiteral("sessions"), QStringLiteral("show"), prefix}).contains("printf"));
}

void TestSessions::showTellsWhatIsKnown()
{
    const QByteArray text = ok(words("sessions show"));
    for (const QByteArray &word :
         {m_runnel->ids().last().toUtf8(), QByteArray("printf"), QByteArray("exit 0")})
        QVERIFY2(text.contains(word), text.constData());
    QCOMPARE(ok(words("sessions show last")), text);
    const QJsonObject json = QJsonDocument::fromJson(ok(words("sessions show --json last"))).object();
    QCOMPARE(json[QLatin1String("id")].toString(), m_runnel->ids().last());
}

void TestSessions::controlCharactersDoNotReachTheTerminal()
{
    m_runnel->run({QStringLiteral("run"), QStringLiteral("--"), QStringLiteral("true"),
                   QStringLiteral("\033]0;evil\a\nsecond")});
    for (const char *line : {"sessions", "sessions show"}) {
        const QByteArray text = ok(words(line));
        QVERIFY(!text.contains('\033') && !text.contains('\a'));
        QVERIFY2(!text.contains("\nsecond"), text.constData());
    }
}

void TestSessions::removeTakesIdsPrefixesAndAll()
{
    const QString first = m_runnel->ids().first();
    QCOMPARE(m_runnel->run(words("sessions remove")).status, 125);
    QCOMPARE(m_runnel->run({QStringLiteral("sessions"), QStringLiteral("remove"), QString()}).status, 125);
    QCOMPARE(m_runnel->run(words("sessions remove .. . /")).status, 125);
    QCOMPARE(m_runnel->ids().size(), 2);
    QCOMPARE(ok({QStringLiteral("sessions"), QStringLiteral("remove"), first}), QByteArray());
    QVERIFY(!m_runnel->ids().contains(first));
    // One that is not there does not keep the others.
    QCOMPARE(m_runnel->run(words("sessions remove nothing last")).status, 125);
    QVERIFY(m_runnel->ids().isEmpty());
    init();
    QCOMPARE(ok(words("sessions remove --all")), QByteArray());
    QVERIFY(m_runnel->ids().isEmpty());
    QCOMPARE(ok(words("sessions remove --all")), QByteArray());
}

void TestSessions::aRunningSessionIsNotRemoved()
{
    if (kThreadSanitized)
        QSKIP("its runtime keeps signals back while Qt waits");
    QProcess process;
    m_runnel->start(process, words("run -- sh -c echo${IFS}up;exec${IFS}sleep${IFS}1000"));
    QVERIFY(process.waitForReadyRead(60'000));
    QVERIFY(ok(words("sessions")).contains("running"));
    const auto refused = m_runnel->run(words("sessions remove last"));
    QCOMPARE(refused.status, 125);
    QVERIFY2(refused.err.contains("still running"), refused.err.constData());
    QCOMPARE(ok(words("sessions remove --all")), QByteArray());
    QCOMPARE(m_runnel->ids().size(), 1);
    QCOMPARE(ok(words("export last --format raw")), QByteArray("up\n"));
    ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
    QCOMPARE(RunnelProcess::waitFor(process).status, 128 + SIGTERM);
}

void TestSessions::exportWritesEachFormat()
{
    QCOMPARE(ok(words("export last --format raw")), QByteArray("\033[1mtwo\n"));
    QCOMPARE(ok(words("export last --format raw -o -")), QByteArray("\033[1mtwo\n"));
    QCOMPARE(ok(words("export last --format text")), QByteArray("two\n"));
    QVERIFY(ok(words("export last --format session")).startsWith("\x28\xb5\x2f\xfd")); // Zstandard's
}

void TestSessions::exportToAFileReplacesIt()
{
    const QString file = m_runnel->file(QStringLiteral("out"));
    QVERIFY(writeFile(file, QByteArray(1000, 'x')));
    QCOMPARE(ok({QStringLiteral("export"), QStringLiteral("last"), QStringLiteral("--format"),
                 QStringLiteral("text"), QStringLiteral("-o"), file}),
             QByteArray());
    QCOMPARE(contentsOf(file), QByteArray("two\n"));
}

void TestSessions::exportThatCannotBeWrittenFails_data()
{
    QTest::addColumn<QString>("line");
    for (const char *format : {"raw", "text", "session"}) {
        QTest::addRow("%s to a full device", format)
            << QStringLiteral("\"$R\" export last --format %1 >/dev/full").arg(QLatin1String(format));
        QTest::addRow("%s to no folder", format)
            << QStringLiteral("\"$R\" export last --format %1 -o /no/such/file").arg(QLatin1String(format));
        QTest::addRow("%s to a closed output", format)
            << QStringLiteral("\"$R\" export last --format %1 >&-").arg(QLatin1String(format));
    }
    QTest::newRow("the list") << QStringLiteral("\"$R\" sessions >/dev/full");
    QTest::newRow("one of the list") << QStringLiteral("\"$R\" sessions show >/dev/full");
}

void TestSessions::exportThatCannotBeWrittenFails()
{
    QFETCH(QString, line);
    const auto result = m_runnel->shell(line);
    QCOMPARE(result.status, 125);
    QVERIFY2(result.err.startsWith("runnel: cannot write "), result.err.constData());
}

void TestSessions::aSessionFileOpensElsewhere()
{
    const QString file = m_runnel->file(QStringLiteral("x.runnel"));
    QCOMPARE(ok(words("export last --format session -o x.runnel")), QByteArray());
    const QString id = m_runnel->ids().last();
    m_runnel->setVariable(QStringLiteral("RUNNEL_HOME"), m_runnel->file(QStringLiteral("another")));
    QCOMPARE(ok(words("export x.runnel --format raw")), QByteArray("\033[1mtwo\n"));
    const QByteArray shown = ok(words("sessions show x.runnel"));
    QVERIFY2(shown.contains(id.toUtf8()) && shown.contains("printf"), shown.constData());
    QByteArray cut = contentsOf(file);
    cut.chop(20);
    QVERIFY(writeFile(file, cut));
    const auto damaged = m_runnel->run(words("export x.runnel --format raw"));
    QCOMPARE(damaged.status, 125);
    QVERIFY(damaged.err.startsWith("runnel: "));
    QVERIFY(QDir(m_runnel->file(QStringLiteral("another/opened"))).isEmpty());
}

void TestSessions::aKeptSessionIsUploadedLater()
{
    const Nginx nginx;
    QVERIFY2(nginx.isRunning(), qPrintable(nginx.error()));
    const auto sent = m_runnel->run(
        {QStringLiteral("upload"), QStringLiteral("last"), nginx.url(QStringLiteral("/x")).toString()});
    QCOMPARE(sent.status, 0);
    QVERIFY2(sent.err.startsWith("runnel: uploaded "), sent.err.constData());
    QCOMPARE(contentsOf(nginx.file(QStringLiteral("/x"))), QByteArray("\033[1mtwo\n"));
    const auto refused = m_runnel->run({QStringLiteral("upload"), QStringLiteral("last"),
                                        nginx.url(QStringLiteral("/forbidden/x")).toString()});
    QCOMPARE(refused.status, 125);
    QVERIFY2(refused.err.contains("403"), refused.err.constData());
    QCOMPARE(m_runnel
                 ->run({QStringLiteral("upload"), QStringLiteral("nothing"),
                        nginx.url(QStringLiteral("/x")).toString()})
                 .status,
             125);
}

QTEST_GUILESS_MAIN(TestSessions)
#include "tst_sessions.moc"
