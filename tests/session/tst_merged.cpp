#include "pipecore/pipe/pipewriter.h"
#include "pipecore/session/mergedsource.h"
#include "pipecore/session/session.h"
#include "pipecore/session/sessionstore.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <initializer_list>
#include <utility>

using namespace pipecore;

namespace
{

constexpr int kPatience = 60'000; // ms

/// A recording whose rows came at times of the test's choice.
struct Written {
    Written(const QTemporaryDir &home, const QString &name, qint64 startedAt)
    {
        SessionRecord record;
        record.id = name;
        record.started = QDateTime::fromMSecsSinceEpoch(startedAt);
        const QString folder = home.filePath(name);
        QDir().mkpath(folder);
        recording = Recording::create(folder, record).value();
    }
    void write(qint64 time, const QByteArray &bytes)
    {
        recording->times().append(recording->capture()->end(), time, Stream::Output);
        recording->capture()->append(bytes.constData(), bytes.size());
    }
    Recording::Ptr recording;
};

/// Recordings by the names that stand before their rows; no more will come.
std::shared_ptr<MergedInputs> closedInputs(std::initializer_list<std::pair<QString, const Written *>> named)
{
    auto inputs = std::make_shared<MergedInputs>();
    for (const auto &[name, one] : named)
        inputs->add({name, one->recording});
    inputs->close();
    return inputs;
}

/// A session that merges.
struct Merging {
    explicit Merging(const std::shared_ptr<MergedInputs> &inputs) : store(folder.path())
    {
        Command command;
        command.source = Command::Source::Merged;
        command.program = QStringLiteral("merged");
        Session::Options options;
        options.source = [inputs](std::unique_ptr<PipeWriter> writer, auto epoch) {
            return std::make_unique<MergedSource>(inputs, std::move(writer), epoch);
        };
        session = Session::create(store, command, options).value();
        session->start();
    }
    /// Without the colours.
    QByteArray text() const
    {
        QFile file(session->recording()->capture()->path());
        QByteArray all = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        for (const char *color : {"36", "33", "32"})
            all.replace(QByteArray("\x1b[") + color + 'm', "");
        return all.replace("\x1b[m", "");
    }
    bool hasEnded() const
    {
        return QTest::qWaitFor([&] { return session->state() == Session::State::Ended; }, kPatience);
    }

    QTemporaryDir folder;
    SessionStore store;
    std::unique_ptr<Session> session;
};

} // namespace

class TestMerged : public QObject
{
    Q_OBJECT
private slots:
    void init() { QVERIFY(m_home.isValid()); }
    void rowsComeInTheOrderOfTheirTimes();
    void startsOfTheRecordingsCount();
    void aRowWithoutItsEndIsThereOnceItsRecordingHasEnded();
    void onlyTheLastStateOfARowIsShown();
    void rowsOfWhatRunsComeAsTheyComplete();
    void moreMayBeAddedUntilItIsClosed();
    void eachNameHasItsColour();
    void aLongRowIsCut();
    void stoppingEndsIt();

private:
    const QTemporaryDir m_home;
};

void TestMerged::rowsComeInTheOrderOfTheirTimes()
{
    Written a(m_home, QStringLiteral("a1"), 1000), b(m_home, QStringLiteral("b1"), 1000);
    a.write(1, "a at 1\na too\n");
    b.write(5, "b at 5\n");
    a.write(10, "a at 10\n");
    b.write(20, "b at 20\n");
    a.write(30, "a at 30\n");
    a.recording->capture()->finish();
    b.recording->capture()->finish();
    const Merging merging(closedInputs({{QStringLiteral("a"), &a}, {QStringLiteral("b"), &b}}));
    QVERIFY(merging.hasEnded());
    QCOMPARE(merging.text(),
             QByteArray("a | a at 1\na | a too\nb | b at 5\na | a at 10\nb | b at 20\na | a at 30\n"));
    QVERIFY(merging.session->record().result->succeeded());
}

void TestMerged::startsOfTheRecordingsCount()
{
    Written early(m_home, QStringLiteral("a2"), 1000), late(m_home, QStringLiteral("b2"), 5000);
    late.write(1, "second\n");
    early.write(2000, "first\n");
    early.write(7000, "third\n");
    early.recording->capture()->finish();
    late.recording->capture()->finish();
    const Merging merging(closedInputs({{QStringLiteral("l"), &late}, {QStringLiteral("e"), &early}}));
    QVERIFY(merging.hasEnded());
    QCOMPARE(merging.text(), QByteArray("e | first\nl | second\ne | third\n"));
}

