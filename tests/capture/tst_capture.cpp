#include "tests/capture/capturefiles.h"

using namespace pipecore;
using namespace std::chrono_literals;
using namespace capturetest;

class TestCapture : public capturetest::CaptureFiles
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void theFileHoldsTheBytesAndNothingElse();
    void theFileIsForItsOwnerAlone();
    void createRefusesWhatExists();
    void createNamesTheFolderThatIsMissing();
    void openRefusesWhatIsNoRegularFile();
    void aReadEndsAtTheCommittedEnd();
    void aReadBeyondTheEndGivesNothing();
    void aReadOfAFileTruncatedByAnotherIsAnError();
    void anAppendOfNothingIsNoError();
    void aShortAppendTellsWhatIsInTheFileAndWhy();
    void aFullDiskTakesWhatFitsAndGoesOnWhenThereIsRoom();
    void aFileIsBeingWrittenUntilItsWriterIsDone();
    void aFileIsNoLongerBeingWrittenWhenItsWriterIsGone();
    void readersSeeOnlyCommittedBytesWhileTheWriterAppends();
};

void TestCapture::theFileHoldsTheBytesAndNothingElse()
{
    const auto capture = newCapture();
    const QByteArray first("one\0two", 7), second("\xff\n");
    QCOMPARE(capture->append(first.constData(), first.size()).size, first.size());
    QCOMPARE(capture->append(second.constData(), second.size()).size, second.size());
    QCOMPARE(capture->end(), first.size() + second.size());
    QVERIFY(!capture->hasEnded());
    capture->finish();
    QVERIFY(capture->hasEnded());
    QCOMPARE(contentOf(capture->path()), first + second);
    const auto again = Capture::open(capture->path()).value();
    QCOMPARE(readAt(*again, 0, 100), first + second);
    QVERIFY(again->hasEnded());
}

void TestCapture::theFileIsForItsOwnerAlone()
{
    const mode_t before = ::umask(0);
    const auto capture = newCapture();
    ::umask(before);
    struct stat info {
    };
    QCOMPARE(::stat(QFile::encodeName(capture->path()).constData(), &info), 0);
    QCOMPARE(info.st_mode & 07777, 0600u);
}

void TestCapture::createRefusesWhatExists()
{
    const auto capture = newCapture();
    QCOMPARE(capture->append("kept", 4).size, 4);
    const auto again = Capture::create(capture->path());
    QVERIFY(!again);
    QVERIFY2(again.error().contains(capture->path()), qPrintable(again.error()));
    QCOMPARE(contentOf(capture->path()), QByteArray("kept"));
}

void TestCapture::createNamesTheFolderThatIsMissing()
{
    const auto capture = Capture::create(newPath() + QStringLiteral("/missing/output"));
    QVERIFY(!capture);
    QVERIFY2(capture.error().contains(QStringLiteral("/missing/output")), qPrintable(capture.error()));
}

void TestCapture::openRefusesWhatIsNoRegularFile()
{
    QVERIFY(!Capture::open(m_folder.path()));
    QVERIFY(!Capture::open(QStringLiteral("/dev/null")));
    QVERIFY(!Capture::open(newPath()));
    const QString fifo = newPath();
    QCOMPARE(::mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);
    QVERIFY(!Capture::open(fifo)); // and does not wait for a writer
}

void TestCapture::aReadEndsAtTheCommittedEnd()
{
    const auto capture = newCapture();
    QCOMPARE(capture->append("0123456789", 10).size, 10);
    // Bytes that somebody else put behind are not the capture's.
    QFile file(capture->path());
    QVERIFY(file.open(QIODevice::Append));
    QCOMPARE(file.write("more"), 4);
    file.close();
    QCOMPARE(readAt(*capture, 0, 100), QByteArray("0123456789"));
    QCOMPARE(readAt(*capture, 4, 3), QByteArray("456"));
    QCOMPARE(readAt(*capture, 9, 100), QByteArray("9"));
}

void TestCapture::aReadBeyondTheEndGivesNothing()
{
    const auto capture = newCapture();
    QCOMPARE(capture->append("abc", 3).size, 3);
    char byte = 0;
    QString error;
    QCOMPARE(capture->read(3, &byte, 1, &error), 0);
    QCOMPARE(capture->read(1'000'000'000'000, &byte, 1, &error), 0);
    QCOMPARE(capture->read(0, &byte, 0, &error), 0);
    QVERIFY2(error.isEmpty(), qPrintable(error));
}

