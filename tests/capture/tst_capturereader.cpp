#include "pipecore/capture/capturereader.h"
#include "pipecore/pipe/copy.h"

#include <QBuffer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace pipecore;
using namespace std::chrono_literals;

class TestCaptureReader : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void aSnapshotHasTheSizeOfItsMoment();
    void aSnapshotIsRandomAccess();
    void aSnapshotFromAnOffsetBeginsThere();
    void aSnapshotOfATruncatedFileFailsWithTheReason();
    void aFollowerReadsToTheEndOfTheRun();
    void aFollowerBeginsAtItsOffset();
    void aFollowerWaitsForBytes();
    void aFollowerOfAnEndedCaptureEndsCleanly();
    void aFollowerTellsOfAnErrorApartFromTheEnd();
    void closeFromAnotherThreadEndsABlockedRead();
    void aClosedFollowerReadsNothingMore();
    void closingOneFollowerDisturbsNoOther();
    void waitForReadyReadWaitsAndTimesOut();
    void readyReadTellsOfBytesThatWereThereBefore();
    void readyReadTellsOfNewBytes();
    void theEndIsToldOnceAfterTheLastByteWasRead();
    void theEndIsToldWhenTheLastBytesAndItComeTogether();
    void theEndIsToldToWhoReadsLater();
    void theEndIsNotToldBeforeAllWasRead();

