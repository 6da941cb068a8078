#include "pipecore/net/upload/keychain.h"
#include "pipecore/net/upload/profiles.h"
#include "pipecore/net/upload/upload.h"
#include "tests/helpers/keyring.h"
#include "tests/helpers/scriptedserver.h"
#include "tests/ui/dialogbynames.h"
#include "tests/ui/uifixture.h"

#include <QDirIterator>
#include <QSettings>
#include <QTabWidget>

#include <optional>

using namespace pipecore;
using namespace ui;
using helpers::Keyring;
using helpers::ScriptedServer;

static const QString kPin = QStringLiteral("sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

class TestUploadDialog : public QObject
{
    Q_OBJECT
public:
    static void initMain() { qunsetenv("QT_NO_GLIB"); } // the keychain answers through GLib
private slots:
    void initTestCase();
    void init();
    void whatIsFilledInIsWhatIsUsed();
    void aMistakeIsSaidAndNothingIsSent_data();
    void aMistakeIsSaidAndNothingIsSent();
    void fieldsOfOtherModesAreLeftOut();
    void aProfileComesBackAsItWasKept();
    void aVariableIsNeededToUploadAndNotToKeep();
    void aTypedTokenIsKeptInTheKeychainAlone();
    void aTokenWhoseProfileCannotBeKeptIsNotKept();
    void aTypedPasswordIsNotKept();
    void theTestTellsWhatTheServerSays_data();
    void theTestTellsWhatTheServerSays();
    void theTestOfADeadServerTellsIt();
    void itFitsASmallScreen_data();
    void itFitsASmallScreen();

private:
    bool isInAFile(const QByteArray &text) const;

    UiFixture m_fixture;
    NetworkThread m_network;
    std::unique_ptr<Keyring> m_keyring;
    QString m_file; // that is there
};

void TestUploadDialog::initTestCase()
{
    QStandardPaths::setTestModeEnabled(false); // the profiles are this test's own in another way
    qputenv("XDG_CONFIG_HOME", m_fixture.file(QStringLiteral("config")).toLocal8Bit());
    m_file = m_fixture.file(QStringLiteral("ca.pem"));
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::WriteOnly));
    if (Keyring::isInstalled()) {
        m_keyring = std::make_unique<Keyring>();
        QVERIFY(m_keyring->open());
        qputenv("DBUS_SESSION_BUS_ADDRESS", m_keyring->address().toLocal8Bit());
    }
}

void TestUploadDialog::init()
{
    for (const QString &name : Profiles().names())
        QVERIFY(Profiles().remove(name));
}

bool TestUploadDialog::isInAFile(const QByteArray &text) const
{
    QSettings().sync();
    for (const QString &folder : {m_fixture.file(QString()), QFileInfo(QSettings().fileName()).path()}) {
        QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text))
                return true;
        }
    }
    return false;
}

void TestUploadDialog::whatIsFilledInIsWhatIsUsed()
{
    DialogByNames dialog(&m_network);
    dialog.choose("mode", QStringLiteral("form"));
    dialog.fill({{"address", QStringLiteral("https://host/upload")},
                 {"headers", QStringLiteral("X-Build: 42")},
                 {"fields", QStringLiteral("retention=30d\n note = a=b")},
                 {"token", QStringLiteral("t0ken")},
                 {"user", QStringLiteral("me")},
                 {"password", QStringLiteral("pass:word")},
                 {"authorities", m_file},
                 {"certificate", m_file},
                 {"key", m_file},
                 {"keyPassword", QStringLiteral("key's")},
                 {"pin", kPin},
                 {"proxy", QStringLiteral("socks5://127.0.0.1:9050")}});
    QCOMPARE(dialog.problem(), QString());
    dialog.accept();
    QCOMPARE(dialog.result(), int(QDialog::Accepted));
    const UploadTarget target = dialog.target();
    QCOMPARE(target.mode, UploadMode::Form);
    QCOMPARE(target.url, QUrl(QStringLiteral("https://host/upload")));
    QCOMPARE(target.headers, (QList<std::pair<QByteArray, QByteArray>>{{"X-Build", "42"}}));
    QCOMPARE(target.fields,
             (QList<std::pair<QString, QString>>{{QStringLiteral("retention"), QStringLiteral("30d")},
                                                 {QStringLiteral("note"), QStringLiteral(" a=b")}}));
    QCOMPARE(target.token, "t0ken");
    QCOMPARE(target.user, "me:pass:word");
    QCOMPARE(target.tls.authorities, m_file);
    QCOMPARE(target.tls.certificate, m_file);
    QCOMPARE(target.tls.key, m_file);
    QCOMPARE(target.tls.keyPassword, "key's");
    QCOMPARE(target.tls.pin, kPin.toLatin1());
    QCOMPARE(target.proxy, QStringLiteral("socks5://127.0.0.1:9050"));
    for (const char *secret : {"t0ken", "pass:word", "key's"})
        QVERIFY2(!isInAFile(secret), secret);
}

