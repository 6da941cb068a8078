#include "pipecore/session/opensession.h"
#include "pipecore/session/savefile.h"
#include "pipecore/session/sessionarchive.h"
#include "pipecore/session/sessionstore.h"

#include "tests/session/exportedrecording.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>

#include <csignal>

using namespace pipecore;

namespace
{

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeTo(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

/// One entry of an archive that somebody made by hand.
struct Entry {
    QByteArray name;
    QByteArray content = "x";
    unsigned type = AE_IFREG;
    qint64 claimed = -1; // its size; -1: the content's
    QByteArray link = {};
    bool isHardLink = false;
};

void writeArchive(const QString &path, const std::vector<Entry> &entries)
{
    archive *a = archive_write_new();
    archive_write_add_filter_zstd(a);
    archive_write_set_format_pax_restricted(a);
    archive_write_open_filename(a, QFile::encodeName(path).constData());
    for (const Entry &entry : entries) {
        archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, entry.name.constData());
        archive_entry_set_filetype(e, entry.type);
        archive_entry_set_perm(e, 0644);
        archive_entry_set_size(e, entry.claimed >= 0       ? entry.claimed
                                  : entry.type == AE_IFREG ? entry.content.size()
                                                           : 0);
        if (entry.isHardLink)
            archive_entry_set_hardlink(e, entry.link.constData());
        else if (!entry.link.isEmpty())
            archive_entry_set_symlink(e, entry.link.constData());
        archive_write_header(a, e);
        if (entry.type == AE_IFREG && entry.link.isEmpty())
            archive_write_data(a, entry.content.constData(), static_cast<size_t>(entry.content.size()));
        archive_entry_free(e);
    }
    archive_write_close(a);
    archive_write_free(a);
}

const QByteArray kRecord = R"({"id":"x","command":"true","started":"2024-01-01T00:00:00.000Z"})";

} // namespace

class TestSessionFiles : public QObject
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
    void aSessionFileHoldsTheWholeSession();
    void aSessionFileIsOpenedByTar();
    void aSessionFileIsOpenedAsASession();
    void aSessionFileIsForItsOwnerAloneAndAllOrNothing();
    void anUnsafeIdNamesNoFolder();
    void everyCutSessionFileIsRefusedOrWhole();
    void hostileArchivesAreRefused_data();
    void hostileArchivesAreRefused();
    void whatIsNoArchiveIsRefused();
    void progressIsToldAndMayCancel();
    void rawAndTextExportsAreWhatTheyShouldBe();
    void sessionsAreListedByAge();
    void sessionsAreFoundByIdPrefixAndLast();
    void sessionsAreRemoved();
    void nothingButASessionIsRemoved();
    void anInterruptedSessionIsRecovered();
    void aRunningSessionIsNeitherRemovedNorRecovered();
    void brokenFoldersDisturbNothing();
    void aKilledRunnelLeavesEveryByte();

