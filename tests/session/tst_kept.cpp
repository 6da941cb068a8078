#include "pipecore/session/savedcommands.h"
#include "pipecore/session/sessionstore.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace pipecore;

namespace
{

/// A store with sessions that ended so many days ago, each of `bytes` bytes; the ids in the same order.
struct Store {
    explicit Store(const std::vector<int> &days, qint64 bytes = 1000) : store(home.path())
    {
        for (const int ago : days) {
            SessionRecord record;
            record.started = QDateTime::currentDateTimeUtc().addDays(-ago).addSecs(-60);
            record.ended = record.started.addSecs(1);
            record.id = store.create(record.started).value();
            record.command.program = QStringLiteral("true");
            record.result = RunResult::exited(0);
            record.state = SessionRecord::State::Ended;
            record.bytes = bytes;
            if (!record.write(store.folder(record.id)))
                qFatal("cannot write a record");
            ids << record.id;
        }
    }
    QStringList left() const
    {
        QStringList left;
        for (const SessionRecord &record : store.list())
            left << record.id;
        return left;
    }

    QTemporaryDir home;
    SessionStore store;
    QStringList ids;
};

} // namespace

class TestKept : public QObject
{
    Q_OBJECT
private slots:
    void allIsKeptWithoutALimit();
    void theOldestBeyondTheNumberGo();
    void theOldestBeyondTheSizeGo();
    void thoseThatAreTooOldGo();
    void pinnedOnesStayAndDoNotCount();
    void sparedOnesStay();
    void anUnpinnedOneGoes();
    void aSavedCommandComesBackAsItWas();
    void aCommandOfTheSameNameIsReplaced();
    void commandsSavedAtOnceAreAllKept();
    void aSecretIsNotWritten();
    void aDamagedFileIsToldOfAndNotOverwritten();
};

void TestKept::allIsKeptWithoutALimit()
{
    const Store kept({900, 30, 1});
    QVERIFY(kept.store.retain({}).isEmpty());
    QCOMPARE(kept.left(), kept.ids);
}

void TestKept::theOldestBeyondTheNumberGo()
{
    const Store kept({5, 4, 3, 2});
    QCOMPARE(kept.store.retain({.sessions = 2}), (QStringList{kept.ids[1], kept.ids[0]}));
    QCOMPARE(kept.left(), kept.ids.mid(2));
}

void TestKept::theOldestBeyondTheSizeGo()
{
    const Store kept({5, 4, 3, 2}, 1000);
    kept.store.retain({.bytes = 3500});
    QCOMPARE(kept.left(), kept.ids.mid(1));
}

void TestKept::thoseThatAreTooOldGo()
{
    const Store kept({31, 30, 29, 0});
    kept.store.retain({.days = 30});
    QCOMPARE(kept.left(), kept.ids.mid(2));
}

void TestKept::pinnedOnesStayAndDoNotCount()
{
    const Store kept({5, 4, 3});
    QVERIFY(kept.store.setPinned(kept.ids[0], true));
    kept.store.retain({.sessions = 1});
    QCOMPARE(kept.left(), (QStringList{kept.ids[0], kept.ids[2]}));
    QVERIFY(kept.store.find(kept.ids[0])->pinned);
}

void TestKept::sparedOnesStay()
{
    const Store kept({5, 4, 3});
    kept.store.retain({.sessions = 1}, {kept.ids[1]});
    QCOMPARE(kept.left(), kept.ids.mid(1));
}

void TestKept::anUnpinnedOneGoes()
{
    const Store kept({5, 4});
    QVERIFY(kept.store.setPinned(kept.ids[0], true));
    QVERIFY(kept.store.setPinned(kept.ids[0], false));
    kept.store.retain({.sessions = 1});
    QCOMPARE(kept.left(), kept.ids.mid(1));
    QVERIFY(!kept.store.setPinned(QStringLiteral("../x"), true));
    QVERIFY(!kept.store.setPinned(kept.ids[0], true)); // gone
}

