#include "tests/session/sessionfolder.h"

using namespace pipecore;
using namespace sessiontest;

class TestSessionStore : public sessiontest::SessionFolder
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        qputenv("RUNNEL_HOME", QFile::encodeName(m_folder.filePath(QStringLiteral("home"))));
    }

    void aRecordComesBackFromItsJson_data();
    void aRecordComesBackFromItsJson();
    void aRecordHasTheFieldsThatOthersRelyOn();
    void secretsOfTheEnvironmentAreNotWritten();
    void aDamagedRecordIsAnError();
    void aVeryLongCommandLineIsListed();
    void anUnsafeIdNamesNoFolder();
    void sessionsAreListedByAge();
    void sessionsAreFoundByIdPrefixAndLast();
    void sessionsAreRemoved();
    void nothingButASessionIsRemoved();
    void anInterruptedSessionIsRecovered();
    void aRunningSessionIsNeitherRemovedNorRecovered();
    void brokenFoldersDisturbNothing();
    void aKilledRunnelLeavesEveryByte();
};

void TestSessionStore::aRecordComesBackFromItsJson_data()
{
    QTest::addColumn<RunResult>("result");
    for (const int code : {0, 1, 255})
        QTest::addRow("exit %d", code) << RunResult::exited(code);
    for (const int signal : {SIGTERM, SIGKILL, SIGSEGV})
        QTest::addRow("signal %d", signal) << RunResult::endedBySignal(signal);
    using Outcome = RunResult::Outcome;
    for (const Outcome outcome :
         {Outcome::NotFound, Outcome::NotExecutable, Outcome::NoDirectory, Outcome::NotStarted})
        QTest::addRow("outcome %d", static_cast<int>(outcome))
            << RunResult{outcome, 0, QStringLiteral("why")};
}