private:
    Capture::Ptr newCapture(const QByteArray &bytes = {})
    {
        const auto capture = Capture::create(m_folder.filePath(QString::number(++m_count))).value();
        capture->append(bytes.constData(), bytes.size());
        return capture;
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestCaptureReader::aSnapshotHasTheSizeOfItsMoment()
{
    const auto capture = newCapture("hello");
    CaptureReader reader(capture, CaptureReader::Snapshot);
    capture->append(", world", 7);
    QVERIFY(!reader.isSequential());
    QCOMPARE(reader.size(), 5);
    QCOMPARE(reader.bytesAvailable(), 5);
    QCOMPARE(reader.readAll(), QByteArray("hello"));
    QVERIFY(reader.atEnd());
    QCOMPARE(reader.status().code, PipeStatus::EndOfStream);
    char byte = 0;
    QVERIFY(reader.read(&byte, 1) <= 0);
}

void TestCaptureReader::aSnapshotIsRandomAccess()
{
    CaptureReader reader(newCapture("0123456789"), CaptureReader::Snapshot);
    QVERIFY(reader.seek(7));
    QCOMPARE(reader.read(2), QByteArray("78"));
    QCOMPARE(reader.offset(), 9);
    QVERIFY(reader.reset());
    QCOMPARE(reader.peek(3), QByteArray("012"));
    QCOMPARE(reader.readAll(), QByteArray("0123456789"));
}

void TestCaptureReader::aSnapshotFromAnOffsetBeginsThere()
{
    CaptureReader reader(newCapture("0123456789"), CaptureReader::Snapshot, 8);
    QCOMPARE(reader.readAll(), QByteArray("89"));
    CaptureReader beyond(newCapture("0123456789"), CaptureReader::Snapshot, 80);
    QCOMPARE(beyond.readAll(), QByteArray());
}

void TestCaptureReader::aSnapshotOfATruncatedFileFailsWithTheReason()
{
    const auto capture = newCapture("0123456789");
    CaptureReader reader(capture, CaptureReader::Snapshot, 5);
    QVERIFY(QFile::resize(capture->path(), 3));
    char byte = 0;
    QCOMPARE(reader.read(&byte, 1), -1);
    QCOMPARE(reader.status().code, PipeStatus::Error);
    QVERIFY(reader.errorString().contains(QStringLiteral("truncated")));
}

void TestCaptureReader::aFollowerReadsToTheEndOfTheRun()
{
    const auto capture = newCapture();
    auto writing = std::async(std::launch::async, [&] {
        for (int i = 0; i < 3000; ++i) {
            const QByteArray line = QByteArray::number(i) + '\n';
            capture->append(line.constData(), line.size());
        }
        capture->finish();
    });
    CaptureReader reader(capture, CaptureReader::Following);
    QVERIFY(reader.isSequential());
    QBuffer all;
    all.open(QIODevice::WriteOnly);
    QString error;
    const qint64 copied = copy(reader, all, &error);
    writing.get();
    QVERIFY2(error.isEmpty(), qPrintable(error));
    QCOMPARE(copied, capture->end());
    QFile file(capture->path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(all.data() == file.readAll());
}

void TestCaptureReader::aFollowerBeginsAtItsOffset()
{
    const auto capture = newCapture("0123456789");
    capture->finish();
    CaptureReader reader(capture, CaptureReader::Following, 7);
    QCOMPARE(reader.bytesAvailable(), 3);
    char data[10];
    QCOMPARE(reader.read(data, 10), 3);
    QCOMPARE(QByteArray(data, 3), QByteArray("789"));
    QCOMPARE(reader.offset(), 10);
}

void TestCaptureReader::aFollowerWaitsForBytes()
{
    const auto capture = newCapture();
    auto reading = std::async(std::launch::async, [&] {
        CaptureReader reader(capture, CaptureReader::Following);
        return reader.read(10);
    });
    QCOMPARE(reading.wait_for(20ms), std::future_status::timeout);
    capture->append("late", 4);
    QCOMPARE(reading.get(), QByteArray("late"));
}

void TestCaptureReader::aFollowerOfAnEndedCaptureEndsCleanly()
{
    const auto capture = newCapture("x");
    CaptureReader reader(capture, CaptureReader::Following);
    QCOMPARE(reader.read(5), QByteArray("x"));
    QCOMPARE(reader.status().code, PipeStatus::Open);
    QVERIFY(!reader.atEnd());
    capture->finish();
    char byte = 0;
    QCOMPARE(reader.read(&byte, 1), -1);
    QCOMPARE(reader.status().code, PipeStatus::EndOfStream);
    QVERIFY(reader.atEnd());
}

void TestCaptureReader::aFollowerTellsOfAnErrorApartFromTheEnd()
{
    const auto capture = newCapture("0123456789");
    QVERIFY(QFile::resize(capture->path(), 0));
    CaptureReader reader(capture, CaptureReader::Following);
    QBuffer all;
    all.open(QIODevice::WriteOnly);
    QString error;
    copy(reader, all, &error);
    QVERIFY2(error.contains(QStringLiteral("truncated")), qPrintable(error));
    QCOMPARE(reader.status().code, PipeStatus::Error);
}

void TestCaptureReader::closeFromAnotherThreadEndsABlockedRead()
{
    const auto capture = newCapture();
    for (int i = 0; i < 500; ++i) {
        std::promise<CaptureReader *> made;
        std::promise<void> closed;
        auto reading = std::async(std::launch::async, [&] {
            CaptureReader reader(capture, CaptureReader::Following);
            made.set_value(&reader);
            char byte = 0;
            const qint64 n = reader.read(&byte, 1);
            closed.get_future().wait();
            return n == -1 && reader.status().code == PipeStatus::ClosedPipe;
        });
        CaptureReader *reader = made.get_future().get();
        if (i % 3 == 0)
            std::this_thread::sleep_for(100us);
        reader->close();
        closed.set_value();
        QVERIFY(reading.get());
    }
}

void TestCaptureReader::aClosedFollowerReadsNothingMore()
{
    CaptureReader reader(newCapture("x"), CaptureReader::Following);
    reader.close();
    QVERIFY(!reader.isOpen());
    QVERIFY(!reader.waitForReadyRead(-1));
    QCOMPARE(reader.status().code, PipeStatus::ClosedPipe);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("device not open")));
    char byte = 0;
    QCOMPARE(reader.read(&byte, 1), -1);
}