void TestUploadDialog::aMistakeIsSaidAndNothingIsSent_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *field, const char *text, const char *words) {
        QTest::addRow("%s: %s", field, text)
            << QByteArray(field) << QString::fromUtf8(text) << QString::fromUtf8(words);
    };
    row("address", "host/x", "complete URL");
    row("headers", "nonsense", "Name: value");
    row("fields", "=x", "name=value");
    row("password", "alone", "no user's name");
    row("user", "a:b", "colon");
    row("authorities", "/no/such.pem", "/no/such.pem");
    row("certificate", "/no/such.pem", "/no/such.pem");
    row("pin", "sha256//short", "not a pin");
    row("proxy", "ftp://host", "not a proxy");
    row("proxy", "http://user:pass@host:8080", "password");
    row("userVariable", "NO_SUCH_NAME", "NO_SUCH_NAME");
    row("userVariable", "HOME", "HOME is not user:password");
    row("tokenVariable", "NO_SUCH_NAME", "NO_SUCH_NAME");
    row("keyPasswordVariable", "NO_SUCH_NAME", "NO_SUCH_NAME");
}

void TestUploadDialog::aMistakeIsSaidAndNothingIsSent()
{
    QFETCH(QByteArray, field);
    QFETCH(QString, text);
    QFETCH(QString, words);
    DialogByNames dialog(&m_network);
    dialog.choose("mode", QStringLiteral("form"));
    dialog.type("address", QStringLiteral("https://host/"));
    QVERIFY2(dialog.isOn("upload") && dialog.isOn("test"), qPrintable(dialog.problem()));
    dialog.type(field.constData(), text);
    QVERIFY2(dialog.problem().contains(words), qPrintable(dialog.problem()));
    QVERIFY(!dialog.isOn("upload") && !dialog.isOn("test"));
    dialog.accept();
    QVERIFY(dialog.result() != int(QDialog::Accepted));
}

void TestUploadDialog::fieldsOfOtherModesAreLeftOut()
{
    DialogByNames dialog(&m_network);
    dialog.type("address", QStringLiteral("https://host/"));
    dialog.choose("mode", QStringLiteral("form"));
    dialog.type("fields", QStringLiteral("a=b"));
    dialog.choose("mode", QStringLiteral("tus"));
    QCOMPARE(dialog.problem(), QString());
    dialog.accept();
    QVERIFY(dialog.target().fields.isEmpty());
}

void TestUploadDialog::aProfileComesBackAsItWasKept()
{
    {
        DialogByNames dialog(&m_network);
        dialog.choose("mode", QStringLiteral("form"));
        dialog.fill({{"address", QStringLiteral("https://host/upload")},
                     {"fields", QStringLiteral("a=b")},
                     {"headers", QStringLiteral("X-Build: 42")},
                     {"userVariable", QStringLiteral("DEPLOY_USER")},
                     {"authorities", m_file},
                     {"pin", kPin},
                     {"proxy", QStringLiteral("none")}});
        dialog.keepAs(QStringLiteral("ci"));
    }
    qputenv("DEPLOY_USER", "me:secret");
    DialogByNames dialog(&m_network);
    dialog.choose("profile", QStringLiteral("ci"));
    QCOMPARE(dialog.problem(), QString());
    dialog.accept();
    qunsetenv("DEPLOY_USER");
    const UploadTarget target = dialog.target();
    QCOMPARE(target.mode, UploadMode::Form);
    QCOMPARE(target.url, QUrl(QStringLiteral("https://host/upload")));
    QCOMPARE(target.fields.size(), 1);
    QCOMPARE(target.headers.size(), 1);
    QCOMPARE(target.user, "me:secret");
    QCOMPARE(target.tls.authorities, m_file);
    QCOMPARE(target.tls.pin, kPin.toLatin1());
    QCOMPARE(target.proxy, QStringLiteral("none"));
    QVERIFY(!isInAFile("me:secret"));
}