void TestSessionStore::aRecordComesBackFromItsJson()
{
    QFETCH(RunResult, result);
    SessionRecord record;
    record.id = QStringLiteral("20240101-000000-abcd");
    record.command.program = QStringLiteral("prog ram");
    record.command.arguments = {QString(), QStringLiteral("ü\n\"'\\"), QStringLiteral("--x=1")};
    record.command.mergeStreams = true;
    record.command.environment = {{QStringLiteral("A"), QStringLiteral("b=c")}};
    record.directory = QStringLiteral("/some/where");
    record.started = QDateTime::fromString(QStringLiteral("2024-01-01T00:00:00.123Z"), Qt::ISODateWithMs);
    record.ended = record.started.addMSecs(5'001);
    record.bytes = 123'456'789'012;
    record.result = result;
    record.state = SessionRecord::State::Ended;
    const SessionRecord again = SessionRecord::fromJson(QJsonDocument(record.toJson()).toJson()).value();
    QCOMPARE(again.id, record.id);
    QCOMPARE(again.command.words(), record.command.words());
    QCOMPARE(again.command.mergeStreams, true);
    QCOMPARE(again.command.isShellLine, false);
    QCOMPARE(again.command.environment, record.command.environment);
    QCOMPARE(again.directory, record.directory);
    QCOMPARE(again.started, record.started);
    QCOMPARE(again.duration(), 5'001);
    QCOMPARE(again.bytes, record.bytes);
    QCOMPARE(again.state, SessionRecord::State::Ended);
    QCOMPARE(again.result->outcome, result.outcome);
    QCOMPARE(again.result->exitStatus(), result.exitStatus());
    QCOMPARE(again.result->message, result.message);
}

void TestSessionStore::aRecordHasTheFieldsThatOthersRelyOn()
{
    SessionRecord record;
    record.started = QDateTime::currentDateTimeUtc();
    QJsonObject json = record.toJson();
    for (const char *name : {"id", "command", "cwd", "started", "ended", "exit_code", "signal", "bytes"})
        QVERIFY2(json.contains(QLatin1String(name)), name);
    QVERIFY(json[QLatin1String("ended")].isNull() && json[QLatin1String("exit_code")].isNull());
    record.result = RunResult::exited(3);
    QCOMPARE(record.toJson()[QLatin1String("exit_code")].toInt(), 3);
    QVERIFY(record.toJson()[QLatin1String("signal")].isNull());
    record.result = RunResult::endedBySignal(9);
    QCOMPARE(record.toJson()[QLatin1String("signal")].toInt(), 9);
    QVERIFY(record.toJson()[QLatin1String("exit_code")].isNull());
}

void TestSessionStore::secretsOfTheEnvironmentAreNotWritten()
{
    SessionRecord record;
    record.command.environment = {{QStringLiteral("MY_TOKEN"), QStringLiteral("s3cr3t")},
                                  {QStringLiteral("api_key"), QStringLiteral("s3cr3t")},
                                  {QStringLiteral("DB_PASSWORD"), QStringLiteral("s3cr3t")},
                                  {QStringLiteral("PLAIN"), QStringLiteral("seen")}};
    const QByteArray json = QJsonDocument(record.toJson()).toJson();
    QVERIFY(!json.contains("s3cr3t"));
    QVERIFY(json.contains("MY_TOKEN") && json.contains("seen"));
}

void TestSessionStore::aDamagedRecordIsAnError()
{
    for (const char *json : {"", "nonsense", "[]", "{\"id\":", "null"})
        QVERIFY2(!SessionRecord::fromJson(json), json);
    QVERIFY(SessionRecord::fromJson(
        R"({"id":5,"argv":"x","bytes":"y","started":[]})")); // of no use, but harmless
}

void TestSessionStore::aVeryLongCommandLineIsListed()
{
    const SessionStore store(newPath());
    const QString id = keep(store, QDateTime::currentDateTimeUtc());
    SessionRecord record = store.find(id).value();
    for (int i = 0; i < 2000; ++i)
        record.command.arguments << QString(1000, u'a');
    QVERIFY(record.write(store.folder(id)));
    QCOMPARE(store.find(id)->command.arguments.size(), 2000);
}

void TestSessionStore::anUnsafeIdNamesNoFolder()
{
    const ExportedRecording source({{Stream::Output, 5, "one\n"}});
    for (const char *id : {"", ".", "..", "../../etc", "/abs", "a/b", "-x y"}) {
        SessionRecord record = source.recording->record();
        record.id = QString::fromLatin1(id);
        const QString file = newPath(".runnel"), folder = newPath();
        QVERIFY(writeSessionFile(source.recording, record, file));
        const auto read = readSessionFile(file, folder);
        QVERIFY2(read, id);
    }
}

void TestSessionStore::sessionsAreListedByAge()
{
    const SessionStore store(newPath());
    QVERIFY(store.list().empty());
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QString second = keep(store, now.addSecs(-10)), first = keep(store, now.addSecs(-100)),
                  third = keep(store, now);
    QStringList listed;
    for (const SessionRecord &record : store.list())
        listed << record.id;
    QCOMPARE(listed, (QStringList{first, second, third}));
    QCOMPARE(int(QFileInfo(store.folder(first)).permissions() & 0x0077), 0);
}

void TestSessionStore::sessionsAreFoundByIdPrefixAndLast()
{
    const SessionStore store(newPath());
    QVERIFY(!store.find(QStringLiteral("last")));
    const QDateTime day =
        QDateTime::fromString(QStringLiteral("2024-05-06T07:08:09.000Z"), Qt::ISODateWithMs);
    const QString one = keep(store, day), two = keep(store, day.addSecs(1)),
                  other = keep(store, day.addYears(1));
    QCOMPARE(store.find(one)->id, one);
    QCOMPARE(store.find(one.chopped(3))->id, one);
    QCOMPARE(store.find(QStringLiteral("2025"))->id, other);
    QCOMPARE(store.find(QStringLiteral("last"))->id, other);
    const auto several = store.find(QStringLiteral("2024"));
    QVERIFY(!several && several.error().contains(one) && several.error().contains(two));
    QVERIFY(!store.find(QStringLiteral("nothing")));
    QVERIFY(!store.find(QString()));
}

void TestSessionStore::sessionsAreRemoved()
{
    const SessionStore store(newPath());
    const QString one = keep(store, QDateTime::currentDateTimeUtc()),
                  two = keep(store, QDateTime::currentDateTimeUtc());
    QVERIFY(store.remove(one));
    QVERIFY(!QFile::exists(store.folder(one)));
    QVERIFY(QFile::exists(store.folder(two)));
    QVERIFY(!store.remove(one));
}

void TestSessionStore::nothingButASessionIsRemoved()
{
    const SessionStore store(newPath());
    const QString id = keep(store, QDateTime::currentDateTimeUtc());
    for (const QString &what : {QString(), QStringLiteral("."), QStringLiteral(".."), QStringLiteral("../.."),
                                QStringLiteral("../sessions"), id + QStringLiteral("/..")})
        QVERIFY2(!store.remove(what), qPrintable(what));
    QVERIFY(QFile::exists(store.folder(id) + QStringLiteral("/output")));
}

void TestSessionStore::anInterruptedSessionIsRecovered()
{
    const SessionStore store(newPath());
    SessionRecord record;
    record.started = QDateTime::currentDateTimeUtc().addSecs(-60);
    record.id = store.create(record.started).value();
    record.command.program = QStringLiteral("true");
    QVERIFY(record.write(store.folder(record.id)));
    writeTo(store.folder(record.id) + QStringLiteral("/output"), "all of it\n");
    const SessionRecord found = store.find(record.id).value();
    QCOMPARE(found.state, SessionRecord::State::Interrupted);
    QCOMPARE(found.bytes, 10);
    QVERIFY(found.ended.isValid() && !found.result);
    QVERIFY(contentOf(store.folder(record.id) + QStringLiteral("/session.json")).contains("\"ended\": null"));
    const auto recovered = store.recover(record.id);
    QVERIFY(recovered);
    const SessionRecord again = store.find(record.id).value();
    QCOMPARE(again.state, SessionRecord::State::Interrupted);
    QCOMPARE(again.bytes, 10);
    QVERIFY(
        !contentOf(store.folder(record.id) + QStringLiteral("/session.json")).contains("\"ended\": null"));
    QVERIFY(!store.recover(QStringLiteral("nothing")));
}

void TestSessionStore::aRunningSessionIsNeitherRemovedNorRecovered()
{
    const SessionStore store(newPath());
    SessionRecord record;
    record.started = QDateTime::currentDateTimeUtc();
    record.id = store.create(record.started).value();
    const auto recording = Recording::create(store.folder(record.id), record).value();
    recording->capture()->append("abc", 3);
    QCOMPARE(store.find(record.id)->state, SessionRecord::State::Running);
    QCOMPARE(store.find(record.id)->bytes, 3);
    const auto removed = store.remove(record.id);
    QVERIFY(!removed && removed.error().contains(QStringLiteral("running")));
    QCOMPARE(store.recover(record.id)->state, SessionRecord::State::Running);
}

void TestSessionStore::brokenFoldersDisturbNothing()
{
    const SessionStore store(newPath());
    const QString id = keep(store, QDateTime::currentDateTimeUtc());
    QVERIFY(QDir().mkpath(store.folder(QStringLiteral("empty"))));
    QVERIFY(QDir().mkpath(store.folder(QStringLiteral("broken"))));
    writeTo(store.folder(QStringLiteral("broken")) + QStringLiteral("/session.json"), "{");
    writeTo(store.folder(QStringLiteral("a file")), "x");
    QCOMPARE(store.list().size(), 1u);
    QCOMPARE(store.list().front().id, id);
    QVERIFY(store.remove(QStringLiteral("broken"))); // it can be got rid of
}

void TestSessionStore::aKilledRunnelLeavesEveryByte()
{
    const SessionStore store(newPath());
    QProcess runnel;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("RUNNEL_HOME"), store.home());
    runnel.setProcessEnvironment(environment);
    runnel.setStandardOutputFile(QProcess::nullDevice());
    runnel.start(QStringLiteral(RUNNEL_PROGRAM), {QStringLiteral("run"), QStringLiteral("--"),
                                                  QStringLiteral("seq"), QStringLiteral("1000000000")});
    QVERIFY(runnel.waitForStarted());
    QVERIFY(QTest::qWaitFor([&] { return !store.list().empty() && store.list().front().bytes > (1 << 20); },
                            60'000));
    QCOMPARE(store.list().front().state, SessionRecord::State::Running);
    runnel.kill();
    QVERIFY(runnel.waitForFinished(-1));
    // The command may take a moment to notice; what holds the lock is gone at once.
    QCOMPARE(store.list().size(), 1u);
    const SessionRecord record = store.list().front();
    QCOMPARE(record.state, SessionRecord::State::Interrupted);
    const QByteArray bytes = contentOf(store.folder(record.id) + QStringLiteral("/output"));
    QCOMPARE(record.bytes, bytes.size());
    qint64 at = 0;
    for (qint64 number = 1; at < bytes.size(); ++number) {
        const QByteArray line = QByteArray::number(number) + '\n';
        const QByteArrayView there =
            QByteArrayView(bytes).sliced(at).first(std::min(line.size(), bytes.size() - at));
        if (!QByteArrayView(line).startsWith(there))
            QFAIL(qPrintable(QString::number(at)));
        at += line.size();
    }
    const auto opened = Recording::openFolder(store.folder(record.id)).value();
    opened->startIndexing();
    opened->waitForIndex();
    QCOMPARE(opened->index().indexedEnd(), bytes.size());
}

QTEST_GUILESS_MAIN(TestSessionStore)
#include "tst_sessionstore.moc"
