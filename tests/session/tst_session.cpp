#include "pipecore/run/processgroup.h"
#include "pipecore/session/exporter.h"
#include "pipecore/session/foldedrows.h"
#include "pipecore/session/rowexport.h"
#include "pipecore/session/session.h"
#include "pipecore/session/sessionarchive.h"
#include "pipecore/session/sessionstore.h"

#include "tests/support/filelimit.h"
#include "tests/support/processes.h"
#include "tests/support/smalldisk.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/stat.h>

using namespace pipecore;

namespace
{

constexpr int kPatience = 60'000;

Command shell(const QString &line)
{
    Command command;
    command.program = line;
    command.isShellLine = true;
    return command;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// "1\n2\n3\n" and so on, as seq(1) prints it.
QByteArray numbers(int last)
{
    QByteArray all;
    for (int i = 1; i <= last; ++i)
        all += QByteArray::number(i) + '\n';
    return all;
}

} // namespace

class TestSession : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QVERIFY(m_home.isValid());
        adoptOrphans();
        ::setenv("SHELL", "/bin/sh", 1);
        m_store.emplace(m_home.path());
    }
    void cleanup() { QVERIFY(processesOf(-1, ::getpid()).empty()); }

    void aSessionKeepsWhatItsCommandWrote();
    void theRecordTellsHowItEnded();
    void aCommandThatCannotStartEndsItsSession();
    void aSessionThatIsNotKeptLeavesNothing();
    void outputIsPassedOnByteForByte();
    void aSavedRunningSessionIsAConsistentPrefix();
    void stopEndsTheWholeGroupAtOnce();
    void stopKillsWhatIgnoresIt();
    void stopBeforeTheStartIsNotForgotten();
    void aSecondStopKills();
    void stopEndsAFlood();
    void aSessionThatGoesEndsItsCommand();
    void aFullDiskHoldsTheCommandAndLosesNothing();
    void aWriteErrorIsWaitedOutToo();
    void aStopEndsAPausedSession();
    void aStopEndsAPausedReading();
    void aCharacterIsNotCutByTheRowsOfALongLine();

private:
    std::unique_ptr<Session> start(const QString &line, Session::Options options = {})
    {
        auto session = Session::create(*m_store, shell(line), options).value();
        session->start();
        return session;
    }
    static bool waitForEnd(Session &session)
    {
        QSignalSpy ended(&session, &Session::ended);
        return session.state() == Session::State::Ended || ended.wait(kPatience);
    }
    static bool waitForOutput(const Session &session, qint64 bytes)
    {
        return QTest::qWaitFor([&] { return session.recording()->capture()->end() >= bytes; }, kPatience);
    }
    bool pausesAndGoesOn(const SessionStore &store, const std::function<void()> &makeRoom,
                         const QByteArray &expected);

    QTemporaryDir m_home;
    std::optional<SessionStore> m_store;
};

