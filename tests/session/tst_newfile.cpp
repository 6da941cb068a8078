#include "pipecore/base/newfile.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <future>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

using namespace pipecore;

class TestNewFile : public QObject
{
    Q_OBJECT
private slots:
    void takesItsPlaceOnlyWhenAllIsWritten();
    void changesNothingWhenItIsGivenUp();
    void writesIntoAFifoAndLeavesIt();
    void tellsThatADeviceIsFullAndLeavesIt();
    void tellsThatAFolderIsInTheWay();

private:
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(cannot be read)");
    }
    static void put(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    QTemporaryDir m_folder;
};

void TestNewFile::takesItsPlaceOnlyWhenAllIsWritten()
{
    const QString path = m_folder.filePath(QStringLiteral("replaced"));
    put(path, "before");
    NewFile file(path);
    QVERIFY(file.isOpen());
    QCOMPARE(file.device().write("after"), 5);
    QCOMPARE(contentOf(path), QByteArray("before"));
    QVERIFY(file.commit());
    QCOMPARE(contentOf(path), QByteArray("after"));
}

void TestNewFile::changesNothingWhenItIsGivenUp()
{
    const QString path = m_folder.filePath(QStringLiteral("given-up"));
    put(path, "before");
    {
        NewFile file(path);
        QCOMPARE(file.device().write("after"), 5);
    }
    QCOMPARE(contentOf(path), QByteArray("before"));
}

void TestNewFile::writesIntoAFifoAndLeavesIt()
{
    const QString path = m_folder.filePath(QStringLiteral("fifo"));
    QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), 0600), 0);
    auto reading = std::async(std::launch::async, [&path] {
        char bytes[16] = {};
        const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY);
        const ssize_t n = ::read(fd, bytes, sizeof bytes);
        ::close(fd);
        return QByteArray(bytes, n);
    });
    NewFile file(path);
    QVERIFY(file.isOpen());
    QCOMPARE(file.device().write("through"), 7);
    QVERIFY(file.commit());
    QCOMPARE(reading.get(), QByteArray("through"));
    struct stat status {
    };
    QCOMPARE(::stat(QFile::encodeName(path).constData(), &status), 0);
    QVERIFY(S_ISFIFO(status.st_mode));
}

void TestNewFile::tellsThatADeviceIsFullAndLeavesIt()
{
    const QString path = m_folder.filePath(QStringLiteral("full"));
    if (::mknod(QFile::encodeName(path).constData(), S_IFCHR | 0600, makedev(1, 7)) != 0)
        QSKIP("only root may make a device");
    NewFile file(path);
    if (!file.isOpen())
        QSKIP("devices have no effect in this folder's file system");
    file.device().write("some bytes");
    const auto committed = file.commit();
    QVERIFY(!committed);
    QVERIFY2(committed.error().contains(path), qPrintable(committed.error()));
    struct stat status {
    };
    QCOMPARE(::stat(QFile::encodeName(path).constData(), &status), 0);
    QVERIFY(S_ISCHR(status.st_mode));
}

void TestNewFile::tellsThatAFolderIsInTheWay()
{
    NewFile file(m_folder.path());
    QVERIFY(!file.isOpen());
    QVERIFY(file.error().contains(m_folder.path()));
}

QTEST_GUILESS_MAIN(TestNewFile)
#include "tst_newfile.moc"
