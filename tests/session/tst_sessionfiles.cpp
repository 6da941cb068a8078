#include "tests/session/sessionfolder.h"

using namespace pipecore;
using namespace sessiontest;

class TestSessionFiles : public sessiontest::SessionFolder
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        qputenv("RUNNEL_HOME", QFile::encodeName(m_folder.filePath(QStringLiteral("home"))));
    }

    void aSessionFileHoldsTheWholeSession();
    void aSessionFileIsOpenedByTar();
    void aSessionFileIsOpenedAsASession();
    void aSessionFileIsForItsOwnerAloneAndAllOrNothing();
    void everyCutSessionFileIsRefusedOrWhole();
    void hostileArchivesAreRefused_data();
    void hostileArchivesAreRefused();
    void whatIsNoArchiveIsRefused();
    void progressIsToldAndMayCancel();
    void rawAndTextExportsAreWhatTheyShouldBe();
};

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

QTEST_GUILESS_MAIN(TestSessionFiles)
#include "tst_sessionfiles.moc"