void TestMerged::aRowWithoutItsEndIsThereOnceItsRecordingHasEnded()
{
    Written a(m_home, QStringLiteral("a3"), 1000);
    a.write(1, "whole\nnot yet");
    const Merging merging(closedInputs({{QStringLiteral("a"), &a}}));
    QVERIFY(QTest::qWaitFor([&] { return merging.text() == "a | whole\n"; }, kPatience));
    a.recording->capture()->finish();
    QVERIFY(merging.hasEnded());
    QCOMPARE(merging.text(), QByteArray("a | whole\na | not yet\n"));
}

void TestMerged::onlyTheLastStateOfARowIsShown()
{
    Written a(m_home, QStringLiteral("a4"), 1000);
    a.write(1, "10%\r50%\r100%\r\nnext\n");
    a.recording->capture()->finish();
    const Merging merging(closedInputs({{QStringLiteral("a"), &a}}));
    QVERIFY(merging.hasEnded());
    QCOMPARE(merging.text(), QByteArray("a | 100%\na | next\n"));
}

void TestMerged::rowsOfWhatRunsComeAsTheyComplete()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    Written a(m_home, QStringLiteral("a5"), now), b(m_home, QStringLiteral("b5"), now);
    const Merging merging(closedInputs({{QStringLiteral("a"), &a}, {QStringLiteral("b"), &b}}));
    a.write(1, "one\n");
    QVERIFY(
        QTest::qWaitFor([&] { return merging.text() == "a | one\n"; }, kPatience)); // though b says nothing
    b.write(2, "two\n");
    QVERIFY(QTest::qWaitFor([&] { return merging.text() == "a | one\nb | two\n"; }, kPatience));
    a.recording->capture()->finish();
    b.recording->capture()->finish();
    QVERIFY(merging.hasEnded());
}

void TestMerged::moreMayBeAddedUntilItIsClosed()
{
    Written a(m_home, QStringLiteral("a6"), 1000), b(m_home, QStringLiteral("b6"), 1000);
    const auto inputs = std::make_shared<MergedInputs>();
    const Merging merging(inputs);
    a.write(1, "one\n");
    a.recording->capture()->finish();
    inputs->add({QStringLiteral("a"), a.recording});
    QVERIFY(QTest::qWaitFor([&] { return merging.text() == "a | one\n"; }, kPatience));
    b.write(1, "again\n");
    b.recording->capture()->finish();
    inputs->add({QStringLiteral("a"), b.recording});
    QVERIFY(QTest::qWaitFor([&] { return merging.text() == "a | one\na | again\n"; }, kPatience));
    QVERIFY(merging.session->state() != Session::State::Ended);
    inputs->close();
    QVERIFY(merging.hasEnded());
}

void TestMerged::eachNameHasItsColour()
{
    Written a(m_home, QStringLiteral("a7"), 1000), b(m_home, QStringLiteral("b7"), 1000);
    a.write(1, "x\n");
    b.write(2, "y\n");
    const auto inputs = std::make_shared<MergedInputs>();
    for (const Written *one : {&a, &b}) {
        one->recording->capture()->finish();
        inputs->add({one == &a ? QStringLiteral("a") : QStringLiteral("b"), one->recording});
    }
    inputs->close();
    const Merging merging(inputs);
    QVERIFY(merging.hasEnded());
    QFile file(merging.session->recording()->capture()->path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("\x1b[36ma |\x1b[m x\x1b[m\n\x1b[33mb |\x1b[m y\x1b[m\n"));
}

void TestMerged::aLongRowIsCut()
{
    Written a(m_home, QStringLiteral("a8"), 1000);
    const QByteArray row(3 * MergedTrack::kLongestRow + 5, 'x');
    a.write(1, row + '\n');
    a.recording->capture()->finish();
    const Merging merging(closedInputs({{QStringLiteral("a"), &a}}));
    QVERIFY(merging.hasEnded());
    const QByteArray text = merging.text();
    QCOMPARE(text.count('x'), row.size());
    QCOMPARE(text.count('\n'), 4);
}

void TestMerged::stoppingEndsIt()
{
    Written a(m_home, QStringLiteral("a9"), 1000);
    const auto inputs = std::make_shared<MergedInputs>();
    inputs->add({QStringLiteral("a"), a.recording});
    const Merging merging(inputs);
    merging.session->stop();
    QVERIFY(merging.hasEnded());
}

QTEST_GUILESS_MAIN(TestMerged)
#include "tst_merged.moc"