void TestCaptureReader::closingOneFollowerDisturbsNoOther()
{
    const auto capture = newCapture();
    auto waiting = std::async(std::launch::async, [&] {
        CaptureReader reader(capture, CaptureReader::Following);
        return reader.waitForReadyRead(60'000);
    });
    for (int i = 0; i < 10; ++i) {
        CaptureReader(capture, CaptureReader::Following).close();
        QCOMPARE(waiting.wait_for(2ms), std::future_status::timeout);
    }
    capture->append("x", 1);
    QVERIFY(waiting.get());
}

void TestCaptureReader::waitForReadyReadWaitsAndTimesOut()
{
    const auto capture = newCapture();
    CaptureReader reader(capture, CaptureReader::Following);
    QVERIFY(!reader.waitForReadyRead(10));
    auto writing = std::async(std::launch::async, [&] { capture->append("x", 1); });
    QVERIFY(reader.waitForReadyRead(-1));
    writing.get();
    QCOMPARE(reader.read(1), QByteArray("x"));
    capture->finish();
    QVERIFY(!reader.waitForReadyRead(-1));
}

void TestCaptureReader::readyReadTellsOfBytesThatWereThereBefore()
{
    CaptureReader reader(newCapture("there"), CaptureReader::Following);
    QSignalSpy ready(&reader, &QIODevice::readyRead);
    QVERIFY(ready.wait());
}

void TestCaptureReader::readyReadTellsOfNewBytes()
{
    const auto capture = newCapture();
    CaptureReader reader(capture, CaptureReader::Following);
    QByteArray all;
    connect(&reader, &QIODevice::readyRead, &reader, [&] { all += reader.read(reader.bytesAvailable()); });
    auto writing = std::async(std::launch::async, [&] {
        for (int i = 0; i < 2000; ++i)
            capture->append("0123456789", 10);
    });
    QTRY_COMPARE_WITH_TIMEOUT(all.size(), 20'000, 60'000);
    writing.get();
}

void TestCaptureReader::theEndIsToldOnceAfterTheLastByteWasRead()
{
    const auto capture = newCapture("x");
    CaptureReader reader(capture, CaptureReader::Following);
    QSignalSpy finished(&reader, &QIODevice::readChannelFinished);
    QCOMPARE(reader.read(1), QByteArray("x"));
    QCoreApplication::processEvents();
    QVERIFY(finished.isEmpty());
    capture->finish();
    QVERIFY(finished.wait());
    char byte = 0;
    QCOMPARE(reader.read(&byte, 1), -1);
    QCoreApplication::processEvents();
    QCOMPARE(finished.size(), 1);
}

void TestCaptureReader::theEndIsToldWhenTheLastBytesAndItComeTogether()
{
    const auto capture = newCapture();
    CaptureReader reader(capture, CaptureReader::Following);
    QSignalSpy finished(&reader, &QIODevice::readChannelFinished);
    QByteArray all;
    connect(&reader, &QIODevice::readyRead, &reader, [&] { all += reader.read(reader.bytesAvailable()); });
    capture->append("last words", 10);
    capture->finish();
    QVERIFY(finished.wait());
    QCOMPARE(all, QByteArray("last words"));
}

void TestCaptureReader::theEndIsToldToWhoReadsLater()
{
    const auto capture = newCapture("abc");
    capture->finish();
    CaptureReader reader(capture, CaptureReader::Following);
    QSignalSpy finished(&reader, &QIODevice::readChannelFinished);
    QCoreApplication::processEvents();
    QVERIFY(finished.isEmpty());
    QCOMPARE(reader.read(2), QByteArray("ab"));
    QCOMPARE(reader.read(2), QByteArray("c"));
    QVERIFY(finished.wait());
    QCOMPARE(finished.size(), 1);
}

void TestCaptureReader::theEndIsNotToldBeforeAllWasRead()
{
    const auto capture = newCapture("abc");
    CaptureReader reader(capture, CaptureReader::Following);
    QSignalSpy finished(&reader, &QIODevice::readChannelFinished);
    capture->finish();
    QCOMPARE(reader.read(2), QByteArray("ab"));
    QTest::qWait(20);
    QVERIFY(finished.isEmpty());
}

QTEST_GUILESS_MAIN(TestCaptureReader)
#include "tst_capturereader.moc"