void TestKept::aSavedCommandComesBackAsItWas()
{
    const QTemporaryDir home;
    const SavedCommands saved(home.path());
    QVERIFY(saved.list()->empty());
    SavedCommand command{QStringLiteral("build"), Command::fromLine(QStringLiteral("make -j8")), {}};
    command.command.directory = QStringLiteral("/tmp");
    command.command.environment = {{QStringLiteral("CC"), QStringLiteral("a=b c")}};
    command.command.terminal = true;
    command.masks.patterns = {QStringLiteral("key=\\S+")};
    command.uploadProfile = QStringLiteral("logs");
    QVERIFY(saved.save(command));
    SavedCommand line{QStringLiteral("all"), Command::fromLine(QStringLiteral("a | b")), {}};
    line.command.openInput = line.command.mergeStreams = true;
    QVERIFY(saved.save(line));
    const auto all = saved.list().value();
    QCOMPARE(all.size(), size_t(2));
    QCOMPARE(all[0].name, QStringLiteral("all"));
    QVERIFY(all[0].command.isShellLine && all[0].command.openInput && all[0].command.mergeStreams);
    QCOMPARE(all[0].command.text(), QStringLiteral("a | b"));
    QCOMPARE(all[1].command.words(), command.command.words());
    QCOMPARE(all[1].command.directory, command.command.directory);
    QCOMPARE(all[1].command.environment, command.command.environment);
    QVERIFY(all[1].command.terminal && !all[1].command.isShellLine);
    QCOMPARE(all[1].masks.patterns, command.masks.patterns);
    QCOMPARE(all[1].uploadProfile, command.uploadProfile);
}

void TestKept::aCommandOfTheSameNameIsReplaced()
{
    const QTemporaryDir home;
    const SavedCommands saved(home.path());
    QVERIFY(saved.save({QStringLiteral("x"), Command::fromLine(QStringLiteral("one")), {}}));
    QVERIFY(saved.save({QStringLiteral("x"), Command::fromLine(QStringLiteral("two")), {}}));
    QCOMPARE(saved.list()->size(), size_t(1));
    QCOMPARE(saved.list()->front().command.program, QStringLiteral("two"));
    QVERIFY(saved.remove(QStringLiteral("x")));
    QVERIFY(!saved.remove(QStringLiteral("x")));
    QVERIFY(saved.list()->empty());
}

void TestKept::commandsSavedAtOnceAreAllKept()
{
    const QTemporaryDir home;
    std::vector<std::thread> threads;
    std::atomic<int> failed = 0;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&, thread] {
            for (int i = 0; i < 10; ++i) {
                const QString name = QStringLiteral("%1-%2").arg(thread).arg(i);
                if (!SavedCommands(home.path()).save({name, Command::fromLine(QStringLiteral("true")), {}}))
                    ++failed;
            }
        });
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(failed.load(), 0);
    QCOMPARE(SavedCommands(home.path()).list()->size(), size_t(40));
}

void TestKept::aSecretIsNotWritten()
{
    const QTemporaryDir home;
    SavedCommand command{QStringLiteral("deploy"), Command::fromLine(QStringLiteral("deploy")), {}};
    command.command.environment = {{QStringLiteral("DEPLOY_TOKEN"), QStringLiteral("hunter2")}};
    QVERIFY(SavedCommands(home.path()).save(command));
    QFile file(home.filePath(QStringLiteral("commands.json")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.contains("DEPLOY_TOKEN") && !text.contains("hunter2"));
    QCOMPARE(file.permissions() & ~(QFile::ReadUser | QFile::WriteUser),
             QFile::ReadOwner | QFile::WriteOwner);
}

void TestKept::aDamagedFileIsToldOfAndNotOverwritten()
{
    const QTemporaryDir home;
    QFile file(home.filePath(QStringLiteral("commands.json")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("[{") == 2);
    file.close();
    const SavedCommands saved(home.path());
    QVERIFY(!saved.list());
    QVERIFY(!saved.save({QStringLiteral("x"), Command::fromLine(QStringLiteral("one")), {}}));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("[{"));
}

QTEST_GUILESS_MAIN(TestKept)
#include "tst_kept.moc"
