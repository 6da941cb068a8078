#include "pipecore/pipe/copy.h"
#include "pipecore/pipe/pipe.h"
#include "pipecore/pipe/teereader.h"

#include <QBuffer>
#include <QTemporaryFile>
#include <QTest>

#include <future>

using namespace pipecore;

namespace
{

/// Takes `room` bytes, then fails as a full disk does.
class SmallSink : public QIODevice
{
public:
    explicit SmallSink(qint64 room) : m_room(room) { open(WriteOnly | Unbuffered); }
    QByteArray taken;

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *data, qint64 size) override
    {
        const qint64 n = std::min(size, m_room - taken.size());
        taken.append(data, n);
        if (n < size)
            setErrorString(QStringLiteral("no room left"));
        return n == 0 && size > 0 ? -1 : n;
    }

private:
    const qint64 m_room;
};

} // namespace

class TestCompose : public QObject
{
    Q_OBJECT
private slots:
    void aTeeReaderWritesToTheSinkBeforeItReturns();
    void aTeeReaderReadsOnlyWhatIsAskedFor();
    void aFailedSinkFailsTheReadWithItsError();
    void aShortWriteOfTheSinkFailsTheRead();
    void aTeeReaderPassesTheSourcesErrorOn();
    void teesNest();
    void copyCopiesToTheEnd();
    void copyReportsTheSourcesError();
    void copyReportsTheSinksErrorAndTheBytesTaken();
    void copyOfAFileAndOfNothing();
    void copyOfAClosedDeviceIsAnError();
    void copyJoinsAPipeToAPipe();
};

void TestCompose::aTeeReaderWritesToTheSinkBeforeItReturns()
{
    QBuffer source, sink;
    source.setData("hello, world");
    source.open(QIODevice::ReadOnly);
    sink.open(QIODevice::WriteOnly);
    TeeReader tee(&source, &sink);
    QCOMPARE(tee.read(5), QByteArray("hello"));
    QCOMPARE(sink.data(), QByteArray("hello"));
    QCOMPARE(tee.readAll(), QByteArray(", world"));
    QCOMPARE(sink.data(), QByteArray("hello, world"));
}

void TestCompose::aTeeReaderReadsOnlyWhatIsAskedFor()
{
    QBuffer source, sink;
    source.setData("hello, world");
    source.open(QIODevice::ReadOnly);
    sink.open(QIODevice::WriteOnly);
    TeeReader tee(&source, &sink);
    QCOMPARE(tee.read(1), QByteArray("h"));
    QCOMPARE(source.pos(), 1);
    QCOMPARE(sink.data(), QByteArray("h"));
}

void TestCompose::aFailedSinkFailsTheReadWithItsError()
{
    QBuffer source;
    source.setData("hello");
    source.open(QIODevice::ReadOnly);
    SmallSink sink(0);
    TeeReader tee(&source, &sink);
    char data[5];
    QCOMPARE(tee.read(data, 5), -1);
    QCOMPARE(tee.errorString(), QStringLiteral("no room left"));
    QCOMPARE(tee.status().code, PipeStatus::Error);
    QCOMPARE(tee.read(data, 5), -1);
}

void TestCompose::aShortWriteOfTheSinkFailsTheRead()
{
    QBuffer source;
    source.setData("hello");
    source.open(QIODevice::ReadOnly);
    SmallSink sink(3);
    TeeReader tee(&source, &sink);
    char data[5];
    QCOMPARE(tee.read(data, 5), -1);
    QCOMPARE(sink.taken, QByteArray("hel"));
    QCOMPARE(tee.errorString(), QStringLiteral("no room left"));
}

void TestCompose::aTeeReaderPassesTheSourcesErrorOn()
{
    PipeEnds ends = makePipe(10);
    ends.writer->write("abc");
    ends.writer->closeWithError(QStringLiteral("cut"));
    QBuffer sink;
    sink.open(QIODevice::WriteOnly);
    TeeReader tee(ends.reader.get(), &sink);
    QBuffer target;
    target.open(QIODevice::WriteOnly);
    QString error;
    QCOMPARE(copy(tee, target, &error), 3);
    QCOMPARE(error, QStringLiteral("cut"));
    QCOMPARE(sink.data(), QByteArray("abc"));
}

void TestCompose::teesNest()
{
    QBuffer source, first, second;
    source.setData(QByteArray(100000, 'x'));
    source.open(QIODevice::ReadOnly);
    first.open(QIODevice::WriteOnly);
    second.open(QIODevice::WriteOnly);
    TeeReader inner(&source, &first);
    TeeReader outer(&inner, &second);
    QCOMPARE(outer.readAll(), source.data());
    QCOMPARE(first.data(), source.data());
    QCOMPARE(second.data(), source.data());
}

void TestCompose::copyCopiesToTheEnd()
{
    PipeEnds ends = makePipe();
    QByteArray data(3000000, '\0');
    for (qsizetype i = 0; i < data.size(); ++i)
        data[i] = static_cast<char>(i * 7 + i / 1000);
    auto writing = std::async(std::launch::async, [&] {
        ends.writer->write(data);
        ends.writer->close();
    });
    QBuffer target;
    target.open(QIODevice::WriteOnly);
    QString error = QStringLiteral("old");
    QCOMPARE(copy(*ends.reader, target, &error), data.size());
    QCOMPARE(error, QString());
    QCOMPARE(target.data(), data);
}

void TestCompose::copyReportsTheSourcesError()
{
    PipeEnds ends = makePipe(10);
    ends.writer->write("abc");
    ends.writer->closeWithError(QStringLiteral("source broke"));
    QBuffer target;
    target.open(QIODevice::WriteOnly);
    QString error;
    QCOMPARE(copy(*ends.reader, target, &error), 3);
    QCOMPARE(error, QStringLiteral("source broke"));
}

void TestCompose::copyReportsTheSinksErrorAndTheBytesTaken()
{
    QBuffer source;
    source.setData("hello");
    source.open(QIODevice::ReadOnly);
    SmallSink sink(3);
    QString error;
    QCOMPARE(copy(source, sink, &error), 3);
    QCOMPARE(error, QStringLiteral("no room left"));
}

void TestCompose::copyOfAFileAndOfNothing()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    QBuffer target;
    target.open(QIODevice::WriteOnly);
    QString error;
    QCOMPARE(copy(file, target, &error), 0);
    QCOMPARE(error, QString());
    file.write("content");
    file.seek(0);
    QCOMPARE(copy(file, target, &error), 7);
    QCOMPARE(error, QString());
}

void TestCompose::copyOfAClosedDeviceIsAnError()
{
    QBuffer source, target;
    target.open(QIODevice::WriteOnly);
    QTest::ignoreMessage(QtWarningMsg, "QIODevice::read (QBuffer): device not open");
    QString error;
    QCOMPARE(copy(source, target, &error), 0);
    QVERIFY(!error.isEmpty());
}

void TestCompose::copyJoinsAPipeToAPipe()
{
    PipeEnds in = makePipe(), out = makePipe(64);
    auto writing = std::async(std::launch::async, [&] {
        for (int i = 0; i < 1000; ++i)
            in.writer->write("0123456789");
        in.writer->close();
    });
    auto copying = std::async(std::launch::async, [&] {
        const qint64 n = copy(*in.reader, *out.writer);
        out.writer->close();
        return n;
    });
    QCOMPARE(out.reader->readAll(), QByteArray("0123456789").repeated(1000));
    QCOMPARE(copying.get(), 10000);
}

QTEST_GUILESS_MAIN(TestCompose)
#include "tst_compose.moc"