void TestSession::aSessionKeepsWhatItsCommandWrote()
{
    QString id;
    {
        const auto session = start(QStringLiteral("seq 300000; echo problem >&2"));
        id = session->record().id;
        QVERIFY(waitForEnd(*session));
        QVERIFY2(session->streamError().isEmpty(), qPrintable(session->streamError()));
        session->recording()->waitForIndex();
        QCOMPARE(session->recording()->index().rows(), 300'001);
    }
    // Where the two streams meet is how they were read; what each of them holds is certain.
    QByteArray bytes = contentOf(m_store->folder(id) + QStringLiteral("/output"));
    const qint64 problem = bytes.indexOf("problem\n");
    QVERIFY(problem >= 0);
    QVERIFY(bytes.remove(problem, 8) == numbers(300'000));
    const auto again = Recording::openFolder(m_store->folder(id)).value();
    QCOMPARE(again->times().at(problem)->stream, Stream::Error);
    QCOMPARE(again->times().at(0)->stream, Stream::Output);
    again->startIndexing();
    again->waitForIndex();
    QCOMPARE(again->index().rows(), 300'001);
}

void TestSession::theRecordTellsHowItEnded()
{
    const QString go = m_home.filePath(QStringLiteral("go"));
    const QString command = QStringLiteral("echo x; until [ -e %1 ]; do sleep 0.02; done; exit 7").arg(go);
    const auto session = start(command);
    const SessionRecord running = SessionRecord::read(m_store->folder(session->record().id)).value();
    QCOMPARE(running.state, SessionRecord::State::Running);
    QVERIFY(!running.ended.isValid());
    QVERIFY(QFile(go).open(QIODevice::WriteOnly));
    QVERIFY(waitForEnd(*session));
    const SessionRecord record = SessionRecord::read(m_store->folder(session->record().id)).value();
    QCOMPARE(record.state, SessionRecord::State::Ended);
    QCOMPARE(record.result->code, 7);
    QCOMPARE(record.bytes, 2);
    QCOMPARE(record.command.text(), command);
    QVERIFY(record.started <= record.ended);
    QVERIFY(record.started.secsTo(QDateTime::currentDateTimeUtc()) < 300);
}

void TestSession::aCommandThatCannotStartEndsItsSession()
{
    Command command;
    command.program = QStringLiteral("no-such-program");
    auto session = Session::create(*m_store, command, {}).value();
    session->start();
    QVERIFY(waitForEnd(*session));
    QCOMPARE(session->record().result->exitStatus(), 127);
    QVERIFY(session->recording()->capture()->hasEnded());
    QCOMPARE(m_store->find(session->record().id)->result->exitStatus(), 127);
}

void TestSession::aSessionThatIsNotKeptLeavesNothing()
{
    Session::Options options;
    options.keep = false;
    auto session = start(QStringLiteral("echo x"), options);
    const QString folder = m_store->folder(session->record().id);
    QVERIFY(waitForEnd(*session));
    QVERIFY(QFile::exists(folder));
    session.reset();
    QVERIFY(!QFile::exists(folder));
}

void TestSession::outputIsPassedOnByteForByte()
{
    QFile out(m_home.filePath(QStringLiteral("passed.out"))),
        err(m_home.filePath(QStringLiteral("passed.err")));
    QVERIFY(out.open(QIODevice::ReadWrite) && err.open(QIODevice::ReadWrite));
    Session::Options options;
    options.passTo = {out.handle(), err.handle()};
    const auto session = start(QStringLiteral("seq 200000; seq 1000 >&2; printf 'a\\0b'"), options);
    QVERIFY(waitForEnd(*session));
    QVERIFY(contentOf(out.fileName()) == numbers(200'000) + QByteArray("a\0b", 3));
    QVERIFY(contentOf(err.fileName()) == numbers(1000));
}

void TestSession::aSavedRunningSessionIsAConsistentPrefix()
{
    const auto session = start(QStringLiteral("seq 100000000"));
    QVERIFY(waitForOutput(*session, 1 << 20));
    const QString file = m_home.filePath(QStringLiteral("running.runnel"));
    const auto saved = writeSessionFile(session->recording(), session->record(), file);
    QVERIFY2(saved, qPrintable(saved ? QString() : saved.error()));
    session->stop();
    QVERIFY(waitForEnd(*session));
    const QString folder = m_home.filePath(QStringLiteral("unpacked"));
    const auto unpacked = readSessionFile(file, folder);
    QVERIFY2(unpacked, qPrintable(unpacked ? QString() : unpacked.error()));
    const auto opened = Recording::openFolder(folder).value();
    const QByteArray prefix = contentOf(folder + QStringLiteral("/output"));
    QVERIFY(prefix.size() >= 1 << 20);
    QVERIFY(contentOf(session->recording()->capture()->path()).startsWith(prefix));
    QCOMPARE(opened->record().bytes, prefix.size());
    // Nothing is said of bytes that are not there; an entry may stand ready for the next ones.
    const auto arrivals = opened->times().between(0, std::numeric_limits<qint64>::max());
    QVERIFY(!arrivals.empty() && arrivals.back().offset <= prefix.size());
}

void TestSession::stopEndsTheWholeGroupAtOnce()
{
    const auto session = start(QStringLiteral("sleep 1000 & echo ready; sleep 1000"));
    QVERIFY(waitForOutput(*session, 6));
    QElapsedTimer clock;
    clock.start();
    session->stop();
    QVERIFY(session->isStopping());
    QVERIFY(waitForEnd(*session));
    QVERIFY2(clock.elapsed() < 5000, "it waited for the grace time");
    QCOMPARE(session->record().result->code, SIGTERM);
    QVERIFY(processesOf(static_cast<pid_t>(session->processId())).empty());
}

void TestSession::stopKillsWhatIgnoresIt()
{
    Session::Options options;
    options.graceMs = 300;
    const auto session = start(QStringLiteral("trap '' TERM; sleep 1000 & echo ready; sleep 1000"), options);
    QVERIFY(waitForOutput(*session, 6));
    session->stop();
    QVERIFY(waitForEnd(*session));
    QCOMPARE(session->record().result->code, SIGKILL);
    QVERIFY(processesOf(static_cast<pid_t>(session->processId())).empty());
}

void TestSession::stopBeforeTheStartIsNotForgotten()
{
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < 5; ++i) {
        const auto session = start(QStringLiteral("exec sleep 1000"));
        session->stop();
        QVERIFY(waitForEnd(*session));
        QCOMPARE(session->record().result->code, SIGTERM);
    }
    QVERIFY2(clock.elapsed() < 25'000, "each waited for the grace time");
}

void TestSession::aSecondStopKills()
{
    const auto session = start(QStringLiteral("trap '' TERM; echo ready; while :; do sleep 0.1; done"));
    QVERIFY(waitForOutput(*session, 6));
    QElapsedTimer clock;
    clock.start();
    session->stop();
    session->stop();
    QVERIFY(waitForEnd(*session));
    QVERIFY(clock.elapsed() < 5000);
    QCOMPARE(session->record().result->code, SIGKILL);
}

void TestSession::stopEndsAFlood()
{
    const auto session = start(QStringLiteral("trap '' TERM; yes"), Session::Options{.graceMs = 300});
    QVERIFY(waitForOutput(*session, 1 << 20));
    session->stop();
    QVERIFY(waitForEnd(*session));
    QVERIFY(processesOf(static_cast<pid_t>(session->processId())).empty());
    QCOMPARE(session->record().bytes, QFile(session->recording()->capture()->path()).size());
    QVERIFY(QFile::remove(session->recording()->capture()->path()));
}

void TestSession::aSessionThatGoesEndsItsCommand()
{
    pid_t group = 0;
    QString id;
    {
        const auto session =
            start(QStringLiteral("trap '' TERM HUP; sleep 1000 & echo ready; sleep 1000; sleep 1000"));
        QVERIFY(waitForOutput(*session, 6));
        QVERIFY(QTest::qWaitFor([&] { return session->processId() > 0; }, kPatience));
        group = static_cast<pid_t>(session->processId());
        id = session->record().id;
    }
    QVERIFY(processesOf(group).empty());
    const SessionRecord record = m_store->find(id).value();
    QCOMPARE(record.state, SessionRecord::State::Interrupted);
    QCOMPARE(record.bytes, 6);
    start(QStringLiteral("sleep 1000")); // and at once, before anything runs
}

bool TestSession::pausesAndGoesOn(const SessionStore &store, const std::function<void()> &makeRoom,
                                  const QByteArray &expected)
{
    const auto session =
        Session::create(store, shell(QStringLiteral("seq 1500000")), {.index = false}).value();
    QStringList reasons;
    connect(session.get(), &Session::paused, this, [&](const QString &reason) { reasons << reason; });
    session->start();
    if (!QTest::qWaitFor([&] { return !reasons.isEmpty(); }, kPatience))
        return false;
    const qint64 before = session->recording()->capture()->end();
    QTest::qWait(700); // several attempts
    const bool stood = session->recording()->capture()->end() == before &&
                       session->state() == Session::State::Running && reasons.size() == 1 &&
                       !reasons[0].isEmpty() && session->pauseReason() == reasons[0];
    makeRoom();
    session->retry();
    return stood && waitForEnd(*session) && reasons.size() == 2 && reasons[1].isEmpty() &&
           session->streamError().isEmpty() && session->record().result->succeeded() &&
           contentOf(session->recording()->capture()->path()) == expected;
}

void TestSession::aFullDiskHoldsTheCommandAndLosesNothing()
{
    const SmallDisk disk(16 << 20);
    if (!disk.isValid())
        QSKIP("a file system can only be mounted by root");
    const SessionStore store(disk.path());
    QVERIFY(QDir().mkpath(store.folder({})));
    disk.fillUpTo(3 << 20);
    QVERIFY(pausesAndGoesOn(
        store, [&] { disk.makeRoom(); }, numbers(1'500'000)));
}

void TestSession::aWriteErrorIsWaitedOutToo()
{
    FileSizeLimit limit(3'000'001);
    QVERIFY(pausesAndGoesOn(
        *m_store, [&] { limit.lift(); }, numbers(1'500'000)));
}

void TestSession::aStopEndsAPausedSession()
{
    const FileSizeLimit limit(100'000);
    const auto session = start(QStringLiteral("yes"), {.index = false, .graceMs = 500});
    QVERIFY(QTest::qWaitFor([&] { return !session->pauseReason().isEmpty(); }, kPatience));
    session->stop();
    QVERIFY(waitForEnd(*session));
    QCOMPARE(session->record().bytes, 100'000);
    QVERIFY(processesOf(static_cast<pid_t>(session->processId())).empty());
}

void TestSession::aStopEndsAPausedReading()
{
    ::signal(SIGPIPE, SIG_IGN); // a failed write is to be seen
    const QString fifo = m_home.filePath(QStringLiteral("fifo"));
    QCOMPARE(::mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);
    const FileSizeLimit limit(100'000);
    const auto session =
        Session::create(*m_store, Command::reading(fifo, false), {.index = false, .graceMs = 500}).value();
    QSignalSpy ended(session.get(), &Session::ended);
    session->start();
    QFile writer(fifo);
    QVERIFY(writer.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    QCOMPARE(writer.write(QByteArray(200'000, 'x')), 200'000); // into a pipe of 1 MiB
    QVERIFY(QTest::qWaitFor([&] { return !session->pauseReason().isEmpty(); }, kPatience));
    session->stop();
    QVERIFY(!ended.isEmpty() || ended.wait(kPatience));
    QCOMPARE(session->record().bytes, 100'000);
    QCOMPARE(session->record().result->message, QStringLiteral("reading was stopped"));
    QCOMPARE(writer.write("x"), -1); // nobody reads any more
}

void TestSession::aCharacterIsNotCutByTheRowsOfALongLine()
{
    const QString path = m_home.filePath(QStringLiteral("long.log"));
    const QByteArray line = "x" + QByteArray("\xe4\xb8\x96\xf0\x9f\x98\x80\xc3\xa9y").repeated(30'000);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(line + "\n\xff" + QByteArray(70'000, '\xbf') + "\nend\n");
    file.close();
    const auto recording = Recording::openFile(path).value();
    recording->startIndexing();
    recording->waitForIndex();
    QVERIFY(recording->index().rows() > 5);
    FoldedRows rows(recording);
    const qint64 lastOfLine = line.size() / BlockIndex::kLongestRow;
    QByteArray text;
    for (qint64 row = 0; row <= lastOfLine; ++row)
        text += rows.rows(row, 1).front().line.text().toUtf8(); // one by one, as a view does that scrolls
    QVERIFY(text == line);
    QCOMPARE(rows.rows(recording->index().rows() - 1, 1).front().line.text(), QStringLiteral("end"));
}

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