void TestUploadDialog::aVariableIsNeededToUploadAndNotToKeep()
{
    DialogByNames dialog(&m_network);
    dialog.type("address", QStringLiteral("https://host/"));
    dialog.type("tokenVariable", QStringLiteral("NOT_YET_THERE"));
    QVERIFY(!dialog.isOn("upload"));
    QVERIFY(dialog.isOn("keep"));
    dialog.keepAs(QStringLiteral("later"));
    const auto kept = Profiles().stored(QStringLiteral("later"));
    QVERIFY(kept);
    QCOMPARE(kept->tokenVariable, QStringLiteral("NOT_YET_THERE"));
}

void TestUploadDialog::aTypedTokenIsKeptInTheKeychainAlone()
{
    if (!m_keyring)
        QSKIP("there is no gnome-keyring-daemon here");
    ScriptedServer server([](helpers::Connection &connection) {
        while (connection.request())
            connection.answer(200);
    });
    {
        DialogByNames dialog(&m_network);
        dialog.type("address", server.url().toString());
        dialog.type("token", QStringLiteral("unmistakable"));
        dialog.keepAs(QStringLiteral("ci"));
        QVERIFY(QTest::qWaitFor([] { return !Profiles().names().isEmpty(); }, kPatience));
        QCOMPARE(dialog.at<QLineEdit>("token")->text(), QString()); // it is not kept here any longer
        QVERIFY2(!isInAFile("unmistakable"), "a file has the token");
    }
    DialogByNames dialog(&m_network);
    dialog.choose("profile", QStringLiteral("ci"));
    QVERIFY2(dialog.isOn("upload"), qPrintable(dialog.problem()));
    QVERIFY(dialog.at<QLineEdit>("token")->placeholderText().contains(QStringLiteral("keychain")));
    dialog.at<QPushButton>("test")->click();
    QVERIFY(QTest::qWaitFor([&] { return dialog.isOn("test"); }, kPatience));
    QVERIFY(!server.requests().isEmpty());
    for (const helpers::Request &request : server.requests())
        QCOMPARE(request.headers.value("authorization"), "Bearer unmistakable");

    dialog.at<QPushButton>("forget")->click();
    QVERIFY(Profiles().names().isEmpty());
    UploadTarget gone;
    gone.url = server.url();
    gone.tokenEntry = QStringLiteral("ci");
    QVERIFY(Profiles().set(QStringLiteral("gone"), gone));
    DialogByNames asking(&m_network);
    asking.choose("profile", QStringLiteral("gone"));
    asking.at<QPushButton>("test")->click();
    QVERIFY(QTest::qWaitFor(
        [&] { return asking.findings().join(u'\n').contains(QStringLiteral("no entry \"ci\"")); },
        kPatience));
}

void TestUploadDialog::aTokenWhoseProfileCannotBeKeptIsNotKept()
{
    if (!m_keyring)
        QSKIP("there is no gnome-keyring-daemon here");
    const QString noName = QStringLiteral("no name");
    DialogByNames dialog(&m_network);
    dialog.type("address", QStringLiteral("https://host/"));
    dialog.type("token", QStringLiteral("unmistakable"));
    dialog.keepAs(noName);
    QVERIFY(QTest::qWaitFor([&] { return dialog.problem().contains(noName); }, kPatience));
    const auto entryIsThere = [&] {
        std::optional<bool> isThere;
        keychain::read(noName, &dialog, [&](const auto &secret) { isThere = secret.has_value(); });
        return !QTest::qWaitFor([&] { return isThere.has_value(); }, kPatience) || *isThere;
    };
    QVERIFY(QTest::qWaitFor([&] { return !entryIsThere(); }, kPatience));
}

