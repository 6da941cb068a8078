#include "tests/helpers/runnelprocess.h"
#include "tests/ui/uifixture.h"
#include "ui/desktop/singleinstance.h"

#include <QSignalSpy>

#include <csignal>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace ui;
using namespace helpers;

/// The program, where another window is there that takes what it is asked for: this process.
class TestSingleInstance : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void cleanup();

    void aFileIsHandedOver();
    void aCommandIsHandedOverWithItsFolder();
    void aFifoIsReadByTheProcessThatWasGivenIt();
    void whatOnlyThatProcessHasOpenStaysThere_data();
    void whatOnlyThatProcessHasOpenStaysThere();

private:
    static bool waitFor(const std::function<bool()> &what) { return QTest::qWaitFor(what, kPatience); }
    bool hasEnded()
    {
        return waitFor([this] { return m_process.state() == QProcess::NotRunning; });
    }
    void stop()
    {
        m_process.terminate();
        QVERIFY(hasEnded());
    }

    std::unique_ptr<RunnelProcess> m_runnel;
    std::unique_ptr<SingleInstance> m_window;
    std::vector<SingleInstance::Request> m_requests;
    QProcess m_process;
};

void TestSingleInstance::init()
{
    m_runnel = std::make_unique<RunnelProcess>(QStringLiteral(RUNNEL_PROGRAM));
    const QString runtime = m_runnel->file(QStringLiteral("runtime")),
                  settings = m_runnel->file(QStringLiteral("settings"));
    QVERIFY(QDir().mkpath(runtime) && QDir().mkpath(settings + QStringLiteral("/runnel")));
    QVERIFY(QFile::setPermissions(runtime, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    QVERIFY(writeFile(settings + QStringLiteral("/runnel/runnel.conf"), "[window]\nsingleInstance=true\n"));
    m_runnel->setVariable(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    m_runnel->setVariable(QStringLiteral("XDG_CONFIG_HOME"), settings);
    m_runnel->setVariable(QStringLiteral("XDG_RUNTIME_DIR"), runtime);
    qputenv("RUNNEL_HOME", m_runnel->home().toUtf8());
    qputenv("XDG_RUNTIME_DIR", runtime.toUtf8());
    m_requests.clear();
    m_window = std::make_unique<SingleInstance>();
    QVERIFY2(m_window->isListening(), qPrintable(m_window->problem()));
    connect(m_window.get(), &SingleInstance::requested, this,
            [this](const SingleInstance::Request &request) { m_requests.push_back(request); });
}

void TestSingleInstance::cleanup()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished();
    }
    m_window.reset();
    m_runnel.reset();
}

void TestSingleInstance::aFileIsHandedOver()
{
    const QString path = m_runnel->file(QStringLiteral("plain.log"));
    QVERIFY(writeFile(path, "text\n"));
    m_runnel->start(m_process, {QStringLiteral("open"), path});
    QVERIFY(hasEnded());
    QCOMPARE(m_process.exitCode(), 0);
    QVERIFY(waitFor([this] { return !m_requests.empty(); }));
    QCOMPARE(m_requests.front().paths, QStringList(path));
}

void TestSingleInstance::aCommandIsHandedOverWithItsFolder()
{
    m_runnel->start(m_process, {QStringLiteral("--"), QStringLiteral("echo"), QStringLiteral("a b")});
    QVERIFY(hasEnded());
    QVERIFY(waitFor([this] { return !m_requests.empty(); }));
    QCOMPARE(m_requests.front().command.words(),
             (QStringList{QStringLiteral("echo"), QStringLiteral("a b")}));
    QCOMPARE(m_requests.front().command.directory, m_process.workingDirectory());
}

// What comes out of it comes out once: who was given it reads it.
void TestSingleInstance::aFifoIsReadByTheProcessThatWasGivenIt()
{
    const QString path = m_runnel->file(QStringLiteral("fifo"));
    QCOMPARE(::mkfifo(qPrintable(path), 0600), 0);
    m_runnel->start(m_process, {QStringLiteral("open"), path});
    int end = -1;
    QVERIFY(waitFor([&] { return (end = ::open(qPrintable(path), O_WRONLY | O_NONBLOCK)) >= 0; }));
    QCOMPARE(::write(end, "through\n", 8), ssize_t(8));
    ::close(end);
    QVERIFY(waitFor([this] { return m_runnel->lastOutput() == "through\n"; }));
    QVERIFY(m_requests.empty());
    stop();
}

void TestSingleInstance::whatOnlyThatProcessHasOpenStaysThere_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("its input") << QStringList{QStringLiteral("open"), QStringLiteral("-")};
    QTest::newRow("its input, by path") << QStringList{QStringLiteral("open"), QStringLiteral("/dev/stdin")};
    QTest::newRow("an argument of a command")
        << QStringList{QStringLiteral("--"), QStringLiteral("cat"), QStringLiteral("/dev/fd/0")};
}

void TestSingleInstance::whatOnlyThatProcessHasOpenStaysThere()
{
    QFETCH(QStringList, words);
    m_runnel->start(m_process, words);
    QVERIFY(waitFor([this] { return !m_runnel->ids().isEmpty(); }));
    QVERIFY(m_process.state() == QProcess::Running);
    QVERIFY(m_requests.empty());
    stop();
}

QTEST_GUILESS_MAIN(TestSingleInstance)
#include "tst_singleinstance.moc"
