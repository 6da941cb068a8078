#include "pipecore/pipe/pipe.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <chrono>
#include <future>

using namespace pipecore;
using namespace std::chrono_literals;

class TestPipeDevices : public QObject
{
    Q_OBJECT
private slots:
    void bothEndsAreOpenAndSequential();
    void aReaderInAnEventLoopIsToldOfAWaitingWrite();
    void whoConnectsLateIsToldOfWhatWaits();
    void whoConnectsLateIsToldOfTheEnd();
    void bytesAvailableCountsWhatWaits();
    void aPartlyReadWriteIsAnnouncedAgain();
    void readChannelFinishedComesOnceAtTheEnd();
    void readChannelFinishedComesAfterTheLastByteOfABuffer();
    void waitForReadyReadWaitsForAWrite();
    void waitForReadyReadTimesOutAndEndsAtTheEnd();
    void readAllReadsToTheEndOfTheStream();
    void closeFromAnotherThreadReleasesABlockedReader();
    void closeFromAnotherThreadReleasesABlockedWriter();
    void theWritersErrorReachesTheReader();
    void theReadersErrorReachesTheWriter();
    void aClosedEndSaysClosedPipe();
    void closeMayBeCalledTwice();
    void destroyingTheReaderReleasesABlockedWriter();
    void destroyingTheWriterEndsABlockedReader();
    void aReaderMovedToAThreadIsToldThere();
};

void TestPipeDevices::bothEndsAreOpenAndSequential()
{
    const PipeEnds ends = makePipe();
    QVERIFY(ends.reader->isReadable() && !ends.reader->isWritable() && ends.reader->isSequential());
    QVERIFY(ends.writer->isWritable() && !ends.writer->isReadable() && ends.writer->isSequential());
    QCOMPARE(ends.reader->status().code, PipeStatus::Open);
    QCOMPARE(ends.writer->status().code, PipeStatus::Open);
}

void TestPipeDevices::aReaderInAnEventLoopIsToldOfAWaitingWrite()
{
    PipeEnds ends = makePipe();
    QByteArray got;
    connect(ends.reader.get(), &QIODevice::readyRead, this, [&] {
        QCOMPARE(QThread::currentThread(), ends.reader->thread());
        got += ends.reader->read(ends.reader->bytesAvailable());
    });
    QSignalSpy finished(ends.reader.get(), &QIODevice::readChannelFinished);
    auto writing = std::async(std::launch::async, [&] {
        qint64 taken = 0;
        for (int i = 0; i < 100; ++i)
            taken += ends.writer->write("0123456789");
        ends.writer->close();
        return taken;
    });
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(writing.get(), 1000);
    QCOMPARE(got, QByteArray("0123456789").repeated(100));
}

void TestPipeDevices::whoConnectsLateIsToldOfWhatWaits()
{
    PipeEnds ends = makePipe();
    auto writing = std::async(std::launch::async, [&] { return ends.writer->write("hello"); });
    QTRY_COMPARE(ends.reader->bytesAvailable(), 5);
    QByteArray got;
    connect(ends.reader.get(), &QIODevice::readyRead, this, [&] { got += ends.reader->read(100); });
    QTRY_COMPARE(got, QByteArray("hello"));
    QCOMPARE(writing.get(), 5);
}

void TestPipeDevices::whoConnectsLateIsToldOfTheEnd()
{
    PipeEnds ends = makePipe();
    ends.writer->close();
    QCoreApplication::processEvents();
    bool told = false;
    connect(ends.reader.get(), &QIODevice::readChannelFinished, this, [&] { told = true; });
    QTRY_VERIFY(told);
}