void TestUploadDialog::aTypedPasswordIsNotKept()
{
    DialogByNames dialog(&m_network);
    dialog.fill({{"address", QStringLiteral("https://host/")},
                 {"user", QStringLiteral("me")},
                 {"password", QStringLiteral("pass")}});
    dialog.keepAs(QStringLiteral("ci"));
    QVERIFY2(dialog.problem().contains(QStringLiteral("variable")), qPrintable(dialog.problem()));
    QVERIFY(Profiles().names().isEmpty());
}

void TestUploadDialog::theTestTellsWhatTheServerSays_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("mark");
    QTest::newRow("it takes it") << 200 << QStringLiteral("✓");
    QTest::newRow("it wants somebody else") << 401 << QStringLiteral("✗");
}

void TestUploadDialog::theTestTellsWhatTheServerSays()
{
    QFETCH(int, status);
    QFETCH(QString, mark);
    ScriptedServer server([status](helpers::Connection &connection) {
        while (const auto request = connection.request()) {
            connection.body(request->length());
            connection.answer(status, "Allow: PUT, OPTIONS\r\n");
        }
    });
    DialogByNames dialog(&m_network);
    dialog.fill({{"address", server.url().toString()},
                 {"user", QStringLiteral("me")},
                 {"password", QStringLiteral("s3cret")}});
    dialog.at<QPushButton>("test")->click();
    QVERIFY(!dialog.isOn("test")); // it is being asked
    QVERIFY(QTest::qWaitFor([&] { return dialog.isOn("test"); }, kPatience));
    const QStringList findings = dialog.findings();
    QVERIFY2(findings.contains(mark), qPrintable(findings.join(u'\n')));
    QVERIFY2(!findings.join(u'\n').contains(QStringLiteral("s3cret")), qPrintable(findings.join(u'\n')));
    QCOMPARE(server.requests().constFirst().headers.value("authorization"),
             "Basic " + QByteArray("me:s3cret").toBase64());
    dialog.type("address", QStringLiteral("http://elsewhere/"));
    QVERIFY(dialog.findings().isEmpty()); // they were of another target
}

void TestUploadDialog::theTestOfADeadServerTellsIt()
{
    QUrl url;
    {
        ScriptedServer server([](helpers::Connection &) {});
        url = server.url();
    }
    DialogByNames dialog(&m_network);
    dialog.type("address", url.toString());
    dialog.type("proxy", QStringLiteral("none"));
    dialog.at<QPushButton>("test")->click();
    QVERIFY(QTest::qWaitFor([&] { return dialog.isOn("test"); }, kPatience));
    QVERIFY2(dialog.findings().contains(QStringLiteral("✗")), qPrintable(dialog.findings().join(u'\n')));
}

void TestUploadDialog::itFitsASmallScreen_data()
{
    QTest::addColumn<QString>("mode");
    for (const char *mode : {"whole", "form", "tus", "append", "batch", "stream"})
        QTest::newRow(mode) << QString::fromLatin1(mode);
}

void TestUploadDialog::itFitsASmallScreen()
{
    QFETCH(QString, mode);
    DialogByNames dialog(&m_network);
    dialog.choose("mode", mode);
    dialog.type("address", QStringLiteral("nonsense")); // what is wrong takes room, too
    dialog.setVisible(true);
    auto *tabs = dialog.findChild<QTabWidget *>();
    for (int i = 0; i < tabs->count(); ++i) {
        tabs->setCurrentIndex(i);
        QApplication::processEvents();
        QVERIFY2(dialog.width() <= 780 && dialog.height() <= 540,
                 qPrintable(QStringLiteral("%1x%2").arg(dialog.width()).arg(dialog.height())));
    }
}

QTEST_MAIN(TestUploadDialog)
#include "tst_uploaddialog.moc"
