#include "tests/helpers/keyring.h"
#include "tests/helpers/runnelprocess.h"
#include "tests/helpers/scriptedserver.h"

#include <QTest>

// Tokens that the desktop's keychain keeps: a GNOME Keyring of the test's own, on a message bus of its own.
namespace
{

using helpers::Keyring;
using helpers::RunnelProcess;

const QString kEntry = QStringLiteral("ci");

} // namespace

class TestKeychain : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void aKeptTokenIsSentWithAnUpload();
    void aProfileCanHaveItsTokenInTheKeychain();
    void aTokenInTheKeychainIsInNoFile();
    void aTokenThatIsNotThereFailsTheUploadAndNotTheCommand();
    void aRemovedTokenIsGone();
    void withoutAKeychainTheErrorNamesAnotherWay();
    void anEmptyTokenIsRefused();

private:
    RunnelProcess::Result keep(const QByteArray &token) const
    {
        return m_runnel->run({QStringLiteral("tokens"), QStringLiteral("set"), kEntry}, token + '\n');
    }
    RunnelProcess::Result upload(const QStringList &how) const
    {
        return m_runnel->run(
            QStringList{QStringLiteral("run")} + how +
            QStringList{QStringLiteral("--"), QStringLiteral("echo"), QStringLiteral("hello")});
    }
    QStringList toServer() const
    {
        return {QStringLiteral("--upload"), m_server->url().toString(), QStringLiteral("--token-keychain"),
                kEntry};
    }

    Keyring m_keyring;
    std::unique_ptr<RunnelProcess> m_runnel;
    std::unique_ptr<helpers::ScriptedServer> m_server;
};

void TestKeychain::initTestCase()
{
    if (!Keyring::isInstalled())
        QSKIP("there is no gnome-keyring-daemon here");
    QVERIFY(m_keyring.open());
}

void TestKeychain::init()
{
    m_runnel = std::make_unique<RunnelProcess>(QStringLiteral(RUNNEL_PROGRAM));
    m_runnel->unsetVariable(QStringLiteral("QT_NO_GLIB")); // the keychain answers through GLib
    m_runnel->setVariable(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), m_keyring.address());
    m_runnel->setVariable(QStringLiteral("XDG_CONFIG_HOME"), m_runnel->file(QStringLiteral("config")));
    m_server = std::make_unique<helpers::ScriptedServer>([](helpers::Connection &connection) {
        while (const auto request = connection.request()) {
            connection.body(request->length());
            connection.answer(201);
        }
    });
}

void TestKeychain::aKeptTokenIsSentWithAnUpload()
{
    const auto kept = keep("s3cret-token");
    QVERIFY2(kept.status == 0, kept.err);
    const auto run = upload(toServer());
    QVERIFY2(run.status == 0, run.err);
    QVERIFY(!m_server->requests().isEmpty());
    QCOMPARE(m_server->requests().constLast().headers.value("authorization"), "Bearer s3cret-token");
}

void TestKeychain::aProfileCanHaveItsTokenInTheKeychain()
{
    QCOMPARE(keep("another-token").status, 0);
    const auto set =
        m_runnel->run({QStringLiteral("profiles"), QStringLiteral("set"), QStringLiteral("there"),
                       m_server->url().toString(), QStringLiteral("--token-keychain"), kEntry});
    QVERIFY2(set.status == 0, set.err);
    const auto run = upload({QStringLiteral("--upload"), QStringLiteral("@there")});
    QVERIFY2(run.status == 0, run.err);
    QCOMPARE(m_server->requests().constLast().headers.value("authorization"), "Bearer another-token");
}

void TestKeychain::aTokenInTheKeychainIsInNoFile()
{
    QCOMPARE(keep("unmistakable-token").status, 0);
    QCOMPARE(upload(toServer()).status, 0);
    QCOMPARE(m_server->requests().constLast().headers.value("authorization"), "Bearer unmistakable-token");
    const auto found = m_runnel->shell(
        QStringLiteral("grep -rl unmistakable '%1'; test -d '%1/sessions'").arg(m_runnel->home()));
    QCOMPARE(found.out, "");
    QCOMPARE(found.status, 0);
}

void TestKeychain::aTokenThatIsNotThereFailsTheUploadAndNotTheCommand()
{
    const auto run = upload({QStringLiteral("--upload"), m_server->url().toString(),
                             QStringLiteral("--token-keychain"), QStringLiteral("nobody")});
    QCOMPARE(run.out, "hello\n");
    QVERIFY2(run.err.contains("the keychain has no entry \"nobody\""), run.err);
    QVERIFY(m_server->requests().isEmpty());
}

void TestKeychain::aRemovedTokenIsGone()
{
    QCOMPARE(keep("short-lived").status, 0);
    QCOMPARE(m_runnel->run({QStringLiteral("tokens"), QStringLiteral("remove"), kEntry}).status, 0);
    QVERIFY(upload(toServer()).err.contains("the keychain has no entry \"ci\""));
}

void TestKeychain::withoutAKeychainTheErrorNamesAnotherWay()
{
    m_runnel->setVariable(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("unix:path=/nowhere"));
    const auto kept = keep("never-kept");
    QCOMPARE(kept.status, 125);
    QVERIFY2(kept.err.contains("--token-env"), kept.err);
}

void TestKeychain::anEmptyTokenIsRefused()
{
    const auto kept = keep("");
    QCOMPARE(kept.status, 125);
    QVERIFY2(kept.err.contains("no token came"), kept.err);
}

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