private:
    QString newPath(const char *ending = "")
    {
        return m_folder.filePath(QString::number(++m_count) + QLatin1String(ending));
    }
    QString keep(const SessionStore &store, const QDateTime &started, const QByteArray &output = "x\n")
    {
        SessionRecord record;
        record.id = store.create(started).value();
        record.command.program = QStringLiteral("true");
        record.started = started;
        record.ended = started.addSecs(1);
        record.state = SessionRecord::State::Ended;
        record.result = RunResult::exited(0);
        record.bytes = output.size();
        if (!record.write(store.folder(record.id)))
            qFatal("cannot write a record");
        writeTo(store.folder(record.id) + QStringLiteral("/output"), output);
        return record.id;
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestSessionFiles::aRecordComesBackFromItsJson_data()
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

void TestSessionFiles::aRecordComesBackFromItsJson()
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

void TestSessionFiles::aRecordHasTheFieldsThatOthersRelyOn()
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

void TestSessionFiles::secretsOfTheEnvironmentAreNotWritten()
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

void TestSessionFiles::aDamagedRecordIsAnError()
{
    for (const char *json : {"", "nonsense", "[]", "{\"id\":", "null"})
        QVERIFY2(!SessionRecord::fromJson(json), json);
    QVERIFY(SessionRecord::fromJson(
        R"({"id":5,"argv":"x","bytes":"y","started":[]})")); // of no use, but harmless
}

void TestSessionFiles::aVeryLongCommandLineIsListed()
{
    const SessionStore store(newPath());
    const QString id = keep(store, QDateTime::currentDateTimeUtc());
    SessionRecord record = store.find(id).value();
    for (int i = 0; i < 2000; ++i)
        record.command.arguments << QString(1000, u'a');
    QVERIFY(record.write(store.folder(id)));
    QCOMPARE(store.find(id)->command.arguments.size(), 2000);
}

void TestSessionFiles::aSessionFileHoldsTheWholeSession()
{
    const ExportedRecording source({{Stream::Output, 5, "one\n"},
                                    {Stream::Error, 70, QByteArray("t\0o", 3)},
                                    {Stream::Output, 900, QByteArray(1'000'000, 'z')}});
    source.recording->startIndexing();
    source.recording->waitForIndex();
    const QString file = newPath(".runnel"), folder = newPath();
    QVERIFY(writeSessionFile(source.recording, source.recording->record(), file));
    const auto read = readSessionFile(file, folder);
    QVERIFY2(read, qPrintable(read ? QString() : read.error()));
    const auto opened = Recording::openFolder(folder).value();
    QCOMPARE(opened->record().toJson(), source.recording->record().toJson());
    QVERIFY(contentOf(folder + QStringLiteral("/output")) == source.bytes);
    const qint64 all = std::numeric_limits<qint64>::max();
    QVERIFY(opened->times().between(0, all) == source.recording->times().between(0, all));
    QVERIFY(BlockIndex().load(folder + QStringLiteral("/index"), source.bytes.size()));
    for (const QFileInfo &entry : QDir(folder).entryInfoList(QDir::Files))
        QCOMPARE(int(entry.permissions() & 0x0077), 0); // nothing for group and others
}

void TestSessionFiles::aSessionFileIsOpenedByTar()
{
    const QString tar = QStandardPaths::findExecutable(QStringLiteral("tar"));
    if (tar.isEmpty() || QStandardPaths::findExecutable(QStringLiteral("zstd")).isEmpty())
        QSKIP("tar or zstd is not installed");
    const ExportedRecording source({{Stream::Output, 5, "one\ntwo\n"}});
    const QString file = newPath(".runnel"), id = source.recording->record().id;
    QVERIFY(writeSessionFile(source.recording, source.recording->record(), file));
    QProcess process;
    process.start(tar, {QStringLiteral("--zstd"), QStringLiteral("-tf"), file});
    QVERIFY(process.waitForFinished(-1) && process.exitCode() == 0);
    const QByteArray listed = process.readAll();
    QVERIFY(listed.contains(id.toUtf8() + "/output\n") && listed.contains(id.toUtf8() + "/session.json\n"));
    process.start(tar,
                  {QStringLiteral("--zstd"), QStringLiteral("-xOf"), file, id + QStringLiteral("/output")});
    QVERIFY(process.waitForFinished(-1));
    QCOMPARE(process.readAll(), source.bytes);
    // And what tar makes of a folder is opened here.
    const SessionStore store(newPath());
    const QString kept = keep(store, QDateTime::currentDateTimeUtc(), "by tar\n"), byTar = newPath(".runnel");
    process.start(tar, {QStringLiteral("--zstd"), QStringLiteral("-cf"), byTar, QStringLiteral("-C"),
                        store.folder({}), kept});
    QVERIFY(process.waitForFinished(-1) && process.exitCode() == 0);
    const QString folder = newPath();
    const auto read = readSessionFile(byTar, folder);
    QVERIFY2(read, qPrintable(read ? QString() : read.error()));
    QCOMPARE(contentOf(folder + QStringLiteral("/output")), QByteArray("by tar\n"));
}

void TestSessionFiles::aSessionFileIsOpenedAsASession()
{
    const ExportedRecording source({{Stream::Output, 5, "one\n"}});
    const QString file = newPath(".runnel");
    QVERIFY(saveRecording(source.recording, source.recording->record(), file));
    QString folder;
    {
        const auto opened = openSession(file);
        QVERIFY2(opened, qPrintable(opened ? QString() : opened.error()));
        folder = (*opened)->folder();
        QCOMPARE((*opened)->record().id, source.recording->record().id);
        QVERIFY(QFile::exists(folder));
    }
    QVERIFY(!QFile::exists(folder));
}

void TestSessionFiles::aSessionFileIsForItsOwnerAloneAndAllOrNothing()
{
    const ExportedRecording source({{Stream::Output, 5, "one\n"}});
    const QString file = newPath(".runnel");
    writeTo(file, "what was there");
    const auto cancelled = writeSessionFile(source.recording, source.recording->record(), file,
                                            [](qint64, qint64) { return false; });
    QVERIFY(!cancelled);
    QCOMPARE(contentOf(file), QByteArray("what was there"));
    QVERIFY(writeSessionFile(source.recording, source.recording->record(), file));
    QCOMPARE(int(QFileInfo(file).permissions() & 0x0077), 0);
    const QString nowhere = newPath() + QStringLiteral("/missing/x.runnel");
    const auto failed = writeSessionFile(source.recording, source.recording->record(), nowhere);
    QVERIFY(!failed && failed.error().contains(nowhere));
}

void TestSessionFiles::anUnsafeIdNamesNoFolder()
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

void TestSessionFiles::everyCutSessionFileIsRefusedOrWhole()
{
    QByteArray noise(30'000, '\0');
    for (qsizetype i = 0; i < noise.size(); ++i)
        noise[i] = static_cast<char>((i * i) % 251 ^ i / 7);
    const ExportedRecording source({{Stream::Output, 5, noise}});
    const QString file = newPath(".runnel");
    QVERIFY(writeSessionFile(source.recording, source.recording->record(), file));
    const QByteArray whole = contentOf(file);
    int refused = 0;
    const qsizetype step = std::max<qsizetype>(1, whole.size() / 150);
    for (qsizetype size = 0; size < whole.size(); size += step) {
        const QString cut = newPath(".runnel"), folder = newPath();
        writeTo(cut, whole.first(size));
        if (const auto read = readSessionFile(cut, folder); !read) {
            ++refused;
            QVERIFY(!QFile::exists(folder));
            QVERIFY2(read.error().contains(cut), qPrintable(read.error()));
        } else {
            QVERIFY(contentOf(folder + QStringLiteral("/output")) == noise);
        }
    }
    QVERIFY(refused > 100);
}

void TestSessionFiles::hostileArchivesAreRefused_data()
{
    QTest::addColumn<int>("number");
    for (const char *name :
         {"absolute path", "parent path", "parent as folder", "deeper", "no folder", "unknown name",
          "symbolic link", "hard link", "device", "FIFO", "absolute folder", "two of a name", "no record",
          "no output", "a huge record", "current folder"})
        QTest::newRow(name) << 0;
}

void TestSessionFiles::hostileArchivesAreRefused()
{
    const QByteArray what = QTest::currentDataTag();
    const QByteArray outside = QFile::encodeName(m_folder.filePath(QStringLiteral("outside")));
    std::vector<Entry> entries{{"s/session.json", kRecord}, {"s/output", "bytes"}};
    if (what == "absolute path")
        entries.push_back({outside});
    else if (what == "parent path")
        entries.push_back({"s/../../outside"});
    else if (what == "parent as folder")
        entries.push_back({"../index"});
    else if (what == "deeper")
        entries.push_back({"s/t/index"});
    else if (what == "no folder")
        entries.push_back({"index"});
    else if (what == "unknown name")
        entries.push_back({"s/.bashrc"});
    else if (what == "symbolic link")
        entries.push_back({"s/index", {}, AE_IFLNK, 0, "/etc/passwd"});
    else if (what == "hard link")
        entries.push_back({"s/index", {}, AE_IFREG, 0, "/etc/passwd", true});
    else if (what == "device")
        entries.push_back({"s/index", {}, AE_IFCHR});
    else if (what == "FIFO")
        entries.push_back({"s/index", {}, AE_IFIFO});
    else if (what == "absolute folder")
        entries.push_back({"/s/", {}, AE_IFDIR});
    else if (what == "two of a name")
        entries.push_back({"t/output", "other bytes"});
    else if (what == "no record")
        entries.erase(entries.begin());
    else if (what == "no output")
        entries.pop_back();
    else if (what == "a huge record")
        entries[0].content = kRecord + QByteArray(SessionRecord::kMostBytes, ' ');
    else if (what == "current folder")
        entries.push_back({"./index"});
    const QString file = newPath(".runnel"), folder = newPath();
    writeArchive(file, entries);
    const auto read = readSessionFile(file, folder);
    QVERIFY(!read);
    QVERIFY2(read.error().contains(file) && read.error().size() > file.size() + 20, qPrintable(read.error()));
    QVERIFY(!QFile::exists(folder));
    QVERIFY(!QFile::exists(QString::fromUtf8(outside)));
}

void TestSessionFiles::whatIsNoArchiveIsRefused()
{
    for (const QByteArray &bytes : {QByteArray(), QByteArray("just text\n"),
                                    QByteArray("\x28\xb5\x2f\xfd nonsense"), QByteArray(100'000, '\0')}) {
        const QString file = newPath(".runnel"), folder = newPath();
        writeTo(file, bytes);
        QVERIFY(!readSessionFile(file, folder));
        QVERIFY(!QFile::exists(folder));
    }
    QVERIFY(!readSessionFile(newPath(), newPath()));
}

void TestSessionFiles::progressIsToldAndMayCancel()
{
    const ExportedRecording source({{Stream::Output, 5, QByteArray(3'000'000, 'x')}});
    const QString file = newPath(".runnel");
    qint64 last = 0;
    QVERIFY(
        writeSessionFile(source.recording, source.recording->record(), file, [&](qint64 done, qint64 total) {
            const bool right = done > last && total == 3'000'000;
            last = done;
            return right;
        }));
    QCOMPARE(last, 3'000'000);
    const QString folder = newPath();
    QVERIFY(!readSessionFile(file, folder, [](qint64, qint64) { return false; }));
    QVERIFY(!QFile::exists(folder));
}

void TestSessionFiles::rawAndTextExportsAreWhatTheyShouldBe()
{
    const ExportedRecording source(
        {{Stream::Output, 5, "10%\r\x1b[32m100%\x1b[m  \n"}, {Stream::Error, 6, "\xff\tb"}});
    const QString raw = newPath(".log"), text = newPath(".txt");
    QVERIFY(saveRecording(source.recording, source.recording->record(), raw));
    QVERIFY(saveRecording(source.recording, source.recording->record(), text));
    QCOMPARE(contentOf(raw), source.bytes);
    QCOMPARE(contentOf(text), QByteArray("100%\n\xef\xbf\xbd       b\n"));
}

void TestSessionFiles::sessionsAreListedByAge()
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

void TestSessionFiles::sessionsAreFoundByIdPrefixAndLast()
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

void TestSessionFiles::sessionsAreRemoved()
{
    const SessionStore store(newPath());
    const QString one = keep(store, QDateTime::currentDateTimeUtc()),
                  two = keep(store, QDateTime::currentDateTimeUtc());
    QVERIFY(store.remove(one));
    QVERIFY(!QFile::exists(store.folder(one)));
    QVERIFY(QFile::exists(store.folder(two)));
    QVERIFY(!store.remove(one));
}

void TestSessionFiles::nothingButASessionIsRemoved()
{
    const SessionStore store(newPath());
    const QString id = keep(store, QDateTime::currentDateTimeUtc());
    for (const QString &what : {QString(), QStringLiteral("."), QStringLiteral(".."), QStringLiteral("../.."),
                                QStringLiteral("../sessions"), id + QStringLiteral("/..")})
        QVERIFY2(!store.remove(what), qPrintable(what));
    QVERIFY(QFile::exists(store.folder(id) + QStringLiteral("/output")));
}

void TestSessionFiles::anInterruptedSessionIsRecovered()
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

void TestSessionFiles::aRunningSessionIsNeitherRemovedNorRecovered()
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

void TestSessionFiles::brokenFoldersDisturbNothing()
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

void TestSessionFiles::aKilledRunnelLeavesEveryByte()
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

QTEST_GUILESS_MAIN(TestSessionFiles)
#include "tst_sessionfiles.moc"
