#include "pipecore/net/upload/profiles.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace pipecore;

class TestProfiles : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void aProfileComesBackAsItWasSet();
    void secretsAreReadFromTheirVariables();
    void aSecretIsNeverWritten_data();
    void aSecretIsNeverWritten();
    void aRemovedProfileIsGone();
    void whatIsWrongIsSaid();
    void everyPresetFitsTogether();

private:
    Profiles profiles() const { return Profiles(m_folder->filePath(QStringLiteral("a/uploads.ini"))); }
    static UploadTarget target()
    {
        UploadTarget made;
        made.url = QUrl(QStringLiteral("https://a.test:8443/x%20y/?channel=1"));
        return made;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestProfiles::aProfileComesBackAsItWasSet()
{
    UploadTarget set = target();
    set.mode = UploadMode::Batch;
    set.format = UploadFormat::Loki;
    set.method = "PUT";
    set.gzip = true;
    set.headers = {{"X-Build", "a, b; c=\"d\""}, {"X-Name", "\xc3\xa4"}};
    set.tls = {
        QStringLiteral("/ca.pem"), QStringLiteral("/c.pem"), QStringLiteral("/k.pem"), {}, {}, "sha256//x"};
    set.proxy = QStringLiteral("none");
    set.attempts = 9;
    set.timeoutMs = 7000;
    QVERIFY(profiles().set(QStringLiteral("build-1"), set));
    const auto got = profiles().find(QStringLiteral("build-1"));
    QVERIFY2(got, qPrintable(got ? QString() : got.error()));
    QCOMPARE(got->url, set.url);
    QVERIFY(got->mode == set.mode && got->format == set.format && got->gzip);
    QCOMPARE(got->method, set.method);
    QCOMPARE(got->headers, set.headers);
    QCOMPARE(got->tls.authorities, set.tls.authorities);
    QCOMPARE(got->tls.certificate, set.tls.certificate);
    QCOMPARE(got->tls.key, set.tls.key);
    QCOMPARE(got->tls.pin, set.tls.pin);
    QCOMPARE(got->proxy, set.proxy);
    QCOMPARE(got->attempts, 9);
    QCOMPARE(got->timeoutMs, 7000);

    UploadTarget form = target();
    form.mode = UploadMode::Form;
    form.fieldName = QStringLiteral("log");
    form.fields = {{QStringLiteral("job"), QStringLiteral("a=b, c")}};
    QVERIFY(profiles().set(QStringLiteral("form"), form));
    QCOMPARE(profiles().find(QStringLiteral("form"))->fields, form.fields);
    QCOMPARE(profiles().names(), (QStringList{QStringLiteral("build-1"), QStringLiteral("form")}));
}

void TestProfiles::secretsAreReadFromTheirVariables()
{
    qputenv("RUNNEL_TEST_TOKEN", "t0k-3n");
    UploadTarget set = target();
    set.token = "t0k-3n";
    set.tokenVariable = QStringLiteral("RUNNEL_TEST_TOKEN");
    QVERIFY(profiles().set(QStringLiteral("p"), set));
    QCOMPARE(profiles().find(QStringLiteral("p"))->token, QByteArray("t0k-3n"));
    QFile file(profiles().file());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("t0k-3n"));
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    qunsetenv("RUNNEL_TEST_TOKEN");
    const auto missing = profiles().find(QStringLiteral("p"));
    QVERIFY(!missing);
    QVERIFY2(missing.error().contains(QStringLiteral("RUNNEL_TEST_TOKEN")), qPrintable(missing.error()));
    QVERIFY(profiles().stored(QStringLiteral("p")));
}

void TestProfiles::aSecretIsNeverWritten_data()
{
    QTest::addColumn<QString>("what");
    for (const char *what : {"token", "user", "address", "parameter", "header"})
        QTest::newRow(what) << QString::fromLatin1(what);
}

void TestProfiles::aSecretIsNeverWritten()
{
    QFETCH(QString, what);
    UploadTarget set = target();
    if (what == QLatin1String("token"))
        set.token = "s3cr3t";
    else if (what == QLatin1String("user"))
        set.user = "me:s3cr3t";
    else if (what == QLatin1String("address"))
        set.url.setUserInfo(QStringLiteral("me:s3cr3t"));
    else if (what == QLatin1String("parameter"))
        set.url.setQuery(QStringLiteral("sig=s3cr3t"));
    else
        set.headers = {{"Private-Token", "s3cr3t"}};
    const auto done = profiles().set(QStringLiteral("p"), set);
    QVERIFY(!done);
    QVERIFY2(!done.error().contains(QStringLiteral("s3cr3t")), qPrintable(done.error()));
    QVERIFY(!QFile::exists(profiles().file()));
}

void TestProfiles::aRemovedProfileIsGone()
{
    QVERIFY(profiles().set(QStringLiteral("p"), target()));
    QVERIFY(profiles().remove(QStringLiteral("p")));
    QVERIFY(profiles().names().isEmpty());
    QVERIFY(!profiles().remove(QStringLiteral("p")));
}

void TestProfiles::whatIsWrongIsSaid()
{
    QVERIFY(!profiles().set(QStringLiteral("a/b"), target()));
    QVERIFY(!profiles().set({}, target()));
    QVERIFY(profiles().set(QStringLiteral("p"), target()));
    const auto missing = profiles().find(QStringLiteral("q"));
    QVERIFY(!missing);
    QVERIFY2(missing.error().contains(QStringLiteral("there are: p")), qPrintable(missing.error()));
    UploadTarget wrong = target();
    wrong.gzip = true; // of a whole file
    QVERIFY(!profiles().set(QStringLiteral("p"), wrong));
}

void TestProfiles::everyPresetFitsTogether()
{
    QVERIFY(uploadPresets().size() >= 7);
    for (const UploadPreset &preset : uploadPresets()) {
        QVERIFY2(preset.target.problem().isEmpty(), qPrintable(preset.name));
        QVERIFY2(profiles().set(preset.name,
                                [&] {
                                    UploadTarget set = preset.target;
                                    set.url = target().url;
                                    return set;
                                }()),
                 qPrintable(preset.name));
        QVERIFY(uploadPreset(preset.name) == &preset);
    }
    QVERIFY(!uploadPreset(QStringLiteral("nothing")));
}

QTEST_GUILESS_MAIN(TestProfiles)
#include "tst_profiles.moc"
