#include "tests/helpers/runnelprocess.h"

#include <QTest>

using namespace helpers;

class TestCommandLine : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_runnel = std::make_unique<RunnelProcess>(QStringLiteral(RUNNEL_PROGRAM)); }
    void helpShowsHowToUseIt_data();
    void helpShowsHowToUseIt();
    void theVersionIsTold();
    void aMistakeIsSaid_data();
    void aMistakeIsSaid();
    void aVariableIsNeededByAnUploadAndNotByItsProfile();
    void aWindowNeedsADisplay();
    void whatIsNotThereIsNotOpened();

private:
    std::unique_ptr<RunnelProcess> m_runnel;
};

void TestCommandLine::helpShowsHowToUseIt_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("usage");
    const auto row = [](const char *line, const char *usage) {
        const QString words = QString::fromUtf8(line);
        QTest::newRow(line) << (words.isEmpty() ? QStringList() : words.split(u' ')) << QByteArray(usage);
    };
    row("", "Usage: runnel [OPTIONS] [--] [COMMAND [ARG...]]\n");
    row("run", "Usage: runnel run [OPTIONS] -- COMMAND [ARG...]\n");
    row("open", "Usage: runnel open [OPTIONS] [PATH...]\n");
    row("export", "Usage: runnel export [OPTIONS] SESSION\n");
    row("upload", "Usage: runnel upload [OPTIONS] SESSION [URL]\n");
    row("sessions", "Usage: runnel sessions [OPTIONS] [SUBCOMMAND]\n");
    row("sessions list", "Usage: runnel sessions list [OPTIONS]\n");
    row("sessions show", "Usage: runnel sessions show [OPTIONS] [SESSION...]\n");
    row("sessions remove", "Usage: runnel sessions remove [OPTIONS] [SESSION...]\n");
    row("sessions recover", "Usage: runnel sessions recover [OPTIONS] [SESSION...]\n");
}

void TestCommandLine::helpShowsHowToUseIt()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, usage);
    const auto help = m_runnel->run(arguments + QStringList{QStringLiteral("--help")});
    QCOMPARE(help.status, 0);
    QCOMPARE(help.err, QByteArray());
    QVERIFY2(help.out.contains(usage), help.out.constData());
    QVERIFY2(!help.out.contains("TEXT") && !help.out.contains("REQUIRED"), help.out.constData());
    QCOMPARE(help.out.contains("Examples:"), arguments.isEmpty());
    QCOMPARE(m_runnel->run(arguments + QStringList{QStringLiteral("-h")}).out, help.out);
}

void TestCommandLine::theVersionIsTold()
{
    const auto version = m_runnel->run({QStringLiteral("--version")});
    QVERIFY2(version.out.startsWith("runnel ") && version.out.count('\n') == 1, version.out.constData());
    QCOMPARE(version.status, 0);
}

void TestCommandLine::aMistakeIsSaid_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *line, const char *words) {
        QTest::newRow(line) << QString::fromUtf8(line) << QByteArray(words);
    };
    row("--bogus", "--bogus");
    row("run", "no command");
    row("run --", "no command");
    row("run --bogus -- true", "--bogus");
    row("run --cwd", "--cwd");
    row("run --env A -- true", "NAME=VALUE");
    row("run --env =x -- true", "NAME=VALUE");
    row("run --shell -- a b", "quote it");
    row("run --upload ftp://host/ -- true", "http and https");
    row("run --upload nonsense -- true", "nonsense");
    row("run --upload http://host/ --upload http://host/ -- true", "given twice");
    row("run --upload-method PUT -- true", "--upload");
    row("run --upload http://host/ --upload-method GET -- true", "PUT");
    row("run --upload http://host/ --upload-mode bogus -- true", "bogus");
    row("run --upload http://host/ --upload-header bad -- true", "Name: value");
    row("run --upload http://host/ --token-env NO_SUCH_NAME -- true", "NO_SUCH_NAME");
    row("run --upload http://host/ --user-env NO_SUCH_NAME -- true", "NO_SUCH_NAME");
    row("run --upload http://host/ --user-env HOME -- true", "HOME is not user:password");
    row("upload last --token-env NO_SUCH_NAME", "NO_SUCH_NAME");
    row("profiles set ci http://host/ --token-env", "--token-env");
    row("run --upload http://host/ --upload-attempts 0 -- true", "--upload-attempts");
    row("--cwd / run -- true", "--cwd");
    row("export", "SESSION");
    row("export last", "--format");
    row("export last --format bogus", "bogus");
    row("export nothing --format raw", "no session");
    row("export last --format raw -- more", "--");
    row("upload", "SESSION");
    row("upload last", "no session is kept");
    row("upload last nonsense", "nonsense");
    row("sessions bogus", "bogus");
    row("sessions show nothing", "session");
    row("sessions remove", "--all");
    row("sessions --bogus", "--bogus");
}

void TestCommandLine::aMistakeIsSaid()
{
    QFETCH(QString, line);
    QFETCH(QByteArray, words);
    const auto result = m_runnel->run(line.split(u' '));
    QCOMPARE(result.status, 125);
    QCOMPARE(result.out, QByteArray());
    QVERIFY2(result.err.contains(words), result.err.constData());
    for (const QByteArray &each : result.err.trimmed().split('\n'))
        QVERIFY2(each.startsWith("runnel: "), each.constData());
    QVERIFY(m_runnel->ids().isEmpty());
}

void TestCommandLine::aVariableIsNeededByAnUploadAndNotByItsProfile()
{
    const auto set = m_runnel->run(
        QStringLiteral("profiles set ci http://127.0.0.1:1/ --token-env DEPLOY_T --user-env DEPLOY_U "
                       "--upload-key-password-env DEPLOY_K")
            .split(u' '));
    QVERIFY2(set.status == 0, set.err.constData());
    const auto shown =
        m_runnel->run({QStringLiteral("profiles"), QStringLiteral("show"), QStringLiteral("ci")});
    for (const char *name : {"DEPLOY_T", "DEPLOY_U", "DEPLOY_K"})
        QVERIFY2(shown.out.contains(name), shown.out.constData());
    const auto used = m_runnel->run(QStringLiteral("run --upload @ci -- true").split(u' '));
    QCOMPARE(used.status, 125);
    QVERIFY2(used.err.contains("DEPLOY_T") && used.err.contains("DEPLOY_U"), used.err.constData());
}

void TestCommandLine::aWindowNeedsADisplay()
{
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        m_runnel->unsetVariable(QString::fromLatin1(name));
    const auto result = m_runnel->run({QStringLiteral("--"), QStringLiteral("true")});
    QCOMPARE(result.status, 125);
    QVERIFY2(result.err.startsWith("runnel: ") && result.err.contains("runnel run"), result.err.constData());
    QCOMPARE(m_runnel->run({QStringLiteral("run"), QStringLiteral("--"), QStringLiteral("true")}).status, 0);
}

void TestCommandLine::whatIsNotThereIsNotOpened()
{
    const auto result = m_runnel->run({QStringLiteral("open"), QStringLiteral("/no/such.log")});
    if (result.err.contains("built without its window"))
        QSKIP("there is no window in this build");
    QCOMPARE(result.status, 125);
    QCOMPARE(result.err.count('\n'), 1);
    QVERIFY2(result.err.contains("/no/such.log"), result.err.constData());
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