void TestCapture::aReadOfAFileTruncatedByAnotherIsAnError()
{
    const auto capture = newCapture();
    const QByteArray bytes(100'000, 'x');
    QCOMPARE(capture->append(bytes.constData(), bytes.size()).size, bytes.size());
    QVERIFY(QFile::resize(capture->path(), 50'000));
    char byte = 0;
    QString error;
    QCOMPARE(capture->read(60'000, &byte, 1, &error), -1);
    QVERIFY2(error.contains(QStringLiteral("truncated")), qPrintable(error));
    QCOMPARE(capture->read(60'000, &byte, 1), -1); // nobody needs to ask why
    QCOMPARE(readAt(*capture, 0, 100'000).size(), 50'000);
}

void TestCapture::anAppendOfNothingIsNoError()
{
    const auto capture = newCapture();
    const Capture::Appended appended = capture->append("", 0);
    QCOMPARE(appended.size, 0);
    QCOMPARE(appended.errorCode, 0);
    QCOMPARE(capture->end(), 0);
}

void TestCapture::aShortAppendTellsWhatIsInTheFileAndWhy()
{
    const auto capture = newCapture();
    const QByteArray bytes = QByteArray(3000, 'a') + QByteArray(3000, 'b');
    {
        const FileSizeLimit limit(5000);
        const Capture::Appended appended = capture->append(bytes.constData(), bytes.size());
        QCOMPARE(appended.size, 5000);
        QCOMPARE(appended.errorCode, EFBIG);
        const Capture::Appended more = capture->append(bytes.constData() + 5000, 1000);
        QCOMPARE(more.size, 0);
        QCOMPARE(more.errorCode, EFBIG);
    }
    QCOMPARE(capture->end(), 5000);
    QCOMPARE(readAt(*capture, 0, 6000), bytes.first(5000));
    QCOMPARE(capture->append(bytes.constData() + 5000, 1000).size, 1000);
    QCOMPARE(contentOf(capture->path()), bytes);
}

void TestCapture::aFullDiskTakesWhatFitsAndGoesOnWhenThereIsRoom()
{
    const SmallDisk disk(4 * kMega);
    if (!disk.isValid())
        QSKIP("a file system can only be mounted by root");
    const auto capture = Capture::create(disk.path(QStringLiteral("output"))).value();
    disk.fillUpTo(kMega);
    QByteArray bytes(2 * kMega, '\0');
    for (qsizetype i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(i * 7 + i / 4096);
    const Capture::Appended appended = capture->append(bytes.constData(), bytes.size());
    QCOMPARE(appended.errorCode, ENOSPC);
    QVERIFY(appended.size > 0 && appended.size < bytes.size());
    QCOMPARE(capture->end(), appended.size);
    disk.makeRoom();
    const Capture::Appended rest =
        capture->append(bytes.constData() + appended.size, bytes.size() - appended.size);
    QCOMPARE(rest.errorCode, 0);
    QVERIFY(contentOf(capture->path()) == bytes);
}

void TestCapture::aFileIsBeingWrittenUntilItsWriterIsDone()
{
    const auto capture = newCapture();
    QVERIFY(Capture::isBeingWritten(capture->path()));
    QVERIFY(Capture::isBeingWritten(capture->path())); // asking changes nothing
    capture->finish();
    QVERIFY(!Capture::isBeingWritten(capture->path()));
    QVERIFY(!Capture::isBeingWritten(newPath()));
}

void TestCapture::aFileIsNoLongerBeingWrittenWhenItsWriterIsGone()
{
    const QString path = newPath();
    {
        const auto capture = Capture::create(path).value();
        QVERIFY(Capture::isBeingWritten(path));
    }
    QVERIFY(!Capture::isBeingWritten(path));
}

void TestCapture::readersSeeOnlyCommittedBytesWhileTheWriterAppends()
{
    const auto capture = newCapture();
    // Byte i of the stream is i % 251: whoever reads knows what must be there.
    constexpr qint64 total = 3 * kMega;
    const auto check = [&] {
        qint64 at = 0;
        std::vector<char> piece(50'000);
        while (at < total) {
            if (!capture->waitBeyond(at, -1))
                return false;
            const qint64 n = capture->read(at, piece.data(), static_cast<qint64>(piece.size()));
            if (n <= 0)
                return false;
            for (qint64 i = 0; i < n; ++i)
                if (static_cast<quint8>(piece[static_cast<size_t>(i)]) != (at + i) % 251)
                    return false;
            at += n;
        }
        return true;
    };
    auto one = std::async(std::launch::async, check);
    auto two = std::async(std::launch::async, check);
    QRandomGenerator random = seededGenerator();
    std::vector<char> piece;
    while (capture->end() < total) {
        piece.resize(
            std::min<size_t>(1 + random.bounded(30'000u), static_cast<size_t>(total - capture->end())));
        for (size_t i = 0; i < piece.size(); ++i)
            piece[i] = static_cast<char>((capture->end() + static_cast<qint64>(i)) % 251);
        QCOMPARE(capture->append(piece.data(), static_cast<qint64>(piece.size())).errorCode, 0);
    }
    capture->finish();
    QVERIFY(one.get());
    QVERIFY(two.get());
}

QTEST_GUILESS_MAIN(TestCapture)
#include "tst_capture.moc"