void TestPipeDevices::bytesAvailableCountsWhatWaits()
{
    PipeEnds ends = makePipe();
    QCOMPARE(ends.reader->bytesAvailable(), 0);
    auto writing = std::async(std::launch::async, [&] { return ends.writer->write("hello"); });
    QTRY_COMPARE(ends.reader->bytesAvailable(), 5);
    QCOMPARE(ends.reader->read(2), QByteArray("he"));
    QCOMPARE(ends.reader->bytesAvailable(), 3);
    QCOMPARE(ends.reader->read(100), QByteArray("llo"));
    QCOMPARE(writing.get(), 5);
    QCOMPARE(ends.reader->bytesAvailable(), 0);
}

void TestPipeDevices::aPartlyReadWriteIsAnnouncedAgain()
{
    PipeEnds ends = makePipe();
    QByteArray got;
    connect(ends.reader.get(), &QIODevice::readyRead, this, [&] { got += ends.reader->read(1); });
    auto writing = std::async(std::launch::async, [&] { return ends.writer->write("abc"); });
    QTRY_COMPARE(got, QByteArray("abc"));
    QCOMPARE(writing.get(), 3);
}

void TestPipeDevices::readChannelFinishedComesOnceAtTheEnd()
{
    PipeEnds ends = makePipe();
    QSignalSpy finished(ends.reader.get(), &QIODevice::readChannelFinished);
    ends.writer->close();
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(ends.reader->atEnd());
    QCOMPARE(ends.reader->read(1), QByteArray());
    QTest::qWait(20);
    QCOMPARE(finished.count(), 1);
}

void TestPipeDevices::readChannelFinishedComesAfterTheLastByteOfABuffer()
{
    PipeEnds ends = makePipe(100);
    QSignalSpy finished(ends.reader.get(), &QIODevice::readChannelFinished);
    QSignalSpy ready(ends.reader.get(), &QIODevice::readyRead);
    ends.writer->write("tail");
    ends.writer->close();
    QTRY_VERIFY(ready.count() >= 1);
    QTest::qWait(20);
    QCOMPARE(finished.count(), 0);
    QVERIFY(!ends.reader->atEnd());
    QCOMPARE(ends.reader->read(100), QByteArray("tail"));
    QTRY_COMPARE(finished.count(), 1);
}

void TestPipeDevices::waitForReadyReadWaitsForAWrite()
{
    PipeEnds ends = makePipe();
    auto writing = std::async(std::launch::async, [&] {
        QThread::msleep(30);
        return ends.writer->write("late");
    });
    QVERIFY(ends.reader->waitForReadyRead(10000));
    QCOMPARE(ends.reader->read(100), QByteArray("late"));
    QCOMPARE(writing.get(), 4);
}

void TestPipeDevices::waitForReadyReadTimesOutAndEndsAtTheEnd()
{
    PipeEnds ends = makePipe();
    QVERIFY(!ends.reader->waitForReadyRead(10));
    QCOMPARE(ends.reader->status().code, PipeStatus::Open);
    ends.writer->close();
    QVERIFY(!ends.reader->waitForReadyRead(-1));
    QCOMPARE(ends.reader->status().code, PipeStatus::EndOfStream);
}

void TestPipeDevices::readAllReadsToTheEndOfTheStream()
{
    PipeEnds ends = makePipe();
    auto writing = std::async(std::launch::async, [&] {
        for (int i = 0; i < 3; ++i)
            ends.writer->write("part ");
        ends.writer->close();
    });
    QCOMPARE(ends.reader->readAll(), QByteArray("part part part "));
}

void TestPipeDevices::closeFromAnotherThreadReleasesABlockedReader()
{
    PipeEnds ends = makePipe();
    auto reading = std::async(std::launch::async, [&] {
        char byte;
        return ends.reader->read(&byte, 1);
    });
    QCOMPARE(reading.wait_for(30ms), std::future_status::timeout);
    ends.reader->close();
    QCOMPARE(reading.get(), -1);
    QCOMPARE(ends.reader->status().code, PipeStatus::ClosedPipe);
}

void TestPipeDevices::closeFromAnotherThreadReleasesABlockedWriter()
{
    PipeEnds ends = makePipe();
    auto writing = std::async(std::launch::async, [&] { return ends.writer->write("x"); });
    QCOMPARE(writing.wait_for(30ms), std::future_status::timeout);
    ends.writer->closeWithError(QStringLiteral("given up"));
    QCOMPARE(writing.get(), -1);
    QCOMPARE(ends.writer->status().code, PipeStatus::ClosedPipe);
    QCOMPARE(ends.reader->read(1), QByteArray());
    QCOMPARE(ends.reader->status().text, QStringLiteral("given up"));
}

void TestPipeDevices::theWritersErrorReachesTheReader()
{
    PipeEnds ends = makePipe();
    ends.writer->closeWithError(QStringLiteral("source broke"));
    char byte;
    QCOMPARE(ends.reader->read(&byte, 1), -1);
    QCOMPARE(ends.reader->status().code, PipeStatus::Error);
    QCOMPARE(ends.reader->errorString(), QStringLiteral("source broke"));
}

void TestPipeDevices::theReadersErrorReachesTheWriter()
{
    PipeEnds ends = makePipe();
    ends.reader->closeWithError(QStringLiteral("sink broke"));
    QCOMPARE(ends.writer->write("x"), -1);
    QCOMPARE(ends.writer->status().code, PipeStatus::Error);
    QCOMPARE(ends.writer->errorString(), QStringLiteral("sink broke"));
}

void TestPipeDevices::aClosedEndSaysClosedPipe()
{
    PipeEnds ends = makePipe();
    ends.reader->close();
    ends.writer->close();
    QVERIFY(!ends.reader->isOpen());
    QVERIFY(!ends.writer->isOpen());
    QCOMPARE(ends.reader->status().code, PipeStatus::ClosedPipe);
    QCOMPARE(ends.writer->status().code, PipeStatus::ClosedPipe);
}

void TestPipeDevices::closeMayBeCalledTwice()
{
    PipeEnds ends = makePipe();
    ends.writer->closeWithError(QStringLiteral("first"));
    ends.writer->closeWithError(QStringLiteral("second"));
    ends.writer->close();
    QCOMPARE(ends.reader->status().text, QStringLiteral("first"));
}

void TestPipeDevices::destroyingTheReaderReleasesABlockedWriter()
{
    PipeEnds ends = makePipe();
    auto writing = std::async(std::launch::async, [&] { return ends.writer->write("x"); });
    QCOMPARE(writing.wait_for(30ms), std::future_status::timeout);
    ends.reader.reset();
    QCOMPARE(writing.get(), -1);
    QCOMPARE(ends.writer->status().code, PipeStatus::ClosedPipe);
}

void TestPipeDevices::destroyingTheWriterEndsABlockedReader()
{
    PipeEnds ends = makePipe();
    auto reading = std::async(std::launch::async, [&] { return ends.reader->read(1); });
    QCOMPARE(reading.wait_for(30ms), std::future_status::timeout);
    ends.writer.reset();
    QCOMPARE(reading.get(), QByteArray());
    QCOMPARE(ends.reader->status().code, PipeStatus::EndOfStream);
}

void TestPipeDevices::aReaderMovedToAThreadIsToldThere()
{
    PipeEnds ends = makePipe();
    QThread thread;
    PipeReader *reader = ends.reader.release();
    reader->moveToThread(&thread);
    connect(&thread, &QThread::finished, reader, &QObject::deleteLater);
    QByteArray got;
    connect(reader, &QIODevice::readyRead, reader, [&] {
        QCOMPARE(QThread::currentThread(), &thread);
        got += reader->read(reader->bytesAvailable());
    });
    connect(reader, &QIODevice::readChannelFinished, &thread, &QThread::quit, Qt::DirectConnection);
    thread.start();
    QCOMPARE(ends.writer->write("over there"), 10);
    ends.writer->close();
    QVERIFY(thread.wait(10000));
    QCOMPARE(got, QByteArray("over there"));
}

QTEST_GUILESS_MAIN(TestPipeDevices)
#include "tst_pipedevices.moc"
